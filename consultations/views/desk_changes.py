"""What can be done with one request. Each form carries the version it was made from; an old one is refused."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.decorators import requires_recent_sign_in
from accounts.requests import StaffRequest
from accounts.sealing import CannotOpen
from consultations import handling
from consultations.desk_forms import WHY_DELETE, WHY_HOLD, Correction, NoteText, Reason, Version, desk_people
from consultations.handling import STEPS, NotPossible, Stale
from consultations.models import ConsultationRequest, Note, plain_texts
from consultations.queue_lines import line_of
from consultations.retention import wipe_log
from consultations.views.desk import history_of, row_of, show_request, show_unreadable
from consultations.views.on_record import Kind, actor_of, on_record

LATEST = 3


@require_POST
@on_record("change")
def take_step(request: StaffRequest, reference: str) -> HttpResponse:
    """One of the buttons: tried, reached, booked, ..."""
    row, key = row_of(reference), request.POST.get("step", "")
    try:
        step = handling.take_step(row, version_of(request), key, actor_of(request))
    except NotPossible as error:
        raise Http404 from error
    except Stale:
        wanted = STEPS[key].label if key in STEPS else ""
        return show_conflict(request, row_of(reference), wanted, {"step": key})
    return saved(request, row, step.done)


@require_POST
@on_record("change", field="assigned_to")
def assign(request: StaffRequest, reference: str) -> HttpResponse:
    """Take it, or give it to somebody else or to nobody."""
    row, chosen = row_of(reference), request.POST.get("person", "")
    person = next((one for one in desk_people() if str(one.pk) == chosen), None)
    if chosen and person is None:
        raise Http404
    try:
        handling.assign(row, version_of(request), person, actor_of(request))
    except Stale:
        wanted = f"Give it to {person.get_username()}" if person else "Give it to nobody"
        return show_conflict(request, row_of(reference), wanted, {"person": chosen})
    return saved(request, row, "Assigned" if person else "Assigned to nobody")


@require_POST
@on_record("add", Note)
def add_note(request: StaffRequest, reference: str) -> HttpResponse:
    row, form = row_of(reference), NoteText(request.POST)
    if not form.is_valid():
        return show_request(request, row, problem=first_error(form), note=request.POST.get("body", ""), status=422)
    try:
        handling.add_note(row, version_of(request), form.cleaned_data["body"], actor_of(request))
    except Stale:
        return show_conflict(request, row_of(reference), "Add this note", {}, text=form.cleaned_data["body"])
    return saved(request, row, "Note added")


@require_http_methods(["GET", "HEAD", "POST"])
@on_record("change", field="sealed_name")
def correct(request: StaffRequest, reference: str) -> HttpResponse:
    """Name and contact details, on the person's wish. What they were before is not kept."""
    row = row_of(reference)
    try:
        stored = plain_texts(row) | {"may_leave_message": row.may_leave_message}
        if request.method != "POST":
            actor_of(request).record(Kind.VIEWED, reference)
            return show_correction(request, row, Correction(initial=stored), stored)
        form = Correction(request.POST)
        if not form.is_valid():
            actor_of(request).record(Kind.VIEWED, reference)
            return show_correction(request, row, form, stored, status=422)
        texts = {name: form.cleaned_data[name] for name in handling.EDITABLE}
        may_leave = form.cleaned_data["may_leave_message"]
        handling.correct(row, version_of(request), texts, may_leave, actor_of(request))
    except CannotOpen:
        return show_unreadable(request, row)
    except Stale:
        actor_of(request).record(Kind.CONFLICT, reference)
        return show_correction(request, row_of(reference), form, stored, status=409)
    return saved(request, row, "Corrected")


@require_POST
@on_record("change", field="is_on_hold")
def hold(request: StaffRequest, reference: str) -> HttpResponse:
    """Set a legal hold with a reason, or end it."""
    row, form = row_of(reference), Reason(request.POST, choices=WHY_HOLD)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    if not reason and not row.is_on_hold:
        raise Http404
    wanted = "Set a legal hold" if reason else "End the legal hold"
    try:
        handling.hold(row, version_of(request), reason, actor_of(request))
    except Stale:
        return show_conflict(request, row_of(reference), wanted, {"reason": reason})
    return saved(request, row, "Legal hold set" if reason else "Legal hold ended")


@require_http_methods(["GET", "HEAD", "POST"])
@on_record("delete")
@requires_recent_sign_in
def delete(request: StaffRequest, reference: str) -> HttpResponse:
    """Delete now, for the person's wish. The record keeps the reference and who did it."""
    row = row_of(reference)
    form = Reason(request.POST if request.method == "POST" else None, choices=WHY_DELETE)
    if form.is_valid():
        try:
            handling.delete_now(row, version_of(request), form.cleaned_data["reason"], actor_of(request))
        except NotPossible as error:
            raise Http404 from error
        except Stale:
            wanted = {"reason": form.cleaned_data["reason"]}
            return show_conflict(request, row_of(reference), "Delete it", wanted)
        transaction.on_commit(wipe_log, robust=True)
        messages.success(request, f"{row}: deleted.")
        return redirect("consultations:desk")
    actor_of(request).record(Kind.LISTED, detail=reference)
    context = {"row": row, "line": line_of(row, timezone.now()), "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "consultations/desk/delete.html", context, status=status)


def version_of(request: StaffRequest) -> int:
    """0 where the form names none: that is never the version of a row."""
    return Version(request.POST).number()


def first_error(form: Any) -> str:
    return str(next(iter(form.errors.values()))[0])


def saved(request: StaffRequest, row: ConsultationRequest, done: str) -> HttpResponse:
    """To the page of the request, with a message that holds nothing about the person."""
    messages.success(request, f"{row}: {done[0].lower()}{done[1:]}.")
    return redirect(row)


def show_conflict(
    request: StaffRequest, row: ConsultationRequest, wanted: str, fields: dict[str, str], text: str = ""
) -> HttpResponse:
    """What was wanted beside how the request stands now. Nothing was written; it can be sent again on purpose."""
    actor_of(request).record(Kind.CONFLICT, row.reference)
    key = fields.get("step")
    context = {
        "row": row,
        "line": line_of(row, timezone.now()),
        "wanted": wanted,
        "fields": fields,
        "text": text,
        "is_possible": key is None or (key in STEPS and STEPS[key] in handling.steps_for(row)),
        "history": history_of(row)[:LATEST],
    }
    return render(request, "consultations/desk/conflict.html", context, status=409)


def show_correction(
    request: StaffRequest, row: ConsultationRequest, form: Correction, stored: dict[str, Any], status: int = 200
) -> HttpResponse:
    """The form; `stored` is shown beside it when somebody else changed the request meanwhile (409)."""
    if status == 409:
        stored = plain_texts(row) | {"may_leave_message": row.may_leave_message}
    pairs = [(form[name], stored[name]) for name in handling.EDITABLE]
    context = {"row": row, "form": form, "pairs": pairs, "stored": stored, "is_conflict": status == 409}
    return render(request, "consultations/desk/correct.html", context, status=status)

"""The queue, the search, and one request opened. Names show only where one request is open."""

from datetime import datetime, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import StaffRequest
from accounts.roles import may, may_write
from accounts.sealing import CannotOpen
from consultations.desk_forms import NOTE_LENGTH, WHY_HOLD, Search, desk_people
from consultations.event_lines import EventLine, event_lines
from consultations.handling import place_of, steps_for
from consultations.mail_queue import mail_numbers
from consultations.models import ConsultationEvent, ConsultationRequest, plain_texts
from consultations.models.requests import ConsultationQuerySet
from consultations.queue_lines import Line, day_and_time, line_of, name_of
from consultations.reply_times import zone_of
from consultations.views.on_record import Kind, actor_of, on_record
from content.models.facts import dial

PAGE_SIZE = 25
MOST_FOUND = 50
JUST_NOW = timedelta(minutes=15)
SAME_PERSON = timedelta(days=30)
FILTERS = {"all": "All", "mine": "Mine", "nobody": "Nobody's", "closed": "Closed", "tray": "Tray"}
NOT_DONE = (Kind.VIEWED, Kind.TRAIL_READ, Kind.REFUSED, Kind.CONFLICT)


@require_safe
@on_record("view")
def queue(request: StaffRequest) -> HttpResponse:
    """Requests by urgency, 25 on a page. Which of them were shown goes on record."""
    now = timezone.now()
    wanted = request.GET.get("show", "")
    show = wanted if wanted in FILTERS else "all"
    page = Paginator(filtered(show, request.user, now), PAGE_SIZE).get_page(request.GET.get("page"))
    lines = [line_of(row, now) for row in page]
    actor_of(request).record(Kind.LISTED, detail=references(lines))
    context = {
        "show": show,
        "is_owner": may(request.user, "export", ConsultationRequest),
        "filters": [(key, words, filtered(key, request.user, now).count()) for key, words in FILTERS.items()],
        "unsent": mail_numbers(now)["late"],
        "late": ConsultationRequest.objects.late(now).count(),
        "page": page,
        "lines": lines,
        "today": timezone.localtime(now),
    }
    return render(request, "consultations/desk/queue.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@on_record("view")
def search(request: StaffRequest) -> HttpResponse:
    """By reference, or by the hash of a whole phone number, email address or name. What was typed is not kept."""
    form = Search(request.POST if request.method == "POST" else None)
    lines: list[Line] = []
    if form.is_valid():
        found = ConsultationRequest.objects.matching(form.cleaned_data["text"]).select_related("clinic", "assigned_to")
        now = timezone.now()
        lines = [line_of(row, now) for row in found.order_by("-received_at")[:MOST_FOUND]]
        actor_of(request).record(Kind.SEARCHED, detail=references(lines))
    context = {"form": form, "lines": lines, "is_full": len(lines) == MOST_FOUND}
    return render(request, "consultations/desk/search.html", context)


@require_safe
@on_record("view")
def one_request(request: StaffRequest, reference: str) -> HttpResponse:
    """Everything about one request, opened from encryption. Recorded before it is shown."""
    return show_request(request, row_of(reference))


def filtered(show: str, person: Any, now: datetime) -> ConsultationQuerySet:
    """The rows behind one of FILTERS, the most urgent first; closed ones the latest first."""
    rows = ConsultationRequest.objects.select_related("clinic", "assigned_to")
    if show == "closed":
        return rows.filter(closed_at__isnull=False).order_by("-closed_at")  # as the index knows it
    if show == "tray":
        return rows.in_tray().order_by("received_at")
    queued = rows.in_queue().by_urgency(now)
    return {"mine": queued.filter(assigned_to=person), "nobody": queued.filter(assigned_to=None)}.get(show, queued)


def references(lines: list[Line]) -> str:
    return " ".join(line.row.reference for line in lines)


def row_of(reference: str) -> ConsultationRequest:
    """Raises Http404."""
    return get_object_or_404(ConsultationRequest.objects.select_related("clinic", "assigned_to"), reference=reference)


def show_request(
    request: StaffRequest, row: ConsultationRequest, *, problem: str = "", note: str = "", status: int = 200
) -> HttpResponse:
    """The page of one request; `problem` is about the note that was typed, which comes back."""
    actor = actor_of(request)
    try:
        texts = plain_texts(row)
        notes = [(one, one.body) for one in row.notes.select_related("by")]
    except CannotOpen:
        return show_unreadable(request, row)
    now = timezone.now()
    others = also_asked(row)
    seen_by = just_seen(row, request.user, now)
    actor.record(Kind.VIEWED, row.reference, " ".join(other.reference for other in others))
    context = {
        "row": row,
        "line": line_of(row, now),
        "texts": texts,
        "reply_by": day_and_time(row.reply_by.astimezone(zone_of(row.clinic))),
        "place": place_of(row),
        "steps": steps_for(row),
        "people": [(one.pk, name_of(one)) for one in desk_people()],
        "notes": [(name_of(one.by), day_and_time(timezone.localtime(one.at)), body) for one, body in notes],
        "note_length": NOTE_LENGTH,
        "note": note,
        "problem": problem,
        "others": others,
        "seen_by": seen_by,
        "seen_minutes": (now - seen_by.at) // timedelta(minutes=1) if seen_by else 0,
        "receipt_failed": row.mails.exclude(given_up_at=None).exists(),
        "phone_href": f"tel:{dial(texts['phone'])}",
        "history": history_of(row),
        "is_owner": may(request.user, "delete", row),
        "may_change": may(request.user, "change", row),
        "may_correct": may_write(request.user, row, "sealed_name"),
        "hold_reasons": WHY_HOLD,
    }
    return render(request, "consultations/desk/request.html", context, status=status)


def show_unreadable(request: StaffRequest, row: ConsultationRequest) -> HttpResponse:
    """The key is missing. Nothing on this page can overwrite what may still be read once it is back."""
    actor_of(request).record(Kind.UNREADABLE, row.reference)
    context = {"row": row, "line": line_of(row, timezone.now())}
    return render(request, "consultations/desk/unreadable.html", context)


def also_asked(row: ConsultationRequest) -> list[ConsultationRequest]:
    """Requests with the same phone or email within 30 days before or after."""
    same = ConsultationRequest.objects.of_same_person(row, row.received_at - SAME_PERSON)
    return list(same.filter(received_at__lte=row.received_at + SAME_PERSON).order_by("received_at"))


def just_seen(row: ConsultationRequest, person: Any, now: datetime) -> EventLine | None:
    """When a colleague last opened it, if that was within the last quarter of an hour."""
    views = ConsultationEvent.objects.filter(kind=Kind.VIEWED, reference=row.reference, at__gte=now - JUST_NOW)
    latest = views.exclude(actor=person).select_related("actor").order_by("-number")[:1]
    return next(iter(event_lines(latest)), None)


def history_of(row: ConsultationRequest) -> list[EventLine]:
    """What was done with it, the latest first; who looked or was refused is for the Owner's page."""
    done = ConsultationEvent.objects.filter(reference=row.reference).exclude(kind__in=NOT_DONE)
    return event_lines(done.select_related("actor").order_by("-number"))

"""What a visitor does: fill in, check, send, and see that it arrived. Nothing is stored before "Send request"."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import wraps
from typing import Any

from django.conf import settings
from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from accounts.networks import network_of
from consultations.contact import likely_domain
from consultations.forms import TARGETS, ConsultationForm
from consultations.limits import TooMany
from consultations.mail_queue import is_configured
from consultations.models import ConsultationRequest
from consultations.reply_times import days_open, reply_by, zone_of
from consultations.sending import Answers, keep_suspect, take_in
from consultations.tokens import NotOurs, Receipt, TooFast, new_form_token, read_form_token, read_receipt
from content.models import Clinic
from content.site import Site

logger = logging.getLogger("consultations")
TRAP = "leave_empty"
View = Callable[..., HttpResponse]


def never_stored(view: View) -> View:
    """No cache, no browser history and no search engine keeps this page."""

    @wraps(view)
    def answering(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store, private"
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return answering


def answers_kept(view: View) -> View:
    """When the database is away, full or busy for too long: say so, and give back in the page what was sent."""

    @wraps(view)
    def answering(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Error as error:
            logger.error("The database did not answer a visitor: %s", type(error).__name__)
            return show_unavailable(request)

    return answering


@never_stored
@require_http_methods(["GET", "HEAD", "POST"])
@answers_kept
@sensitive_post_parameters()
def request_form(request: HttpRequest) -> HttpResponse:
    """The form, and "Continue": to the check page, or back with every answer and what is wrong."""
    if request.method != "POST":
        return show_form(request, new_form())
    form = new_form(request.POST)
    if not form.is_valid():
        return show_form(request, form, problems=form.problems())
    if request.POST.get(TRAP):
        return refuse_trapped(request, form)
    context = {
        "form": form,
        "token": kept_token(request),
        "rows": check_rows(form),
        "hidden": hidden_fields(request),
        "domain": form.cleaned_data["email"].rpartition("@")[2],
        "likely_domain": likely_domain(form.cleaned_data["email"]),
    }
    return render(request, "consultations/check.html", context)


@never_stored
@require_http_methods(["GET", "HEAD", "POST"])
@answers_kept
@sensitive_post_parameters()
@sensitive_variables()
def send_request(request: HttpRequest) -> HttpResponse:
    """ "Send request", or "Change" back to the form. Answers come from the check page and are checked again."""
    if request.method != "POST":
        return redirect("consultations:request")
    form = new_form(request.POST)
    form.is_valid()
    if "change" in request.POST:
        return show_form(request, form, focus=request.POST["change"])
    try:
        nonce = read_form_token(request.POST.get("token", ""))
    except NotOurs:
        return form_again(request)
    except TooFast:
        return show_form(request, form, note="fast")
    if form.problems():
        return show_form(request, form, problems=form.problems())
    if request.POST.get(TRAP):
        return refuse_trapped(request, form)
    try:
        row, is_new = take_in(answers_of(form), nonce, network_of(request))
    except TooMany:
        return show_form(request, form, note="many", status=429)
    receipt = receipt_for(row)
    if not is_new and answers_of(form).differ_from(row):
        receipt = replace(receipt, is_repeat=True)
    return redirect("consultations:sent", receipt.token(), permanent=False)


@never_stored
@require_safe
def request_sent(request: HttpRequest, token: str) -> HttpResponse:
    """Reference and what happens next. All of it is in the signed address; nothing is read about the request."""
    try:
        receipt = read_receipt(token)
    except NotOurs:
        return render(request, "consultations/expired.html", status=410)
    context = {"receipt": receipt, "days_after": settings.DAYS_KEPT_AFTER_CLOSING}
    try:
        return render(request, "consultations/sent.html", context)
    except Error:  # of what stands around the confirmation
        return render(request, "consultations/sent_plain.html", context)


@never_stored
@answers_kept
@sensitive_post_parameters()
def form_again(request: HttpRequest) -> HttpResponse:
    """Give the answers back with a new token: the old one, or the cookie that goes with it, is too old or gone."""
    form = new_form(request.POST)
    return show_form(request, form, note="late", token=new_form_token())


def new_form(data: Any = None) -> ConsultationForm:
    return ConsultationForm(data, clinics=Clinic.objects.with_hours().order_by("-is_main", "name"))


def show_form(
    request: HttpRequest,
    form: ConsultationForm,
    *,
    problems: dict[str, str] | None = None,
    note: str = "",
    focus: str = "",
    token: str = "",
    status: int = 200,
) -> HttpResponse:
    """The form page with whatever was answered; `note` names a text of templates/consultations/parts/note.html."""
    clinic = form.clinics[0] if form.clinics else None
    context = {
        "form": form,
        "token": token or kept_token(request),
        "problems": [(TARGETS.get(name, name), message) for name, message in (problems or {}).items()],
        "problem": problems or {},
        "note": note,
        "trap": request.POST.get(TRAP, "") if note == "trap" else "",
        "focus": TARGETS.get(focus, focus),
        "times": request.POST.getlist("time"),
        "reply_by": reply_by(clinic, timezone.now()),
        "days_open": days_open(clinic),
        "days_after": settings.DAYS_KEPT_AFTER_CLOSING,
    }
    return render(request, "consultations/form.html", context, status=status)


def kept_token(request: HttpRequest) -> str:
    """The token that this form has had from the start, as long as it is ours and fresh; otherwise a new one."""
    token = request.POST.get("token", "")
    try:
        read_form_token(token)
    except NotOurs:
        return new_form_token()
    except TooFast:
        pass  # that is asked when it is sent
    return token


def refuse_trapped(request: HttpRequest, form: ConsultationForm) -> HttpResponse:
    """Say so, show the box, and keep what was sent where staff see it: a browser may have filled it in by itself."""
    try:
        keep_suspect(answers_of(form), nonce_of(kept_token(request)), network_of(request))
    except TooMany:
        return show_form(request, form, note="many", status=429)
    return show_form(request, form, note="trap")


def nonce_of(token: str) -> str:
    return token.partition(":")[0]


def show_unavailable(request: HttpRequest) -> HttpResponse:
    """Needs no database: that may be what is wrong. The answers are in the page, with a button to try again."""
    context = {"fields": hidden_fields(request), "token": request.POST.get("token", ""), "phone": Site.last_phone}
    return render(request, "consultations/unavailable.html", context, status=503)


def hidden_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """Every answer as it was sent, to be sent again."""
    names = [*ConsultationForm.base_fields, "clinic", TRAP]
    return [(name, value) for name in names for value in request.POST.getlist(name)]


def answers_of(form: ConsultationForm) -> Answers:
    values = form.cleaned_data
    return Answers(
        name=values["name"],
        been_before=values["before"],
        contact_by=values["by"],
        phone=values["phone"],
        may_leave_message=values["voicemail"],
        email=values["email"],
        good_times="; ".join(form.chosen_times()),
        access=values["access"],
        about=values["reason"],
        clinic=form.chosen_clinic(),
    )


def check_rows(form: ConsultationForm) -> list[tuple[str, str, str, str]]:
    """Field, label, answer, and what the "Change" button says to those who cannot see its row."""
    answers = answers_of(form)
    message = "A message may be left" if answers.may_leave_message else "No message to be left"
    phone = f"{answers.phone}\n{message}" if answers.phone else ""
    rows = [
        ("name", "Full name", answers.name, "full name"),
        ("before", "Been here before", label_of(form, "before"), "whether you have been here before"),
        ("by", "Contact by", label_of(form, "by"), "how we contact you"),
        ("phone", "Phone number", phone, "phone number"),
        ("email", "Email address", answers.email, "email address"),
        ("time", "Good times", answers.good_times.replace("; ", "\n"), "good times"),
        ("access", "Interpreter or help", answers.access, "interpreter or help"),
        ("reason", "About", label_of(form, "reason"), "what your request is about"),
    ]
    if "clinic" in form.fields and answers.clinic:
        rows.append(("clinic", "Clinic", answers.clinic.name, "clinic"))
    return rows


def label_of(form: ConsultationForm, name: str) -> str:
    return dict(form.fields[name].choices)[form.cleaned_data[name]]  # type: ignore[attr-defined]


def receipt_for(row: ConsultationRequest) -> Receipt:
    zone = zone_of(row.clinic)
    return Receipt(
        reference=row.shown_reference(),
        received_at=timezone.localtime(row.received_at, zone),
        reply_by=timezone.localtime(row.reply_by, zone),
        kept_until=row.delete_on() + timedelta(days=1),  # the night after the last day deletes it
        by=row.contact_by,
        may_leave_message=row.may_leave_message,
        has_email=bool(row.sealed_email) and is_configured(),
        good_times=row.good_times,
    )


def is_form_address(request: HttpRequest) -> bool:
    """Whether a failed check of the form's token happened here, so that the answers can be given back."""
    return request.path_info in (reverse("consultations:request"), reverse("consultations:send"))

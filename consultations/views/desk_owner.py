"""For the Owner: exports, and the record of who saw and did what."""

from datetime import timedelta
from typing import Any

from django.core.paginator import Paginator
from django.db import DatabaseError
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.decorators import requires_recent_sign_in
from accounts.events import record_event
from accounts.models import SecurityEvent, User
from accounts.requests import StaffRequest
from accounts.roles import may
from accounts.sealing import CannotOpen
from consultations.desk_forms import WHY_EXPORT, Export
from consultations.event_lines import event_lines
from consultations.exports import csv_of, events_about, json_of
from consultations.models import ConsultationEvent, ConsultationRequest
from consultations.queue_lines import name_of
from consultations.references import LENGTH, typed
from consultations.trail import Verdict, verify_trail
from consultations.views.desk import row_of, show_unreadable
from consultations.views.on_record import Kind, actor_of, known, on_record, unavailable

PAGE_SIZE = 50
WEEK, MONTH_BEFORE = timedelta(days=7), timedelta(days=35)
MUCH_MORE, MANY = 3, 20


@require_http_methods(["GET", "HEAD", "POST"])
@on_record("export")
@requires_recent_sign_in
def export(request: StaffRequest) -> HttpResponse:
    """A table of what was received between two days, made in memory and handed over at once."""
    form = Export(request.POST if request.method == "POST" else None, choices=WHY_EXPORT)
    if not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "consultations/desk/export.html", {"form": form}, status=status)
    chosen, actor = form.cleaned_data, actor_of(request)
    days = {"received_at__date__gte": chosen["since"], "received_at__date__lte": chosen["until"]}
    rows = ConsultationRequest.objects.filter(**days).select_related("clinic").order_by("received_at")
    text, unreadable = csv_of(rows.prefetch_related("notes"), with_notes=chosen["notes"])
    actor.record(Kind.EXPORTED, detail=f"{chosen['reason']}: {' '.join(row.reference for row in rows)}")
    for reference in unreadable:
        actor.record(Kind.UNREADABLE, reference)
    record_event(SecurityEvent.Kind.EXPORTED, user=request.user, request=request)
    return handed_over(text, "text/csv", f"requests-{chosen['since']}-{chosen['until']}.csv")


@require_POST
@on_record("export")
@requires_recent_sign_in
def export_one(request: StaffRequest, reference: str) -> HttpResponse:
    """Everything about one request, for the person it is from."""
    row = row_of(reference)
    actor_of(request).record(Kind.EXPORTED, reference)
    try:
        text = json_of(row)
    except CannotOpen:
        return show_unreadable(request, row)
    record_event(SecurityEvent.Kind.EXPORTED, user=request.user, request=request)
    return handed_over(text, "application/json", f"request-{reference}.json")


def handed_over(text: str, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type=f"{kind}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
def show_record(request: StaffRequest) -> HttpResponse:
    """Who saw and did what; on wish, whether the chain is whole. That takes long, so it is found out before the record
    is locked for this look: requests would wait for it.
    """
    is_asked = request.GET.get("check") and may(request.user, "view", ConsultationEvent)
    try:
        verdict = verify_trail() if is_asked else None
    except DatabaseError as error:
        return unavailable(error)
    return show_events(request, verdict)


@on_record("view", ConsultationEvent)
def show_events(request: StaffRequest, verdict: Verdict | None) -> HttpResponse:
    """All of the record, about one reference, or by one person."""
    reference = typed(request.GET.get("reference", ""))[:LENGTH]
    chosen = request.GET.get("person", "")
    person = get_object_or_404(User, pk=chosen) if chosen.isdecimal() else None
    events = events_about(reference) if reference else ConsultationEvent.objects.select_related("actor")
    if person:
        events = events.filter(actor=person)
    actor_of(request).record(Kind.TRAIL_READ, known(reference), f"Person {person.pk}" if person else "")
    page = Paginator(events.order_by("-number"), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": event_lines(page),
        "reference": reference,
        "person": person,
        "person_name": name_of(person) if person else "",
        "people": [(one.pk, name_of(one)) for one in User.objects.filter(is_staff=True).order_by("username")],
        "count": ConsultationEvent.objects.count(),
        "verdict": verdict,
        "volumes": [] if reference or person else volumes(),
    }
    return render(request, "consultations/desk/record.html", context)


def volumes() -> list[dict[str, Any]]:
    """How many requests each person opened in the last 7 days, and in a usual week: the mean of the 4 before."""
    now = timezone.now()
    opened = ConsultationEvent.objects.filter(kind=Kind.VIEWED, at__gte=now - MONTH_BEFORE, actor__isnull=False)
    recent = Q(at__gte=now - WEEK)
    counted = opened.values("actor").annotate(week=Count("pk", filter=recent), before=Count("pk", filter=~recent))
    lines = list(counted.order_by("-week"))
    people = User.objects.in_bulk([line["actor"] for line in lines])
    return [
        {"name": name_of(people[line["actor"]]), "pk": line["actor"], "week": line["week"], "usual": line["before"] / 4}
        | {"is_unusual": line["week"] > MANY and line["week"] > MUCH_MORE * line["before"] / 4}
        for line in lines
    ]

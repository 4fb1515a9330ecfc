"""Where patients are seen."""

from datetime import date, time, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from content.models import Clinic
from content.models.clinics import HoursException, Weekday
from content.page_parts import open_page
from content.site import site_of
from content.views.kept import kept


@kept()
@require_safe
def clinic_list(request: HttpRequest) -> HttpResponse:
    clinics = Clinic.objects.with_hours()
    now = timezone.now()
    context = {"clinics": [(c, c.status_at(now) if c.hours.all() else None) for c in clinics]}
    return render(request, "content/clinic_list.html", context)


@kept()
@require_safe
def clinic_detail(request: HttpRequest, slug: str) -> HttpResponse:
    clinic = get_object_or_404(Clinic.objects.with_hours(), slug=slug)
    return render(request, "content/clinic_detail.html", clinic_context(request, clinic))


def clinic_context(request: HttpRequest, clinic: Clinic) -> dict[str, Any]:
    """What the page of a clinic needs; the clinic may be unsaved."""
    now = timezone.now()
    saved = clinic.pk is not None
    text = open_page(site_of(request), [clinic])
    text.read_body(clinic.body)
    today = clinic.local_date(now)
    hours = week(clinic, today) if saved and clinic.hours.all() else []
    return {
        "clinic": clinic,
        "text": text,
        "week": hours,
        "status": clinic.status_at(now) if hours else None,
        "exceptions": exceptions_by_date(clinic, today) if saved else [],
        "people": clinic.people.filter(is_public=True) if saved else [],
        "prices": clinic.prices.all() if saved else [],
        "zone_name": now.astimezone(clinic.zone()).tzname(),
    }


def week(clinic: Clinic, today: date) -> list[tuple[str, list[tuple[time, time]], bool]]:
    """Day, regular periods, whether it is today: Monday to Sunday."""
    periods: dict[int, list[tuple[time, time]]] = {day: [] for day in Weekday.values}
    for row in clinic.hours.all():
        periods[row.weekday].append((row.opens, row.closes))
    return [(str(day.label), sorted(periods[day]), today.weekday() == day.value) for day in Weekday]


def exceptions_by_date(clinic: Clinic, today: date) -> list[tuple[date, list[HoursException]]]:
    coming = clinic.exceptions_from(today)
    days = sorted({row.date for row in coming if row.date <= today + timedelta(days=365)})
    return [(day, [row for row in coming if row.date == day]) for day in days]

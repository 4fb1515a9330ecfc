"""For the staff's start page: what waits at the front desk."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils import timezone

from accounts.roles import may
from consultations.emergency import may_look
from consultations.mail_queue import mail_numbers
from consultations.models import ConsultationRequest, EmergencyAccess, OutgoingMail
from consultations.queue_lines import day_and_time
from content.attention import Tile

register = template.Library()


@register.simple_tag(takes_context=True)
def desk_tiles(context: dict[str, Any]) -> list[Tile]:
    """For whoever may look at requests; nothing for anybody else. Numbers only, so nothing to record."""
    user = context["request"].user
    if not may_look(user):
        return []
    now, desk = timezone.now(), reverse("consultations:desk")
    numbers = ConsultationRequest.objects.numbers(now)
    tiles = [
        Tile(numbers["late"], "requests past their reply time", desk, is_urgent=True),
        Tile(numbers["waiting"], "requests waiting for a reply", desk),
        Tile(numbers["tray"], "in the tray: spam, or a person?", f"{desk}?show=tray"),
    ]
    if may(user, "view", OutgoingMail):
        mails = mail_numbers(now)
        since = f", the oldest since {day_and_time(timezone.localtime(mails['oldest']))}" if mails["oldest"] else ""
        tiles.append(Tile(mails["late"], f"messages not sent for an hour{since}", f"{desk}#mail", is_urgent=True))
        tiles.append(Tile(mails["given_up"], "receipts that could not be delivered", desk))
    return tiles


@register.simple_tag(takes_context=True)
def emergency_lines(context: dict[str, Any]) -> list[str]:
    """Until when each running emergency access lasts, in the site's zone. For Owners; empty for anybody else."""
    if not may(context["request"].user, "view", EmergencyAccess):
        return []
    return [day_and_time(timezone.localtime(access.until)) for access in EmergencyAccess.objects.running()]

"""For the staff's start page: what waits at the front desk."""

from typing import Any

from django import template
from django.template.defaultfilters import pluralize
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
    late, waiting = numbers["late"], numbers["waiting"]
    tiles = [
        Tile(late, f"request{pluralize(late)} past {pluralize(late, 'its,their')} reply time", desk, is_urgent=True),
        Tile(waiting, f"request{pluralize(waiting)} waiting for a reply", desk),
        Tile(numbers["tray"], "in the tray: spam, or a person?", f"{desk}?show=tray"),
    ]
    if may(user, "view", OutgoingMail):
        mails = mail_numbers(now)
        since = f", the oldest since {day_and_time(timezone.localtime(mails['oldest']))}" if mails["oldest"] else ""
        unsent, given_up = mails["late"], mails["given_up"]
        words = f"message{pluralize(unsent)} not sent for an hour{since}"
        tiles.append(Tile(unsent, words, f"{desk}#mail", is_urgent=True))
        tiles.append(Tile(given_up, f"receipt{pluralize(given_up)} that could not be delivered", desk))
    return tiles


@register.simple_tag(takes_context=True)
def emergency_lines(context: dict[str, Any]) -> list[str]:
    """Until when each running emergency access lasts, in the site's zone. For Owners; empty for anybody else."""
    if not may(context["request"].user, "view", EmergencyAccess):
        return []
    return [day_and_time(timezone.localtime(access.until)) for access in EmergencyAccess.objects.running()]

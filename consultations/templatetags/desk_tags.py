"""For the staff's start page: what waits at the front desk."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.urls import reverse
from django.utils import timezone

from accounts.roles import may
from consultations import mail_queue
from consultations.models import ConsultationRequest, OutgoingMail

register = template.Library()


@dataclass(frozen=True)
class Tile:
    """A number, what it counts, and where it leads."""

    number: int
    words: str
    address: str
    is_urgent: bool = False


@register.simple_tag(takes_context=True)
def desk_tiles(context: dict[str, Any]) -> list[Tile]:
    """For whom the matrix shows requests; nothing for anybody else. Numbers only, so nothing to record."""
    user = context["request"].user
    if not may(user, "view", ConsultationRequest):
        return []
    now, desk = timezone.now(), reverse("consultations:desk")
    numbers = ConsultationRequest.objects.numbers(now)
    tiles = [
        Tile(numbers["late"], "requests past their reply time", desk, is_urgent=True),
        Tile(numbers["waiting"], "requests waiting for a reply", desk),
        Tile(numbers["tray"], "in the tray: spam, or a person?", f"{desk}?show=tray"),
    ]
    if may(user, "view", OutgoingMail):
        stuck = mail_queue.late_mail(now) + mail_queue.given_up()
        tiles.append(Tile(stuck, "messages that could not be sent", f"{desk}#mail", is_urgent=True))
    return tiles

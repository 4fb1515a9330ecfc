"""Who may look at requests for a few hours without the role for it. Source: 45 CFR 164.312(a)(2)(ii)."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class EmergencyQuerySet(models.QuerySet["EmergencyAccess"]):
    def running(self) -> "EmergencyQuerySet":
        return self.filter(until__gt=timezone.now())


class EmergencyAccess(models.Model):
    """One person, from `given_at` to `until`. Written by the command alone; the row stays when the time is over."""

    class Reason(models.TextChoices):
        DESK_AWAY = "desk_away", "Nobody of the front desk can be reached"
        RECOVERY = "recovery", "The system is being recovered"
        SAFETY = "safety", "The safety of a person"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    until = models.DateTimeField()
    reason = models.CharField(max_length=12, choices=Reason)

    objects = EmergencyQuerySet.as_manager()

    class Meta:
        ordering = ["until"]

    def __str__(self) -> str:
        return f"{self.reason} until {self.until:%Y-%m-%d %H:%M}"

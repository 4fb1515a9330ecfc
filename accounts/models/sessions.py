"""Who is signed in where."""

from datetime import datetime

from django.db import models
from django.utils import timezone

from accounts.models.user import User


class StaffSessionQuerySet(models.QuerySet["StaffSession"]):
    def begun_after(self, moment: datetime) -> "StaffSessionQuerySet":
        return self.filter(signed_in_at__gt=moment)

    def begun_before(self, moment: datetime) -> "StaffSessionQuerySet":
        return self.filter(signed_in_at__lte=moment)

    def end(self) -> int:
        """Sign out all of these at once; returns how many there were."""
        ended, _ = self.delete()
        return ended


class StaffSession(models.Model):
    """One completed sign-in. Without its row a browser's session opens no staff page.

    It is written when somebody signs in or proves who they are again, never when a page is read.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="staff_sessions")
    signed_in_at = models.DateTimeField(default=timezone.now)
    proved_at = models.DateTimeField(default=timezone.now)
    browser = models.CharField(max_length=60)

    objects = StaffSessionQuerySet.as_manager()

    class Meta:
        ordering = ["-signed_in_at"]

    def __str__(self) -> str:
        return f"{self.browser}, {self.signed_in_at:%Y-%m-%d %H:%M}"

    def prove(self) -> None:
        """The person has just done the second step again; nothing, if the session ended meanwhile."""
        StaffSession.objects.filter(pk=self.pk).update(proved_at=timezone.now())

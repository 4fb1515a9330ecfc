"""Links that can be used once."""

import hashlib
import secrets
from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models.user import User


class OneTimeLinkQuerySet(models.QuerySet["OneTimeLink"]):
    def make(self, user: User, kind: str, lasts: timedelta) -> str:
        """A new secret for this person; older links of the same kind stop working."""
        token = secrets.token_urlsafe(32)
        self.filter(user=user, kind=kind).delete()
        self.create(user=user, kind=kind, digest=digest_of(token), expires_at=timezone.now() + lasts)
        return token

    def open(self, kind: str, digest: str) -> "OneTimeLink | None":
        """The link with this digest, unless it was used, is too old, or its person may not sign in."""
        good = Q(kind=kind, digest=digest, used_at=None, expires_at__gt=timezone.now())
        return self.select_related("user").filter(good, user__is_active=True, user__is_staff=True).first()


class OneTimeLink(models.Model):
    """Leads a person to a first password and second step, or to a new password. The secret is not kept."""

    class Kind(models.TextChoices):
        WELCOME = "welcome", "First sign-in"
        PASSWORD = "password", "New password"

    user = models.ForeignKey(User, models.CASCADE, related_name="links")
    kind = models.CharField(max_length=10, choices=Kind)
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    objects = OneTimeLinkQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, until {self.expires_at:%Y-%m-%d %H:%M}"

    def use(self) -> bool:
        """Whether this call was the one that used the link up."""
        unused = OneTimeLink.objects.filter(pk=self.pk, used_at=None)
        return unused.update(used_at=timezone.now()) == 1


def digest_of(token: str) -> str:
    """A token has 256 random bits, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()

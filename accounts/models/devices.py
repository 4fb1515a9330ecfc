"""What a person proves a sign-in with besides the password."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models.user import User


class DeviceQuerySet(models.QuerySet["Device"]):
    def apps(self) -> "DeviceQuerySet":
        """Those that show six digits."""
        return self.filter(kind=Device.Kind.APP)

    def passkeys(self) -> "DeviceQuerySet":
        return self.filter(kind=Device.Kind.PASSKEY)


class Device(models.Model):
    """An app that shows codes, or a passkey."""

    class Kind(models.TextChoices):
        APP = "app", "Code app"
        PASSKEY = "passkey", "Passkey"

    user = models.ForeignKey(User, models.CASCADE, related_name="devices")
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=60)
    added_at = models.DateTimeField(default=timezone.now)
    last_used_at = models.DateTimeField(null=True, blank=True)
    sealed_seed = models.TextField(blank=True)  # app: encrypted, see accounts.sealing
    last_step = models.BigIntegerField(default=0)  # app: the time step of the last code that was taken
    credential_id = models.BinaryField(null=True, blank=True, unique=True, max_length=1023)
    credential = models.BinaryField(null=True, blank=True)  # passkey: public key and what belongs to it

    objects = DeviceQuerySet.as_manager()

    class Meta:
        ordering = ["added_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="app", credential_id=None) & ~Q(sealed_seed="")
                | Q(kind="passkey", credential_id__isnull=False, credential__isnull=False),
                name="device_has_what_its_kind_needs",
            )
        ]

    def __str__(self) -> str:
        return self.name


class RecoveryCodeQuerySet(models.QuerySet["RecoveryCode"]):
    def unused(self) -> "RecoveryCodeQuerySet":
        return self.filter(used_at=None)


class RecoveryCode(models.Model):
    """One of the codes on paper. Only its hash is kept."""

    user = models.ForeignKey(User, models.CASCADE, related_name="recovery_codes")
    number = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=128)
    used_at = models.DateTimeField(null=True, blank=True)

    objects = RecoveryCodeQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["user", "number"], name="recovery_code_numbers_differ")]

    def __str__(self) -> str:
        return f"Recovery code {self.number}"

"""What happened around signing in."""

from django.db import models
from django.utils import timezone

from accounts.models.user import User


class SecurityEvent(models.Model):
    """One line of the record that the owner reads. Holds no name and no address."""

    class Kind(models.TextChoices):
        SIGNED_IN = "signed_in", "Signed in"
        SIGN_IN_FAILED = "sign_in_failed", "Wrong name or password"
        SECOND_STEP_FAILED = "second_step_failed", "Wrong second step"
        THROTTLED = "throttled", "Too many tries"
        SIGNED_OUT = "signed_out", "Signed out"
        SESSIONS_ENDED = "sessions_ended", "Signed out elsewhere"
        CONFIRMED = "confirmed", "Confirmed who they are"
        INVITED = "invited", "Sign-in link made"
        DEVICE_ADDED = "device_added", "Device added"
        DEVICE_REMOVED = "device_removed", "Device removed"
        SECOND_STEP_RESET = "second_step_reset", "Second step reset"
        RECOVERY_CODE_USED = "recovery_code_used", "Recovery code used"
        RECOVERY_CODES_MADE = "recovery_codes_made", "New recovery codes"
        RESET_ASKED = "reset_asked", "New password asked for"
        PASSWORD_CHANGED = "password_changed", "Password changed"
        ACCOUNT_ADDED = "account_added", "Account added"
        ACCOUNT_SWITCHED = "account_switched", "Account switched on or off"
        ROLE_CHANGED = "role_changed", "Role changed"
        DENIED = "denied", "Permission denied"
        EXPORTED = "exported", "Exported"

    kind = models.CharField(max_length=30, choices=Kind)
    at = models.DateTimeField(default=timezone.now, db_index=True)
    user = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="security_events")
    actor = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    network = models.CharField(max_length=16, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.get_kind_display()

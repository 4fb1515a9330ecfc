"""Staff: who may sign in, what they sign in with, and what happened."""

from accounts.models.devices import Device, RecoveryCode
from accounts.models.events import SecurityEvent
from accounts.models.links import OneTimeLink
from accounts.models.sessions import StaffSession
from accounts.models.user import User

__all__ = ["Device", "OneTimeLink", "RecoveryCode", "SecurityEvent", "StaffSession", "User"]

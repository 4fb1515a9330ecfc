"""People who may sign in to the staff pages. Readers and patients have no account."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q

from accounts.managers import StaffManager


class User(AbstractUser):
    """A member of staff. An own model from the start: a later change would need a new database."""

    objects: ClassVar[StaffManager] = StaffManager()

    class Meta(AbstractUser.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(is_superuser=False),
                name="user_is_no_superuser",
                violation_error_message="Nobody is a superuser here. Give a role.",
            )
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding or self.is_active:
            super().save(*args, **kwargs)
            return
        with type(self).objects.an_owner_stays():
            super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        with type(self).objects.an_owner_stays():
            return super().delete(*args, **kwargs)

    def may_enter(self) -> bool:
        """Whether this person may use the staff pages at all."""
        return self.is_active and self.is_staff

    def is_owner(self) -> bool:
        return self.groups.filter(name="Owner").exists()

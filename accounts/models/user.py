"""People who may sign in to the staff pages. Readers and patients have no account."""

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """A member of staff. An own model from the start: a later change would need a new database."""

    def may_enter(self) -> bool:
        """Whether this person may use the staff pages at all."""
        return self.is_active and self.is_staff

    def is_owner(self) -> bool:
        return self.groups.filter(name="Owner").exists()

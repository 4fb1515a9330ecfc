"""Questions about many accounts, and the rule that an active Owner is always left."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.models import Group, UserManager
from django.db import models, transaction

from accounts.matrix import OWNER
from accounts.roles import give_role

if TYPE_CHECKING:
    from accounts.models import User


class LastOwnerError(Exception):
    """No active Owner would be left."""


class StaffQuerySet(models.QuerySet["User"]):
    def owners(self) -> Self:
        """Active people with the role Owner."""
        return self.filter(is_active=True, is_staff=True, groups__name=OWNER)

    def delete(self) -> tuple[int, dict[str, int]]:
        with self.model.objects.an_owner_stays():
            return super().delete()

    def update(self, **values: Any) -> int:
        with self.model.objects.an_owner_stays():
            return super().update(**values)


class StaffManager(UserManager.from_queryset(StaffQuerySet)["User"]):  # type: ignore[misc]
    use_in_migrations = False

    @contextmanager
    def an_owner_stays(self) -> Iterator[None]:
        """Undo what happens inside, and raise LastOwnerError, if it leaves no active Owner.

        Whoever changes owners at the same time waits: the check sees what others have committed.
        """
        with transaction.atomic(using=self.db):
            self.lock_owners()
            had_one = self.owners().exists()
            yield
            if had_one and not self.owners().exists():
                raise LastOwnerError

    def lock_owners(self) -> None:
        """Wait for others who change owners; keep them waiting until this transaction ends."""
        list(Group.objects.using(self.db).select_for_update().filter(name=OWNER))

    def create_superuser(
        self, username: str, email: str | None = None, password: str | None = None, **values: Any
    ) -> "User":
        """An Owner. Nobody is a superuser here: the matrix holds for everybody."""
        with transaction.atomic(using=self.db):
            user: User = self.create_user(username, email, password, is_staff=True, **values)
            give_role(user, OWNER)
        return user

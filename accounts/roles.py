"""Which role a person has, and what it lets them do. A role is a Django group of the same name."""

from typing import TYPE_CHECKING, Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser, Group
from django.db import models

from accounts.matrix import ROLES, line_of

if TYPE_CHECKING:
    from accounts.models import User

AnyUser = AbstractBaseUser | AnonymousUser
Model = models.Model | type[models.Model]


def role_of(user: Any) -> str:
    """The one role of an active member of staff; empty for everybody else, and for two roles at once."""
    if not (user.is_active and user.is_staff):
        return ""
    if not hasattr(user, "_role_names"):
        user._role_names = list(user.groups.filter(name__in=ROLES).values_list("name", flat=True)[:2])
    return user._role_names[0] if len(user._role_names) == 1 else ""


def may(user: AnyUser, action: str, model: Model) -> bool:
    """Whether the matrix lets a person do this with rows of `model`."""
    return line_of(model._meta.label_lower).allows(role_of(user), action)


def may_write(user: AnyUser, model: Model, field: str) -> bool:
    return line_of(model._meta.label_lower).writes(role_of(user), field)


def may_give_state(user: AnyUser, model: Model, state: str) -> bool:
    return line_of(model._meta.label_lower).allows_state(role_of(user), state)


def may_change_row(user: AnyUser, row: models.Model) -> bool:
    """Whether a person may change this row as it stands: its kind, and the state it is in."""
    return may(user, "change", row) and may_give_state(user, row, getattr(row, "state", ""))


def give_role(user: "User", role: str) -> None:
    """Make `role` the only role of a member of staff. Raises LastOwnerError where no active Owner would be left."""
    with type(user).objects.an_owner_stays():
        user.groups.set([Group.objects.get(name=role)])
        if not user.is_staff:
            user.is_staff = True
            user.save(update_fields=["is_staff"])
    user.__dict__.pop("_role_names", None)

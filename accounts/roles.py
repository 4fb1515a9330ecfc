"""What a member of staff may be."""

from django.contrib.auth.models import Group

from accounts.models import User

ROLES = ("Editor", "Reviewer", "Front desk", "Owner")


def give_role(user: User, role: str) -> None:
    """Make `user` a member of staff in this role."""
    group, _ = Group.objects.get_or_create(name=role)
    user.groups.add(group)
    if not user.is_staff:
        user.is_staff = True
        user.save(update_fields=["is_staff"])

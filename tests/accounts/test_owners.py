"""An active Owner is always left, whoever takes one away, and however many do it at once."""

import pytest

from accounts.managers import LastOwnerError
from accounts.models import User
from accounts.roles import give_role, role_of
from tests import run_database
from tests.factories import make_user
from tests.processes import run, start


def switch_off(owner: User) -> None:
    owner.is_active = False
    owner.save()


TAKEN_AWAY = {
    "demoted": lambda owner: give_role(owner, "Editor"),
    "switched off": switch_off,
    "switched off in bulk": lambda owner: User.objects.filter(pk=owner.pk).update(is_active=False),
    "deleted": lambda owner: owner.delete(),
    "deleted in bulk": lambda owner: User.objects.all().delete(),
}


@pytest.mark.django_db
@pytest.mark.parametrize("how", TAKEN_AWAY)
def test_the_last_active_owner_stays(how):
    owner = make_user("Owner")
    key = owner.pk
    make_user("Owner", is_active=False)
    make_user("Reviewer")

    with pytest.raises(LastOwnerError):
        TAKEN_AWAY[how](owner)
    assert role_of(User.objects.get(pk=key)) == "Owner"


@pytest.mark.django_db
@pytest.mark.parametrize("how", [how for how in TAKEN_AWAY if how != "deleted in bulk"])
def test_one_of_two_owners_can_go(how):
    owner, _ = make_user("Owner"), make_user("Owner")
    TAKEN_AWAY[how](owner)

    assert User.objects.owners().count() == 1


@pytest.mark.django_db
def test_a_person_has_one_role():
    person = make_user("Editor")
    give_role(person, "Reviewer")

    assert [group.name for group in person.groups.all()] == ["Reviewer"]
    assert role_of(person) == "Reviewer"


TWO_OWNERS = """
from accounts.models import User
for name in ("one", "two"):
    User.objects.create_superuser(name)
"""
# Both are past their start before either begins; then each takes a second over it.
DEMOTE = """
import pathlib, time
from accounts.models import User
from accounts.roles import give_role
here = pathlib.Path({folder!r})
(here / {name!r}).touch()
while not ((here / "one").exists() and (here / "two").exists()):
    time.sleep(0.01)
with User.objects.an_owner_stays():
    give_role(User.objects.get(username={name!r}), "Editor")
    time.sleep(1)
"""


def test_two_owners_who_demote_each_other_at_once_leave_one(tmp_path):
    database = run_database.new(tmp_path)
    assert run(database, "migrate", "--verbosity", "0")[0] == 0
    assert run(database, "shell", "-c", TWO_OWNERS)[0] == 0

    scripts = [DEMOTE.format(folder=str(tmp_path), name=name) for name in ("one", "two")]
    processes = [start(database, "shell", "-c", script) for script in scripts]
    errors = [process.communicate(timeout=60)[1] for process in processes]

    assert sorted(process.returncode for process in processes) == [0, 1]
    assert "LastOwnerError" in "".join(errors)
    code, left, _ = run(database, "shell", "-c", "print('left', User.objects.owners().count())")
    assert (code, left.splitlines()[-1]) == (0, "left 1")

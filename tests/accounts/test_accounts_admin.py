"""Owners look after accounts; nobody else finds a way to them."""

import logging
import re
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.utils import timezone

from accounts.account_form import LAST_OWNER, StaffForm
from accounts.models import SecurityEvent, User
from accounts.roles import role_of
from tests.accounts.forms import change_address, sent, stored
from tests.accounts.people import make_staff
from tests.accounts.walk import Rows
from tests.factories import make_user
from tests.staff_sign_in import signed_in

pytestmark = pytest.mark.django_db

ACCOUNTS = "/staff/admin/accounts/user/"


@pytest.fixture
def owner() -> User:
    return make_user("Owner", first_name="First", last_name="Owner")


@pytest.fixture
def client(owner) -> Client:
    return signed_in(Client(), owner)


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def recorded() -> list[tuple[str, int | None, int | None]]:
    """What the record holds: kind, whom it happened to, who did it."""
    return list(SecurityEvent.objects.order_by("pk").values_list("kind", "user_id", "actor_id"))


def test_an_owner_adds_somebody_with_one_role_and_no_password(client):
    form = {"username": "new", "email": "new@example.org", "role": "Front desk", "is_active": "on"}
    response = client.post(f"{ACCOUNTS}add/", form)

    added = User.objects.get(username="new")
    address = re.search(r"<code>https?://[^/]+(/staff/welcome/[^<]+)</code>", response.text)[1]
    assert Client().get(address).status_code == 302
    assert "no-store" in response["Cache-Control"]
    assert role_of(added) == "Front desk"
    assert not added.has_usable_password()


def test_an_account_needs_a_role(client):
    assert "required" in client.post(f"{ACCOUNTS}add/", {"username": "new"}).content.decode()
    assert not User.objects.filter(username="new").exists()


def test_an_owner_changes_a_role_and_it_is_recorded_without_names(client, owner, caplog):
    person = make_user("Editor", username="canary", email="canary@example.org")
    with caplog.at_level(logging.INFO, "security"):
        client.post(change_address(person), sent(person, role="Reviewer"))

    assert role_of(fresh(person)) == "Reviewer"
    assert recorded() == [("role_changed", person.pk, owner.pk)]
    assert '"event": "role_changed"' in caplog.text
    assert "canary" not in caplog.text


def test_a_changed_role_ends_the_sessions_of_its_person(client):
    person = make_user("Editor")
    theirs = signed_in(Client(), person)
    client.post(change_address(person), sent(person, role="Front desk"))

    assert theirs.get("/staff/account/").status_code == 302


def test_accounts_are_changed_soon_after_the_second_step_only(client, owner):
    person = make_user("Editor")
    owner.staff_sessions.update(proved_at=timezone.now() - timedelta(minutes=11))
    late = client.post(change_address(person), sent(person, role="Reviewer"))

    assert late.status_code == 403
    assert role_of(fresh(person)) == "Editor"


def test_an_owner_makes_a_new_link_for_somebody_who_lost_everything(client, owner):
    person = make_staff("ann")
    theirs = signed_in(Client(), person)
    response = client.post(f"/staff/people/{person.pk}/new-link/")

    assert "/staff/welcome/" in response.text
    assert not person.devices.exists()
    assert theirs.get("/staff/account/").status_code == 302
    assert ("second_step_reset", person.pk, owner.pk) in recorded()


def test_nobody_makes_a_new_link_for_themselves_or_for_who_is_switched_off(client, owner):
    gone = make_user("Editor", is_active=False)

    assert client.post(f"/staff/people/{owner.pk}/new-link/").status_code == 403
    assert client.post(f"/staff/people/{gone.pk}/new-link/").status_code == 403


def test_switching_an_account_off_is_recorded(client, owner):
    person = make_user("Editor")
    client.post(change_address(person), sent(person, role="Editor", is_active=False))

    assert not fresh(person).is_active
    assert recorded() == [("account_switched", person.pk, owner.pk)]


def test_a_refused_page_is_recorded_without_its_address(caplog):
    editor = make_user("Editor")
    with caplog.at_level(logging.INFO, "security"):
        signed_in(Client(), editor).get(f"{ACCOUNTS}{editor.pk}/change/?q=canary")

    assert recorded() == [("denied", editor.pk, editor.pk)]
    assert "canary" not in caplog.text


def test_nobody_changes_their_own_role_or_switches_themselves_off(client, owner):
    make_user("Owner")
    client.post(change_address(owner), sent(owner, role="Editor", is_active=False, last_name="Changed"))

    assert role_of(fresh(owner)) == "Owner"
    assert fresh(owner).is_active
    assert fresh(owner).last_name == "Changed"


@pytest.mark.parametrize("values", [{"role": "Editor"}, {"role": "Owner", "is_active": False}])
def test_the_form_says_why_the_last_active_owner_stays(owner, values):
    """As it is when another owner has just left."""
    form = StaffForm(sent(owner, **values), instance=owner)

    assert form.errors == {"__all__": [LAST_OWNER]}
    make_user("Owner")
    assert StaffForm(sent(owner, **values), instance=owner).is_valid()


def test_permissions_password_and_staff_status_cannot_be_sent(client):
    person = make_user("Editor")
    before = stored(person)
    forged = {"is_superuser": True, "is_staff": False, "password": "forged", "last_login_0": "2020-01-01"}
    forged |= {"groups": [2, 3], "user_permissions": [1], "date_joined_0": "2020-01-01", "date_joined_1": "9:00"}
    response = client.post(change_address(person), sent(person, role="Editor", email="new@example.org") | forged)

    assert response.status_code == 302
    assert stored(person) == before | {"email": "new@example.org"}


def test_no_page_about_accounts_shows_a_hash_or_a_permission(client):
    person = make_user("Editor", password="a phrase for tests only")
    for address in (ACCOUNTS, f"{ACCOUNTS}add/", change_address(person), f"{ACCOUNTS}{person.pk}/history/"):
        page = client.get(address).content.decode()
        assert person.password not in page
        assert not re.search(r"user_permissions|is_superuser|id_password|is_staff", page)


@pytest.mark.parametrize(
    "query", ["password__startswith=a", "groups__name=Owner", "is_superuser=1", "last_login__gt=2020"]
)
def test_the_list_answers_no_questions_about_other_fields(client, query):
    assert client.get(f"{ACCOUNTS}?{query}").status_code == 400


def test_a_popup_hands_out_no_other_field(client, owner):
    for address in (ACCOUNTS, f"{ACCOUNTS}add/", change_address(owner)):
        assert client.get(f"{address}?_popup=1&_to_field=password").status_code == 400
    assert client.get(f"{ACCOUNTS}{owner.pk}/password/", follow=True).redirect_chain[-1][0] == "/staff/admin/"


def test_accounts_are_never_deleted(client, owner):
    person = make_user("Editor")
    client.post(ACCOUNTS, {"action": "delete_selected", "_selected_action": [person.pk, owner.pk], "post": "yes"})

    assert client.post(f"{ACCOUNTS}{person.pk}/delete/", {"post": "yes"}).status_code == 403
    assert User.objects.filter(pk__in=[person.pk, owner.pk]).count() == 2


def reachable(client: Client) -> dict[str, str]:
    """Every staff page that can be reached by links from the start page."""
    found, waiting = {}, ["/staff/admin/"]
    while waiting:
        address = waiting.pop()
        response = client.get(address)
        assert response.status_code < 500, address
        found[address] = response.content.decode()
        links = re.findall(r'href="(/staff/[^"#?]*)"', found[address])
        waiting += {link for link in links if link not in found and link not in waiting}
    return found


@pytest.mark.parametrize("role", ["Editor", "Reviewer", "Front desk", ""])
def test_nobody_but_an_owner_finds_a_trace_of_accounts(role, owner):
    rows = Rows()
    canary = make_user("Owner", username="canary", email="canary@example.org", first_name="Canary")
    LogEntry.objects.log_actions(canary.pk, [rows.of["content.article"][0], canary], 2, single_object=False)
    pages = reachable(signed_in(Client(), make_user(role)))

    assert len(pages) > (2 if role != "" else 0)
    for address, page in pages.items():
        # A history names who did what, the desk to whom a request can be given
        if not address.endswith("/history/") and not re.match(r"/staff/desk/[A-Z0-9]{6}/", address):
            assert "canary" not in page.lower(), address
        assert "accounts/" not in page, address

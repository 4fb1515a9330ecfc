"""Every address below the staff prefix needs both steps, except those that lead there."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.middleware import OPEN
from accounts.models import User
from tests.accounts.people import PASSWORD, SIGN_IN, give_password, is_in, make_staff, sign_in

pytestmark = pytest.mark.django_db

# Of these the middleware says nothing; what each of them lets a stranger do is tested where it belongs.
MEANT_TO_BE_OPEN = {
    "accounts:sign_in",
    "accounts:second_step",
    "accounts:signed_out",
    "accounts:welcome_link",
    "accounts:welcome",
    "accounts:first_device",
    "accounts:forgot",
    "accounts:forgot_sent",
    "accounts:reset_link",
    "accounts:reset",
    "accounts:passkey_ask",
    "accounts:passkey_new",
    "accounts:session_status",
}
SAMPLES = {
    "<slug:kind>": "article",
    "<slug:reference>": "ZZZZZZ",
    "<slug:step>": "send",
    "<int:pk>": "1",
    "<str:token>": "x",
    "<path:object_id>": "1",
    "^(?P<app_label>": "content/(?P",
}


def patterns(resolver: URLResolver, start: str = "", names: str = "") -> list[tuple[str, str]]:
    """(address, name) of everything the site answers to."""
    found = []
    for one in resolver.url_patterns:
        address = start + str(one.pattern)
        if isinstance(one, URLPattern):
            found.append((address, f"{names}{one.name}"))
        else:
            found += patterns(one, address, f"{names}{one.namespace}:" if one.namespace else names)
    return found


def staff_addresses() -> list[tuple[str, str]]:
    found = patterns(get_resolver())
    return [(sample_of(address), name) for address, name in found if address.startswith("staff/")]


def sample_of(pattern: str) -> str:
    """An address that fits the pattern, so that the view behind it is asked for."""
    for variable, sample in SAMPLES.items():
        pattern = pattern.replace(variable, sample)
    return "/" + pattern.split("(?P")[0]


def stranger() -> Client:
    return Client()


def password_only() -> Client:
    make_staff()
    client = Client()
    give_password(client)
    return client


def session_from_before() -> Client:
    """Signed in the way Django knows, which no longer is enough."""
    user = make_staff()
    client = Client()
    client.force_login(user)
    return client


def test_the_list_of_open_addresses_is_the_one_that_was_agreed():
    assert OPEN == MEANT_TO_BE_OPEN


@pytest.mark.parametrize("role", [stranger, password_only, session_from_before])
def test_no_staff_address_opens_without_both_steps(role):
    client = role()
    addresses = [(address, name) for address, name in staff_addresses() if name not in MEANT_TO_BE_OPEN]

    assert len(addresses) > 60
    for address, _ in addresses:
        read, sent = client.get(address), client.post(address, {"body": "typed"})
        assert (read.status_code, sent.status_code) == (302, 403), address
        assert read.headers["Location"].startswith(SIGN_IN), address
        assert "Nothing is saved yet" in sent.content.decode(), address


@pytest.mark.parametrize("role", [stranger, password_only, session_from_before])
def test_open_addresses_tell_strangers_nothing_about_a_person(role):
    client = role()
    for address, name in staff_addresses():
        if name in MEANT_TO_BE_OPEN:
            assert "ann" not in client.get(address).content.decode().split(), address


def test_both_steps_open_the_staff_pages(client):
    make_staff()

    assert is_in(sign_in(client))


def test_a_view_never_sees_the_user_of_a_session_without_the_second_step(rf):
    client = session_from_before()

    response = client.get(SIGN_IN)

    assert isinstance(response.wsgi_request.user, AnonymousUser)


@pytest.mark.parametrize("change", [{"is_active": False}, {"is_staff": False}])
def test_whoever_may_no_longer_enter_is_out_at_once(client, change):
    user = make_staff()
    sign_in(client)
    User.objects.filter(pk=user.pk).update(**change)

    assert not is_in(client)
    assert give_password(Client()).status_code == 200


def test_a_person_without_a_device_is_not_let_in(client):
    User.objects.create_user("ben", password=PASSWORD, is_staff=True)

    response = give_password(client, "ben")

    assert "second step is not set up" in response.content.decode()
    assert client.get("/staff/sign-in/second-step/").headers["Location"] == SIGN_IN


def test_the_admins_own_sign_in_page_leads_to_ours(client):
    make_staff()
    assert client.get("/staff/admin/login/").headers["Location"].startswith(SIGN_IN)
    sign_in(client)
    response = client.get("/staff/admin/login/?next=/staff/account/", follow=True)
    assert response.redirect_chain[-1] == ("/staff/account/", 302)
    assert client.post("/staff/admin/login/", {"username": "ann", "password": PASSWORD}).status_code == 405


def test_nothing_of_the_accounts_is_outside_the_staff_prefix(client):
    for address in ("/sign-in/", "/accounts/login/", "/account/", "/login/", "/admin/login/"):
        assert client.get(address).status_code == 404

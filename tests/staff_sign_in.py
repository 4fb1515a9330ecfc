"""Sign in for tests whose subject is something else."""

import json
from collections.abc import Callable
from typing import Any

from django.test import Client

from accounts.models import StaffSession, User
from accounts.roles import give_role
from accounts.sessions import ROW, SEEN_COOKIE, seen_value


def signed_in(client: Client, user: User) -> Client:
    """`client` after `user` has passed password and second step just now."""
    client.force_login(user)
    row = StaffSession.objects.create(user=user, browser="A test")
    session = client.session
    session[ROW] = row.pk
    session.save()
    client.cookies[SEEN_COOKIE] = seen_value(row)
    return client


def browser_cookies(run_there: Callable[[str], str], address: str, username: str, role: str) -> list[Any]:
    """The same for a browser: the cookies of `username`, who is made with this role where missing.

    `run_there` runs a line of Python inside the site at `address`.
    """
    call = f"staff_sign_in.print_cookies({username!r}, {role!r})"
    cookies = json.loads(run_there(f"from tests import staff_sign_in; {call}"))
    # Chromium wants https for such names, though it sends them to this machine over http too.
    flags = {"url": address.replace("http:", "https:"), "secure": True, "httpOnly": True, "sameSite": "Lax"}
    return [{"name": name, "value": value} | flags for name, value in cookies.items()]


def print_cookies(username: str, role: str) -> None:
    user, is_new = User.objects.get_or_create(username=username, defaults={"is_staff": True})
    if is_new:
        give_role(user, role)
    client = signed_in(Client(), user)
    print(json.dumps({name: cookie.value for name, cookie in client.cookies.items()}))

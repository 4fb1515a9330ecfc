"""Members of staff for tests, and the steps of signing in as a browser takes them."""

from django.test import Client

from accounts import totp
from accounts.models import User
from accounts.recovery import make_codes
from accounts.roles import give_role

PASSWORD = "four words nobody has said"
SEED = b"a seed of twenty byte"[:20]
SIGN_IN = "/staff/sign-in/"
SECOND_STEP = "/staff/sign-in/second-step/"
START = "/staff/admin/"
ACCOUNT = "/staff/account/"


def make_staff(username: str = "ann", role: str = "Editor", **values) -> User:
    """Somebody with a password and a code app whose last code is long ago."""
    user = User.objects.create_user(username, password=PASSWORD, **values)
    give_role(user, role)
    totp.add_app(user, SEED, "Ann's phone", step=0)
    return user


def make_staff_with_codes(username: str = "ann") -> tuple[User, list[str]]:
    user = make_staff(username)
    return user, make_codes(user)


def code(later: int = 0) -> str:
    """What the app shows now, or that many half minutes later."""
    return totp.code_at(SEED, totp.current_step() + later)


def give_password(client: Client, username: str = "ann", password: str = PASSWORD, **more):
    return client.post(SIGN_IN, {"username": username, "password": password}, **more)


def give_code(client: Client, typed: str | None = None, **more):
    return client.post(SECOND_STEP, {"code": code() if typed is None else typed}, **more)


def sign_in(client: Client, username: str = "ann", later: int = 0) -> Client:
    """Through both pages."""
    assert give_password(client, username).status_code == 302
    assert give_code(client, code(later)).status_code == 302
    return client


def is_in(client: Client) -> bool:
    return client.get(ACCOUNT).status_code == 200

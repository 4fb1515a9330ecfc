"""The way from a one-time link to a device, as a browser takes it."""

import base64
import re

from django.test import Client

from accounts.totp import code_at, current_step
from tests.accounts.people import PASSWORD

WELCOME = "/staff/welcome/"
FIRST_DEVICE = "/staff/welcome/second-step/"


def path_of(output: str) -> str:
    """The address in the last line that a command printed, without the host."""
    return "/" + output.strip().splitlines()[-1].split("/", 3)[3]


def choose_password(client: Client, link: str, password: str = PASSWORD):
    client.get(link)
    return client.post(WELCOME, {"new_password": password, "again": password})


def seed_on(page: str) -> bytes:
    text = re.search(r'class="seed">([A-Z2-7 ]+)<', page)[1].replace(" ", "")
    return base64.b32decode(text + "=" * (-len(text) % 8))


def first_code(client: Client) -> str:
    """What the app shows that has read the page."""
    return code_at(seed_on(client.get(FIRST_DEVICE).content.decode()), current_step())


def set_up_app(client: Client):
    return client.post(FIRST_DEVICE, {"code": first_code(client), "name": "My phone"})

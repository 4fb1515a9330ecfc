"""Signing in as staff, for every test that needs it."""

from django.test import Client

from accounts.models import User


def signed_in(client: Client, user: User) -> Client:
    """The same client, with a session of this person."""
    client.force_login(user)
    return client

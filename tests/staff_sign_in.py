"""Sign in for tests whose subject is something else."""

from django.test import Client

from accounts.models import StaffSession, User
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

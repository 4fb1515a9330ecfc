"""Fixtures that most tests share."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from hypothesis import settings as hypothesis_settings

from content.syncing.loading import load
from tests.staff_sign_in import signed_in

hypothesis_settings.register_profile("site", deadline=None)  # a busy machine is no fault
hypothesis_settings.load_profile("site")
CONTENT = Path(settings.BASE_DIR) / "content" / "fixtures"


@pytest.fixture(scope="module")
def loaded_content(django_db_setup, django_db_blocker) -> Iterator[None]:
    """The site's own content, loaded from its files once for a file of tests, and gone after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        load(CONTENT)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def site_content(loaded_content, db):
    """The site's own content. What a test changes is undone after it."""


@pytest.fixture
def admin_client(admin_user):
    """A client of somebody who may do everything and has passed both steps of signing in."""
    return signed_in(Client(), admin_user)

"""Fixtures that most tests share."""

from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from hypothesis import settings as hypothesis_settings

from content.syncing.loading import load
from tests.staff_sign_in import signed_in

hypothesis_settings.register_profile("site", deadline=None)  # a busy machine is no fault
hypothesis_settings.load_profile("site")
CONTENT = Path(settings.BASE_DIR) / "content" / "fixtures"


@pytest.fixture
def site_content(db):
    """The site's own content, loaded from its files."""
    load(CONTENT)


@pytest.fixture
def admin_client(admin_user):
    """A client of somebody who may do everything and has passed both steps of signing in."""
    return signed_in(Client(), admin_user)

"""Fixtures that most tests share."""

from pathlib import Path

import pytest
from django.test import Client
from hypothesis import settings as hypothesis_settings

from tests import loaded_site
from tests.staff_sign_in import signed_in

hypothesis_settings.register_profile("site", deadline=None)  # a busy machine is no fault
hypothesis_settings.load_profile("site")


@pytest.fixture(scope="session")
def loaded_database(tmp_path_factory) -> Path:
    """A file with the site's own content, to be copied and never written."""
    return loaded_site.once_a_run(tmp_path_factory, "loaded.sqlite3", loaded_site.load_database)


@pytest.fixture
def site_content(db, loaded_database):
    """The site's own content, as `load_content` loads it from its files."""
    loaded_site.copy_content(loaded_database)


@pytest.fixture
def admin_client(admin_user):
    """A client of somebody who may do everything and has passed both steps of signing in."""
    return signed_in(Client(), admin_user)

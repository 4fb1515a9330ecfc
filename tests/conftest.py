"""Fixtures that most tests share."""

from contextlib import ExitStack
from pathlib import Path

import pytest
from django.test import Client
from hypothesis import settings as hypothesis_settings

from tests import loaded_site, processes, run_database
from tests.staff_sign_in import signed_in

hypothesis_settings.register_profile("site", deadline=None)  # a busy machine is no fault
hypothesis_settings.load_profile("site")


def pytest_configure(config: pytest.Config) -> None:
    """The server of the run, with TEST_DATABASE=postgresql: started once, by the process that starts the others."""
    if run_database.IS_POSTGRESQL and not hasattr(config, "workerinput"):
        running = ExitStack()
        config.add_cleanup(running.close)
        url = running.enter_context(run_database.running())
        code, _, errors = processes.run(url, "migrate", "-v0")
        assert code == 0, errors


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

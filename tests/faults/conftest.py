from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.databases import PostgreSQL, running_postgresql
from tests.faults.certificates import write_certificates
from tests.faults.mail_server import MailServer, running_mail_server
from tests.faults.site import Site, copy_database, make_environment, prepare
from tests.faults.states import Change, make_change

NUMBER = count(1)


@pytest.fixture(scope="session")
def change(tmp_path_factory) -> Change:
    return make_change(tmp_path_factory.mktemp("states"))


@pytest.fixture(scope="session")
def prepared(tmp_path_factory) -> tuple[Path, Path]:
    """A migrated SQLite file and the static files."""
    return prepare(tmp_path_factory.mktemp("prepared"))


@pytest.fixture(scope="session")
def postgresql(prepared) -> Iterator[PostgreSQL]:
    """A server with a migrated database named `template`."""
    _, static = prepared
    with running_postgresql() as server:
        Site(make_environment(server.create("template"), static)).manage("migrate", "--verbosity", "0")
        yield server


@pytest.fixture
def sqlite_site(prepared, tmp_path) -> Iterator[Site]:
    """A site on a fresh SQLite file; the test starts its server."""
    database, static = prepared
    site = Site(make_environment(copy_database(database, tmp_path), static), errors=tmp_path / "errors.txt")
    yield site
    site.stop()


@pytest.fixture
def postgresql_site(prepared, postgresql, tmp_path) -> Iterator[Site]:
    """The same on a fresh PostgreSQL database."""
    url = postgresql.create(f"site{next(NUMBER)}", "template")
    site = Site(make_environment(url, prepared[1]), postgresql, errors=tmp_path / "errors.txt")
    yield site
    site.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def any_site(request) -> Site:
    return request.getfixturevalue(f"{request.param}_site")


@pytest.fixture
def mail_server(tmp_path) -> Iterator[MailServer]:
    """A healthy one in a process of its own."""
    folder = tmp_path / "mail"
    folder.mkdir()
    write_certificates(folder)
    with running_mail_server(folder) as server:
        yield server

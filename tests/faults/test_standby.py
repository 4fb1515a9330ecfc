"""H. A machine on a standby of PostgreSQL: it shows pages as new as the standby's, and what it cannot do it says."""

import http.client
from contextlib import closing

import psycopg
import pytest

from tests.databases import PostgreSQL, running_standby
from tests.faults.site import PAUSE, Site, make_environment
from tests.faults.test_kept_pages import ASKED, HEADERS, WORD, read
from tests.faults.visitor import FORM, OLD_ENOUGH, SEND, Visitor, kept_answers

SHOWN = ("/", "/glossary/", "/conditions/", "/find-care/", "/is-it-for-me/", "/search/?q=zzyzx", "/readyz/", FORM)


def ask(site: Site, address: str) -> tuple[int, str]:
    with closing(http.client.HTTPConnection("127.0.0.1", site.port, timeout=60)) as connection:
        connection.request("GET", address, headers=HEADERS)
        response = connection.getresponse()
        return response.status, response.read().decode()


def catch_up(standby: PostgreSQL, primary: PostgreSQL) -> None:
    """Wait until the standby holds everything that was committed on the primary so far."""
    with closing(psycopg.connect(primary.url("postgres"))) as connection:
        [written] = connection.execute("SELECT pg_current_wal_insert_lsn()").fetchone() or ()
    with closing(psycopg.connect(standby.url("postgres"), autocommit=True)) as connection:
        while connection.execute("SELECT pg_last_wal_replay_lsn() < %s", [written]).fetchone() != (False,):
            PAUSE.wait(0.05)


def test_a_machine_on_a_standby_shows_and_follows_pages_and_says_what_it_cannot_do(postgresql_site, prepared, tmp_path):
    primary = postgresql_site.postgresql
    name = postgresql_site.url.rpartition("/")[2]
    with running_standby(primary) as standby:
        environment = make_environment(standby.url(name), prepared[1])
        with pytest.raises(AssertionError, match="The database takes no writes"):
            Site(environment).python("-c", "import clinic_site.wsgi")

        # One process: of two, one may not be asked between the last word and the standby's end
        alone = {"READ_ONLY_DATABASE": "yes", "WEB_WORKERS": "1"}
        site = Site(environment | alone, standby, errors=tmp_path / "standby.txt")
        site.start()
        try:
            visitor = Visitor(site.port)
            visitor.open_form()
            assert {address: ask(site, address)[0] for address in SHOWN} == dict.fromkeys(SHOWN, 200)
            for word in ("aardwolf", "zebu"):
                assert not any(f"term-{word}" in body for _, _, body in (read(site) for _ in range(ASKED)))
                postgresql_site.rows(WORD.format(word))
                catch_up(standby, primary)
                assert all(f"term-{word}" in body for _, _, body in (read(site) for _ in range(ASKED)))
            assert (tmp_path / "standby.txt").read_text() == ""

            PAUSE.wait(OLD_ENOUGH)
            sent = visitor.ask("POST", SEND, visitor.values())
            assert sent.status == 503
            assert kept_answers(sent.text).items() >= visitor.answers.items()
            assert ask(site, "/staff/")[0] == 503
            standby.stop("immediate")
            stood_in = [read(site) for _ in range(ASKED)]
            standby.start()  # so that it can be stopped
        finally:
            site.stop()

    for status, warning, body in stood_in:
        assert (status, warning[:3]) == (200, "111")
        assert "term-zebu" in body

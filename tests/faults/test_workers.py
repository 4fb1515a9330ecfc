"""What the workers of the server share, and what the database alone guarantees."""

import os
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from consultations.models import ConsultationRequest, OutgoingMail
from tests.consultations.factories import make_consultation
from tests.databases import sqlite_file
from tests.faults.site import Site
from tests.faults.visitor import FORM, SEND, Visitor, kept_answers, open_forms


def open_files(process: int) -> set[str]:
    found = set()
    for link in Path(f"/proc/{process}/fd").iterdir():
        try:
            found.add(os.readlink(link))
        except FileNotFoundError:
            continue
    return found


def test_no_worker_inherits_an_open_database(sqlite_site: Site):
    """SQLite forgets its locks in a fork: two processes could then each believe that they are alone with the file."""
    sqlite_site.start()
    Visitor(sqlite_site.port).insist("GET", "/healthz/", 200)
    assert sqlite_site.master is not None

    for process in (sqlite_site.master.pid, *sqlite_site.workers()):
        assert not {name for name in open_files(process) if name.startswith(str(sqlite_file(sqlite_site.url)))}


@pytest.mark.django_db
def test_the_database_itself_refuses_the_same_form_and_the_same_mail_twice():
    row = make_consultation()
    mail = OutgoingMail(request=row, kind=OutgoingMail.Kind.NOTICE)
    again = ConsultationRequest.objects.get(pk=row.pk)
    again.pk, again.reference = None, "234567"
    again._state.adding = True

    for twice in (again, mail):
        with pytest.raises(IntegrityError), transaction.atomic():
            twice.save(force_insert=True)


def test_who_was_told_gets_the_confirmation_while_the_database_is_away(postgresql_site: Site):
    visitor = Visitor(postgresql_site.port)
    postgresql_site.start()
    open_forms([visitor])
    location = visitor.insist("POST", SEND, 302, visitor.values()).location
    assert postgresql_site.postgresql is not None
    postgresql_site.postgresql.stop("immediate")
    try:
        page, form = visitor.ask("GET", location), visitor.ask("GET", FORM)
        again = visitor.ask("POST", SEND, visitor.values())
    finally:
        postgresql_site.postgresql.start()

    assert (page.status, form.status, again.status) == (200, 503, 503)
    assert visitor.read_reference(location) in page.text.replace(" ", "")
    assert "your answers" not in form.text.casefold()
    assert kept_answers(again.text).items() >= visitor.answers.items()


def test_the_search_keeps_its_promises_on_postgresql_too(postgresql_site: Site):
    """On SQLite they are checked in tests/search."""
    postgresql_site.manage("shell", "-v0", "-c", "from tests.search.any_database import check; check()")

"""What the workers of the server share, and what the database alone guarantees."""

import os
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from consultations.models import ConsultationRequest, OutgoingMail
from tests.consultations.factories import make_consultation
from tests.databases import sqlite_file
from tests.faults.site import Site
from tests.faults.visitor import Visitor


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

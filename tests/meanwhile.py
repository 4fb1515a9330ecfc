"""What others write while a dump or a check of the record reads: a second connection, in a process of its own."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from unittest.mock import patch

from django.db import connection
from django.test import Client, override_settings

from consultations import trail
from consultations.models import ConsultationRequest
from content.models import Article, Condition, Person, Policy, Term
from content.syncing import dumping
from content.syncing.loading import load
from tests import processes, run_database
from tests.consultations.desk_factories import address, make_consultation
from tests.content_files import put, put_one_of_each
from tests.factories import make_user
from tests.staff_sign_in import signed_in


def outcome(folder: Path) -> dict[str, Any]:
    """What run() found, on a new database."""
    database = run_database.new(folder)
    script = f"from tests.meanwhile import run; print(run({str(folder / 'content')!r}))"
    for arguments in (["migrate", "-v0"], ["shell", "-v0", "-c", script]):
        code, output, errors = processes.run(database, *arguments)
        assert code == 0, errors
    return dict(json.loads(output.splitlines()[-1]))


@override_settings(
    ALLOWED_HOSTS=["testserver"],
    STORAGES={"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}},
)
def run(folder: str) -> str:
    return json.dumps(dump_while_others_write(Path(folder)) | check_while_a_request_comes_in())


def dump_while_others_write(root: Path) -> dict[str, Any]:
    """The files that are dumped, and what the next load makes of them."""
    put_one_of_each(root)
    load(root)
    Person.objects.update(job_title="Before")
    Article.objects.update(title="Before")
    replace_file = dumping.replace_file

    def replace_and_wait(path: Path, content: bytes) -> None:
        replace_file(path, content)
        if path.stem == "ada":  # the first file: its row has been read, the others have not
            elsewhere(lambda: load_and_edit(root))

    with patch.object(dumping, "replace_file", replace_and_wait):
        dumping.dump(root, agrees=True)
    files = {str(path.relative_to(root)): path.read_text() for path in root.glob("*/*.md")}
    report = load(root)
    titles = [Person.objects.get().job_title, Condition.objects.get().title, Article.objects.get().title]
    return {"files": files, "kept": report.kept, "changed": report.updated + report.removed, "titles": titles}


def load_and_edit(root: Path) -> None:
    """What somebody loads, and what staff change."""
    put(root, "conditions/pain", "author: ada", "title: Loaded")
    load(root)
    Person.objects.update(job_title="Meanwhile")
    Article.objects.update(title="Meanwhile")
    Policy.objects.all().delete()
    Term.objects.create(slug="later", word="later")


def check_while_a_request_comes_in() -> dict[str, Any]:
    """What the page of the record says, and how many requests are stored then."""
    make_consultation()
    owner = signed_in(Client(), make_user("Owner"))
    digest_of, sent = trail.digest_of, []

    def wait_and_digest(values: Any) -> str:
        if not sent:
            sent.append(True)
            elsewhere(make_consultation)
        return digest_of(values)

    with patch.object(trail, "digest_of", wait_and_digest):
        page = owner.get(address("desk_record"), {"check": "yes"})
    return {"status": page.status_code, "page": page.text, "requests": ConsultationRequest.objects.count()}


def elsewhere(deed: Callable[[], object]) -> None:
    """Do it on a connection of its own, and wait until it is done. Raises what it raises."""

    def go() -> None:
        try:
            deed()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as other:
        other.submit(go).result()

"""C. The power fails at the moment of any acknowledgement: everything acknowledged so far is found afterwards."""

import os
import re
import shutil
import signal
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import pytest

from consultations.tokens import read_receipt
from tests.databases import sqlite_file
from tests.faults.disk import TRACE, Disk
from tests.faults.site import IS_LONG, Site, open_sqlite
from tests.faults.visitor import Visitor, open_forms

COUNT, VARIANTS = (150, 8) if IS_LONG else (8, 4)
CLIENTS = 3
ACKNOWLEDGED = re.compile(rb"HTTP/1\.1 302 .*?Location: /consultation/sent/([^/]+)/", re.DOTALL)


@dataclass
class Outcome:
    """How often the power was cut, and how often something acknowledged was not there afterwards."""

    cuts: int = 0
    with_losses: int = 0


def traced_site(site: Site, log: Path, **more: str) -> Site:
    if shutil.which("strace") is None:
        raise RuntimeError("These tests need strace. Install it with: make servers")
    return replace(site, environment=site.environment | more, wrapper=(*TRACE, str(log)))


def submit(site: Site) -> None:
    """A crowd sends while strace writes down what the server does; then the server ends properly."""
    visitors = [Visitor(site.port) for _ in range(COUNT)]
    site.start()
    open_forms(visitors)
    with ThreadPoolExecutor(CLIENTS) as clients:
        list(clients.map(Visitor.send, visitors))
    (gunicorn,) = site.workers()  # of strace
    os.kill(gunicorn, signal.SIGTERM)
    assert site.master is not None
    site.master.wait(timeout=60)


def cut_at_every_acknowledgement(disk: Disk, log: Path, folder: Path) -> Outcome:
    """At each once with only what is surely written, and some times with chance deciding about the rest."""
    outcome, acknowledged = Outcome(), set()
    random = Random(1)
    for sent in disk.replay(log):
        receipt = ACKNOWLEDGED.match(sent)
        if receipt is None:
            continue
        acknowledged.add(read_receipt(receipt[1].decode()).reference.replace(" ", ""))
        for chance in [None, *[random] * VARIANTS]:
            place = folder / f"cut{outcome.cuts}"
            place.mkdir()
            outcome.cuts += 1
            outcome.with_losses += not acknowledged <= references_in(disk.after_the_cut(place, chance))
            shutil.rmtree(place)
    assert len(acknowledged) == COUNT
    return outcome


def references_in(file: Path) -> set[str]:
    """Opens it as a restarted site would; fails when it is not whole."""
    with closing(open_sqlite(file)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        found = connection.execute("SELECT reference FROM consultations_consultationrequest")
        return {reference for (reference,) in found}


@pytest.mark.parametrize("settings", ["clinic_site.settings", "tests.faults.weak_settings"])
def test_a_power_cut_loses_nothing_acknowledged_and_this_test_would_notice(sqlite_site: Site, tmp_path, settings):
    log = tmp_path / "calls.txt"
    is_weak = "weak" in settings  # production would not start: consultations.E002
    more = {"DJANGO_SETTINGS_MODULE": settings} | ({"ENVIRONMENT": "development"} if is_weak else {})
    site = traced_site(sqlite_site, log, **more)
    file = sqlite_file(site.url)
    assert file is not None
    disk = Disk(file)

    submit(site)
    outcome = cut_at_every_acknowledgement(disk, log, tmp_path)

    print(settings, outcome)
    assert outcome.cuts == COUNT * (VARIANTS + 1)
    assert bool(outcome.with_losses) == is_weak

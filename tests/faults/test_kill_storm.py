"""A. Processes are killed at random while people send: whoever was shown a reference has a request stored."""

from collections import Counter

from tests.faults.site import IS_LONG, Site
from tests.faults.stored import Stored, stored_in
from tests.faults.storm import Storm, storm

COUNT, LEAST_KILLS = (1000, 40) if IS_LONG else (40, 5)
EXPECTED = {"200", "302", "429", "503", "oken"}  # the last four signs; a broken connection is "broken"


def assert_promise_is_kept(happened: Storm, stored: Stored) -> None:
    rows = stored.by_reference()
    references = [visitor.reference for visitor in happened.visitors]
    assert Counter(references).most_common(1)[0][1] == 1
    for visitor in happened.visitors:
        row = rows.get(visitor.reference)
        assert row is not None, f"{visitor.reference} was shown and is not stored"
        assert row["token"] == visitor.token.partition(":")[0]
        assert row["answers"] == visitor.answers
        assert row["events"] == ["received"]
        assert row["mails"] == ["notice", "receipt"]
    assert stored.tokens_used_twice() == []
    assert stored.trail == ""
    for row in stored.requests:  # also what was stored and not acknowledged: never half
        assert (row["events"], row["mails"]) == (["received"], ["notice", "receipt"])


def test_nothing_acknowledged_is_lost_when_processes_are_killed(any_site: Site):
    happened = storm(any_site, COUNT, LEAST_KILLS)

    any_site.stop()
    print(happened.workers_killed, happened.trees_killed, happened.databases_killed, happened.statuses())
    assert happened.kills >= LEAST_KILLS
    assert happened.trees_killed >= 1
    assert_promise_is_kept(happened, stored_in(any_site))
    assert {status[-4:].strip() for status in happened.statuses()} <= EXPECTED

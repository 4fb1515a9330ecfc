"""The gate on sentences it was tuned on, and on sentences it was not."""

import pytest

from tests.gate.corpus import entries, score


@pytest.mark.parametrize(("name", "fewest"), [("corpus", 200), ("heldout", 100)])
def test_most_of_what_must_be_blocked_is_and_few_look_alikes_are(name, fewest):
    found = entries(name)
    result = score(found)

    assert len(found) >= fewest
    assert len({entry.text for entry in found}) == len(found)
    assert result.recall >= 0.9
    assert result.alarm_rate <= 0.1

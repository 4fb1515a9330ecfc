"""What reads for long locks nothing, and what others write meanwhile is neither lost nor mistaken."""

import pytest

from tests import meanwhile


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    return meanwhile.outcome(tmp_path_factory.mktemp("meanwhile"))


def test_a_dump_is_the_content_of_one_moment_whoever_writes_meanwhile(found):
    files = found["files"]

    assert "job_title: Before\n" in files["people/ada.md"]
    assert "title: Before\n" in files["articles/sleep.md"]  # read after it was changed
    assert "policies/privacy.md" in files  # read after it was deleted
    assert "terms/later.md" not in files


def test_what_is_changed_during_a_dump_counts_as_changed_since(found):
    assert found["kept"] == ["people/ada", "conditions/pain", "articles/sleep", "policies/privacy"]
    assert found["changed"] == []
    assert found["titles"] == ["Meanwhile", "Loaded", "Meanwhile"]


def test_a_request_comes_in_while_the_page_checks_the_record(found):
    assert found["status"] == 200
    assert "The record is whole" in found["page"]
    assert found["requests"] == 2

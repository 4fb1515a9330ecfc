import pytest

from tests.faults.states import Change, make_change


@pytest.fixture(scope="session")
def change(tmp_path_factory) -> Change:
    return make_change(tmp_path_factory.mktemp("states"))

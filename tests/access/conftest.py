"""The handouts, printed once a worker; tests that share them run in one (`xdist_group`)."""

import pytest

from tests.access.forms import Handouts


@pytest.fixture(scope="session")
def handouts(tmp_path_factory: pytest.TempPathFactory) -> Handouts:
    """The examples in any form."""
    return Handouts(tmp_path_factory.mktemp("access"))

"""What the tests of drawings share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.handout import drawings
from tests.figures.handouts import JAW, NOD, SNAG, STRETCH, made
from tests.figures.samples import LYING, with_drawings


@pytest.fixture(autouse=True, scope="package")
def _no_drawings_of_ours() -> Iterator[None]:
    """A handout here has the drawings that its test put there, whatever ours are by now."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(drawings, "folders_of", lambda clinic: (clinic / drawings.FOLDER,))
        yield


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clinic with drawings of a few exercises, one of them in dots."""
    root = with_drawings(tmp_path_factory.mktemp("clinic"), SNAG, STRETCH, JAW)
    with_drawings(root, NOD, svg=LYING, kind="body")
    return root


@pytest.fixture(scope="module")
def pdf(clinic: Path) -> bytes:
    """The handout of its patient."""
    return made(clinic)

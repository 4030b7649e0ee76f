"""What the tests of drawings share."""

from collections.abc import Iterator

import pytest

from generator.handout import drawings


@pytest.fixture(autouse=True, scope="package")
def _no_drawings_of_ours() -> Iterator[None]:
    """A handout here has the drawings that its test put there, whatever ours are by now."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(drawings, "folders_of", lambda clinic: (clinic / drawings.FOLDER,))
        yield

"""Our own folder is read once for all tests here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from generator.library import load
from generator.library.folders import read_folder
from tests.library.folder import OURS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="package", autouse=True)
def _our_folder_is_read_once() -> Iterator[None]:
    ours = read_folder(OURS)

    def read(root: Path, *, clinic: bool = False) -> Any:
        return (ours[0], list(ours[1])) if root == OURS else read_folder(root, clinic=clinic)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(load, "read_folder", read)
        yield

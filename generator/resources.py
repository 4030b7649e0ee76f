"""Where the shipped data stands: beside the package in a checkout, inside it in a wheel."""

from pathlib import Path
from typing import Literal

Name = Literal["exercises", "templates", "examples"]

_PACKAGE = Path(__file__).parent


def data_dir(name: Name, package: Path = _PACKAGE) -> Path:
    """Return the folder of the shipped data; nothing is read, so it is not checked to be there."""
    inside = package / "_data" / name
    return inside if inside.is_dir() else package.parent / name

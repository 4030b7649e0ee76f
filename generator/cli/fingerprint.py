"""What decides how a handout looks, as one word: two machines with the same word make the same."""

import hashlib
from collections.abc import Iterable
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from generator import __version__
from generator.made import Settings
from generator.resources import data_dir

PACKAGE = Path(__file__).parents[1]
LIBRARIES = ("fontpkg-atkinson-hyperlegible", "jinja2", "msgspec", "pyyaml", "reportlab")


def fingerprint(settings: Settings) -> str:
    """The word for this program, as it was when it started, and for the clinic's folder as it is.

    It depends on what stands in files, not on when they were written.
    """
    return f"{_program()}-{_clinic(settings.clinic, settings.run)}"


@lru_cache(maxsize=1)
def _program() -> str:
    code = (path for path in PACKAGE.rglob("*.py") if "_data" not in path.parts)
    data = (path for name in ("exercises", "templates") for path in data_dir(name).rglob("*"))
    digest = hashlib.sha256("".join(map(version, LIBRARIES)).encode())
    digest.update(_of_files(PACKAGE, code) + _of_files(data_dir("exercises").parent, data))
    return f"{__version__}-{digest.hexdigest()[:32]}"


@lru_cache(maxsize=1)
def _clinic(folder: Path | None, run: str) -> str:  # noqa: ARG001  (kept for one run only)
    if folder is None:
        return "none"
    return hashlib.sha256(_of_files(folder, folder.rglob("*"))).hexdigest()[:32]


def _of_files(root: Path, files: Iterable[Path]) -> bytes:
    digest = hashlib.sha256()
    for path in sorted(path for path in files if path.is_file()):
        name = path.relative_to(root).as_posix().encode()
        digest.update(hashlib.sha256(name).digest() + hashlib.sha256(path.read_bytes()).digest())
    return digest.digest()

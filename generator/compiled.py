"""The library from the cache, or read and checked anew where a file has changed."""

from pathlib import Path

import msgspec
from msgspec.structs import replace

from generator import __version__, cache
from generator.errors import BadInput
from generator.library.folders import OWN_FILES, yaml_files
from generator.model.library import Library
from generator.resources import data_dir

MODELS = Path(__file__).parent / "model"


def library_of(clinic: Path | None) -> Library:
    """The library with a clinic's folder laid over it, every id in it known.

    Raises: BadInput with every problem.
    """
    name = f"library-{_key(clinic, OWN_FILES)}"
    library = _kept(name)
    if library is None:
        library = _with_reviews(clinic)
        cache.keep(name, msgspec.msgpack.encode(library))
    return library


def _with_reviews(clinic: Path | None) -> Library:
    """The library where only a review may be new: somebody who reviews all of it does not wait."""
    if clinic is None:
        return _read(clinic)
    from generator.library.reviews import FILE, read_reviews  # noqa: PLC0415  (as in `_read`)

    name = f"unreviewed-{_key(clinic, tuple(one for one in OWN_FILES if one != FILE))}"
    library = _kept(name)
    if library is not None:
        return replace(library, reviews=read_reviews(clinic))
    library = _read(clinic)
    cache.keep(name, msgspec.msgpack.encode(replace(library, reviews={})))
    return library


def _kept(name: str) -> Library | None:
    kept = cache.read(name)
    try:
        return msgspec.msgpack.decode(kept, type=Library) if kept is not None else None
    except msgspec.MsgspecError:
        return None


def _read(clinic: Path | None) -> Library:
    # Both are only needed where something changed.
    from generator.check import reference_problems  # noqa: PLC0415
    from generator.library.load import load_library  # noqa: PLC0415

    loaded = load_library(clinic)
    problems = reference_problems(loaded)
    errors = [problem for problem in problems if problem.severity == "error"]
    if errors:
        raise BadInput(errors)
    return loaded.library


def _key(clinic: Path | None, own: tuple[str, ...]) -> str:
    """A key over every byte that the library is made of."""
    files, _ = yaml_files(data_dir("exercises"), clinic=False)
    if clinic is not None:
        theirs, _ = yaml_files(clinic, clinic=True)
        files += [*theirs, *(clinic / name for name in own)]
    # A change of the models matters too, also between two versions.
    models = sorted((path.name, path.stat().st_mtime_ns) for path in MODELS.glob("*.py"))
    parts = [__version__.encode(), msgspec.__version__.encode(), str((clinic, models)).encode()]
    for path in files:
        try:
            parts += (path.name.encode(), path.read_bytes())
        except OSError as error:
            parts += (path.name.encode(), str(error.errno).encode())
    return cache.key_of(parts)

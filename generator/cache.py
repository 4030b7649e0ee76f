"""A folder of derived data that only saves time: losing it, or not having one, changes nothing.

It holds the compiled library and templates, never a patient's data. HEP_CACHE names another
folder, or `off`.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

OFF = "off"
MOST_OF_A_KIND = 8


@lru_cache(maxsize=1)
def folder() -> Path | None:
    """The cache folder, made private to this user; None when there can be none."""
    named = os.environ.get("HEP_CACHE", "")
    if named == OFF:
        return None
    if named:
        path = Path(named)
    else:
        from platformdirs import user_cache_path  # noqa: PLC0415  (only needed here)

        path = user_cache_path("hep", appauthor=False)
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = path.stat()
    except OSError:
        return None
    # A folder that others may write to could hold somebody else's code.
    foreign = hasattr(os, "getuid") and (status.st_uid != os.getuid() or status.st_mode & 0o022)
    return None if foreign else path


def key_of(parts: Iterable[bytes]) -> str:
    """A name that changes whenever one of the parts does."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(hashlib.sha256(part).digest())
    return digest.hexdigest()[:32]


def state_of(folder: Path, suffix: str) -> bytes:
    """When each file of a folder was changed last."""
    try:
        with os.scandir(folder) as files:
            stamps = [_stamp(file) for file in files if file.name.endswith(suffix)]
    except OSError:
        return b""
    return repr(sorted(stamps)).encode()


def _stamp(file: "os.DirEntry[str]") -> tuple[str, int, int]:
    status = file.stat()
    return file.name, status.st_size, status.st_mtime_ns


def read(name: str) -> bytes | None:
    """What was kept under a name, or None."""
    place = folder()
    if place is None:
        return None
    try:
        return (place / name).read_bytes()
    except OSError:
        return None


def keep(name: str, data: bytes) -> None:
    """Keep data under a name, whole or not at all."""
    place = folder()
    if place is None:
        return
    with suppress(OSError):
        _make_room(place, name.partition("-")[0])
        descriptor, temporary = tempfile.mkstemp(dir=place)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(data)
            os.replace(temporary, place / name)  # noqa: PTH105  (the same for a str)
        except OSError:
            os.unlink(temporary)  # noqa: PTH108
            raise


def _make_room(place: Path, kind: str) -> None:
    """Forget the oldest of a kind beyond a handful: each change of a file makes a new one."""
    kept = sorted(place.glob(f"{kind}-*"), key=_age)
    for path in kept[: -MOST_OF_A_KIND + 1]:
        path.unlink(missing_ok=True)


def _age(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:  # another run forgot it just now
        return 0.0

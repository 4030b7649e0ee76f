"""Making a handout as a function of plain values: the same in this process and in any other."""

import traceback
from contextlib import suppress
from functools import lru_cache
from threading import Lock

from msgspec.structs import replace

from generator.errors import ExitCode, OutputError
from generator.files import write_whole
from generator.job import Job
from generator.made import Made, Place, Settings, Source

_ONE_AT_A_TIME = Lock()  # a page is set with what was measured before; threads would share that


def make(settings: Settings, source: Source) -> Made:
    """The handout of one case as bytes, or why there is none; even a bug is only said.

    Pure where the source has its text: the same values, library and clinic give the same result.
    """
    try:
        with _ONE_AT_A_TIME:
            return _job_of(settings).make(source)
    except Exception:  # noqa: BLE001  (one case with a bug must not end a night's work)
        text = f"{source.name}: the program failed, there is no handout\n{traceback.format_exc()}"
        return Made(code=ExitCode.BUG, error=text.rstrip())


@lru_cache(maxsize=1)
def _job_of(settings: Settings) -> Job:
    """The library is read once in each process."""
    return Job(settings)


def carry_out(settings: Settings, source: Source, place: Place) -> Made:
    """Make a handout and put it in its place."""
    return deliver(make(settings, source), place)


def deliver(made: Made, place: Place) -> Made:
    """Put a handout in its place; of what was made, its path remains."""
    if made.data is None:
        return made
    data = locked(made.data, place.password)
    if place.new_folder:
        # Where it cannot be made, the writing says why.
        with suppress(OSError):
            place.path.parent.mkdir(exist_ok=True)
    try:
        write_whole(place.path, data, force=place.force)
    except OutputError as error:
        return replace(made, code=error.exit_code, data=None, error=str(error))
    return replace(made, data=None, path=place.path)


def locked(data: bytes, password: str | None) -> bytes:
    """A handout as it leaves this program."""
    if password is None:
        return data
    from generator.handout.protect import protect

    return protect(data, password)

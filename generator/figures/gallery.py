"""The drawings of a library, ready to be placed, and kept so that each is made ready only once."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path

import msgspec
from msgspec import Struct

from generator import __version__, cache
from generator.figures.drawing import Art, Form, Ink
from generator.figures.manifest import PARTS, Source, files_of, sources_of

OURS = Path(__file__).parent


class _Pack(Struct):
    """What is kept between two runs."""

    sources: dict[str, Source]
    art: dict[str, Art]


class Gallery:
    """The drawings of our library and of a clinic's, for one kind of handout."""

    def __init__(self, *folders: Path, form: Form = "pdf", ink: Ink = "color") -> None:
        """Name the folders, a later one over an earlier; nothing is read yet."""
        self.folders = folders
        self.form: Form = form
        self.ink: Ink = ink
        self._grown = False

    @cached_property
    def _name(self) -> str:
        return f"figures-{cache.key_of(self._parts())}"

    def _parts(self) -> Iterator[bytes]:
        """All that the drawings follow from; of the larger files, when they were changed."""
        yield repr((__version__, msgspec.__version__, self.form, self.ink)).encode()
        yield cache.state_of(OURS, ".py")
        for folder in self.folders:
            if not folder.is_dir():  # a clinic without drawings of its own has ours as they are
                continue
            yield str(folder).encode()
            yield cache.state_of(folder, "")
            for path in files_of(folder):
                yield path.read_bytes() if path.is_file() else b""

    @cached_property
    def _pack(self) -> _Pack:
        kept = cache.read(self._name)
        if kept is not None:
            try:
                return msgspec.msgpack.decode(kept, type=_Pack)
            except msgspec.MsgspecError:
                pass
        self._grown = True
        return _Pack(laid_over(map(sources_of, self.folders)), {})

    def keep(self) -> None:
        """Keep what was made ready since the last time, for the next run."""
        if self._grown:
            cache.keep(self._name, msgspec.msgpack.encode(self._pack))
            self._grown = False

    @property
    def sources(self) -> dict[str, Source]:
        """Every drawing by its id.

        Raises: BadInput when a list of drawings cannot be read.
        """
        return self._pack.sources

    @cached_property
    def _by_exercise(self) -> dict[str, list[Source]]:
        found: dict[str, list[Source]] = {}
        for source in self.sources.values():
            found.setdefault(source.entry.exercise, []).append(source)
        for drawings in found.values():
            drawings.sort(key=lambda source: PARTS.index(source.entry.part))
        return found

    def of(self, exercise: str) -> tuple[Source, ...]:
        """All drawings of an exercise, of every way to do it; each start before its end."""
        return tuple(self._by_exercise.get(exercise, ()))

    def art(self, key: str) -> Art:
        """A drawing, ready to be placed.

        Raises: BadInput when its file is not there, or is not of the subset.
        """
        ready = self._pack.art.get(key)
        if ready is None:
            from generator.figures.making import made  # noqa: PLC0415  (most runs find all kept)

            ready = made(self.sources[key].path, self.form, self.ink)
            self._pack.art[key] = ready
            self._grown = True
        return ready


def sound_drawings() -> frozenset[str]:
    """The digests of the drawings that the last check could read; reading all takes a second."""
    return frozenset((cache.read(_sound()) or b"").decode().split())


def keep_sound(digests: Iterable[str]) -> None:
    """Keep what the next check need not read again."""
    cache.keep(_sound(), " ".join(sorted(digests)).encode())


def _sound() -> str:
    return f"sound-{cache.key_of((__version__.encode(), cache.state_of(OURS, '.py')))}"


def laid_over(layers: Iterable[dict[str, Source]]) -> dict[str, Source]:
    """A folder that draws one way to do an exercise takes the place of all earlier ones for it."""
    found: dict[str, Source] = {}
    for layer in layers:
        drawn = {source.way for source in layer.values()}
        found = {key: source for key, source in found.items() if source.way not in drawn} | layer
    return found

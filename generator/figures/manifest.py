"""Which drawings there are, and what each shows: `manifest.json`, and a clinic's `figures.yaml`.

The illustrator writes manifest.json beside its drawings. A clinic names pictures of its own, SVG or
PNG, by hand in figures.yaml.
"""

from functools import lru_cache
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta, Struct

from generator.decode import decode_value
from generator.errors import BadInput, Problem, quote
from generator.model.base import Model, OneSide
from generator.yamlread import Document, read_yaml_file

MANIFEST, OWN_LIST = "manifest.json", "figures.yaml"
VERSION: Final = 1
PARTS: Final = ("start", "end")
SUFFIXES: Final = (".svg", ".png", ".jpg", ".jpeg")

Part = Literal["start", "end"]
Kind = Literal["close", "upper", "body"]


class Entry(Struct, frozen=True, kw_only=True):
    """One drawing as the illustrator describes it; what else it writes is not for the run time.

    `alt` may hold {side} and {other_side}. `file` is the drawing's, where it is not named by its
    id: two ways to do an exercise may share one.
    """

    exercise: str
    part: Part
    variant: str | None = None
    authored_side: OneSide | None = None
    text_hash: str | None = None
    alt: str
    caption: str = ""
    kind: Kind = "upper"
    file: str = ""


class _Manifest(Struct, frozen=True):
    version: int
    drawings: dict[str, Entry]


class OwnPicture(Model, frozen=True, kw_only=True):
    """One picture in a clinic's figures.yaml; `shows` is the hash of the words that it shows."""

    alt: Annotated[str, Meta(min_length=1)]
    caption: str = ""
    side: OneSide | None = None
    kind: Kind = "upper"
    shows: str | None = None
    file: str = ""


class Source(Struct, frozen=True):
    """A drawing's description, its file, and the list that names it."""

    key: str
    file: str
    list_file: str
    entry: Entry

    @property
    def path(self) -> Path:
        """The drawing's file."""
        return Path(self.file)

    @property
    def listed(self) -> Path:
        """The list that names it."""
        return Path(self.list_file)

    @property
    def way(self) -> tuple[str, str | None]:
        """The exercise, and the way to do it."""
        return self.entry.exercise, self.entry.variant

    @property
    def is_raster(self) -> bool:
        """Whether it is a picture of dots."""
        return not self.file.lower().endswith(SUFFIXES[0])


def key_of(exercise: str, variant: str | None, part: str) -> str:
    """The id of a drawing, which is also the name of its file."""
    return "-".join(filter(None, (exercise, variant, part)))


def files_of(folder: Path) -> tuple[Path, Path]:
    """The two lists that a folder may hold."""
    return folder / MANIFEST, folder / OWN_LIST


def sources_of(folder: Path) -> dict[str, Source]:
    """Every drawing of a folder by its id.

    Raises: BadInput when a list cannot be read.
    """
    found = _read_manifest(folder)
    found.update(_read_own(folder))
    return found


def _read_manifest(folder: Path) -> dict[str, Source]:
    path = folder / MANIFEST
    try:
        return dict(_listed(folder, path.read_bytes()))
    except FileNotFoundError:
        return {}
    except (OSError, msgspec.DecodeError) as error:
        text = f"the list of drawings cannot be read ({error})"
        raise BadInput.one(str(path), text, "make it anew: make figures") from None


@lru_cache(maxsize=4)  # it is long, and each check of the library asks for it
def _listed(folder: Path, data: bytes) -> dict[str, Source]:
    manifest, path = msgspec.json.decode(data, type=_Manifest), str(folder / MANIFEST)
    if manifest.version != VERSION:
        text = f"the list of drawings is of version {manifest.version}, not {VERSION}"
        raise BadInput.one(path, text, "make it anew: make figures")
    return {
        key: Source(key, str(folder / (entry.file or f"{key}.svg")), path, entry)
        for key, entry in manifest.drawings.items()
    }


def _read_own(folder: Path) -> dict[str, Source]:
    path = folder / OWN_LIST
    if not path.is_file():
        return {}
    document = read_yaml_file(path)
    pictures = decode_value(document.data or {}, dict[str, OwnPicture], document.problem)
    found: dict[str, Source] = {}
    problems: list[Problem] = []
    for key, picture in pictures.items():
        try:
            found[key] = _own(folder, document, key, picture)
        except BadInput as error:
            problems += error.problems
    if problems:
        raise BadInput(problems)
    return found


def _own(folder: Path, document: Document, key: str, picture: OwnPicture) -> Source:
    exercise, variant, part = _parts(key)
    if not exercise:
        text = f"{quote(key)} is no name of a drawing"
        hint = "write EXERCISE-start or EXERCISE-end, or EXERCISE-gentle-start"
        raise BadInput([document.problem((key,), text, hint, key=True)])
    names = [picture.file] if picture.file else [f"{key}{suffix}" for suffix in SUFFIXES]
    if any(Path(name).name != name for name in names):
        text = "the picture must stand beside this list"
        raise BadInput([document.problem((key, "file"), text, "write its name only")])
    there = [folder / name for name in names if (folder / name).is_file()]
    if not there:
        text = f"there is no picture {' or '.join(names[:2])} beside this list"
        raise BadInput([document.problem((key,), text, "add it", key=True)])
    entry = Entry(
        exercise=exercise,
        part="start" if part == "start" else "end",
        variant=variant,
        authored_side=picture.side,
        text_hash=picture.shows,
        alt=picture.alt,
        caption=picture.caption,
        kind=picture.kind,
    )
    return Source(key, str(there[0]), str(folder / OWN_LIST), entry)


def _parts(key: str) -> tuple[str, str | None, str]:
    """Exercise, variant and part of a drawing's id; empty when it is none."""
    parts = key.split("-")
    if len(parts) not in (2, 3) or parts[-1] not in PARTS or not all(parts):
        return "", None, ""
    return parts[0], parts[1] if len(parts) > 2 else None, parts[-1]  # noqa: PLR2004  (with a variant)

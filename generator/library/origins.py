"""In which files an entry of the library stands, for whoever edits it."""

from pathlib import Path

from msgspec import Struct

from generator.library.folders import yaml_files
from generator.model.library import Library
from generator.resources import data_dir


class Origin(Struct, frozen=True):
    """A file by its place in a folder: ours (`exercises/`), or the clinic's."""

    name: str
    clinic: bool


def origins_of(key: str, library: Library, clinic: Path | None) -> tuple[Origin, ...]:
    """The files of an entry that the library has; the clinic's lies over ours."""
    name = f"{_file(key, library)}.yaml"
    ours = data_dir("exercises")
    found = [Origin(one, clinic=False) for one in _named(name, ours, clinic=False)]
    if clinic is not None:
        found += [Origin(one, clinic=True) for one in _named(name, clinic, clinic=True)]
    return tuple(found)


def _file(key: str, library: Library) -> str:
    if key in library.flags:
        return "flags"
    return "patient_texts" if key in library.patient_texts else key


def _named(name: str, root: Path, *, clinic: bool) -> list[str]:
    paths, _ = yaml_files(root, clinic=clinic)
    return [path.relative_to(root).as_posix() for path in paths if path.name == name]

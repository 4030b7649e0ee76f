"""Which files make up a library, and reading them into entries (ours, then the clinic's)."""

import os
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Literal

from msgspec import Struct

from generator.errors import BadInput, Problem, Step, did_you_mean
from generator.library.entries import Entry, listed, mapped, one, whole
from generator.yamlread import Document, read_bytes, read_yaml

Form = Literal["list", "map", "value", "whole"]

# Every file of the library with its sections; `review` stands beside the sections.
FILES: dict[str, dict[str, Form]] = {
    "findings.yaml": {"measurements": "map", "findings": "list"},
    "flags.yaml": {"caps_meaning": "map", "flags": "list"},
    "rules.yaml": {"rules": "whole"},
    "attributes.yaml": {"attributes": "map", "pose_templates": "map", "cameras": "value"},
    "stop_texts.yaml": {"stop_texts": "map"},
    "patient_texts.yaml": {"patient_texts": "list"},
    "phrases.yaml": {"phrases": "whole"},
    "sources.yaml": {"sources": "list"},
    "codes.yaml": {"codes": "whole"},
}
# The sections that are one entry, without which there is no library.
SINGLES = ("rules", "phrases", "codes", "cameras")
# Files of a clinic's folder that are not entries.
OWN_FILES = ("clinic.yaml", "reviews.yaml")
OWN_FOLDERS = ("templates", "figures")

_READ: dict[Form, Callable[[Document, str], list[Entry]]] = {
    "list": listed,
    "map": mapped,
    "value": lambda document, section: [one(document, section)],
    "whole": lambda document, section: [whole(document, section)],
}


class Sections(Struct, frozen=True):
    """The entries of every section, in file order."""

    entries: dict[str, dict[str, Entry]]

    def of(self, section: str) -> dict[str, Entry]:
        """The entries of one section by id."""
        return self.entries.get(section, {})


def read_folder(root: Path, *, clinic: bool = False) -> tuple[Sections, list[Problem]]:
    """Read every library file below a folder; a clinic's may hold any part of it."""
    sections: dict[str, dict[str, Entry]] = {}
    paths, problems = yaml_files(root, clinic=clinic)
    for path in paths:
        try:
            document = _document(str(path), read_bytes(path))
            for section, entry in _entries(document, path, root):
                known = sections.setdefault(section, {})
                if entry.key in known:
                    first = known[entry.key].problem((), "")
                    text = f'"{entry.key}" stands already in {first.file}'
                    problems.append(entry.problem(("id",), text, "give each its own id"))
                known[entry.key] = entry
        except BadInput as error:
            problems += error.problems
    return Sections(sections), problems


# Most files stay as they are while a clinic works on one of its own.
@lru_cache(maxsize=256)
def _document(name: str, data: bytes) -> Document:
    return read_yaml(data, name)


def yaml_files(root: Path, *, clinic: bool) -> tuple[list[Path], list[Problem]]:
    """The files to read but hidden ones, and a problem for each folder that cannot be read."""
    skip = (*OWN_FOLDERS, "locale")
    found: list[Path] = []
    problems: list[Problem] = []

    def refused(error: OSError) -> None:
        text = f"this folder cannot be read ({(error.strerror or 'unknown reason').lower()})"
        problems.append(Problem(str(error.filename), None, None, text, "check its permissions"))

    for folder, folders, names in os.walk(root, onerror=refused if root.is_dir() else None):
        folders[:] = sorted(name for name in folders if name not in skip and name[0] != ".")
        shown = sorted(name for name in names if name[0] != ".")
        found += [Path(folder, name) for name in shown if name.endswith((".yaml", ".yml"))]
    if clinic:
        found = [path for path in found if path.parent != root or path.name not in OWN_FILES]
    return found, problems


def _entries(document: Document, path: Path, root: Path) -> list[tuple[str, Entry]]:
    forms = FILES.get(path.name)
    if forms is None:
        if path.parent == root:
            text = "this is no file of the library"
            hint = _file_meant(path.stem) or "exercises stand in a folder of their own"
            raise BadInput.one(str(path), text, hint)
        return [("exercises", _exercise(document, path))]
    if not isinstance(document.data, dict):
        text = f"{path.name} must be a mapping (key: value)"
        raise BadInput([document.problem((), text, f"write {' or '.join(forms)}: first")])
    if "whole" not in forms.values():
        unknown = [key for key in document.data if key not in forms and key != "review"]
        if unknown:
            raise BadInput(
                document.problem((key,), f'unknown key "{key}"', _meant(key, forms), key=True)
                for key in unknown
            )
    return [
        (section, entry)
        for section, form in forms.items()
        if form == "whole" or section in document.data
        for entry in _READ[form](document, section)
    ]


def _file_meant(stem: str) -> str:
    stems = [name.removesuffix(".yaml") for name in (*FILES, *OWN_FILES)]
    return did_you_mean(stem, stems).replace('"?', '.yaml"?')


def _meant(key: Step, forms: dict[str, Form]) -> str:
    return did_you_mean(str(key), forms) or f"the keys here are: {', '.join(forms)}"


def _exercise(document: Document, path: Path) -> Entry:
    data = document.data
    key = data.get("id") if isinstance(data, dict) else None
    if not isinstance(key, str):
        raise BadInput([document.problem((), "this exercise has no id", "write id: first")])
    if key != path.stem:
        text = f'the id "{key}" and the file name "{path.name}" differ'
        raise BadInput([document.problem(("id",), text, f"name the file {key}.yaml")])
    return whole(document, key)

"""The library as one value: our folder, with a clinic's folder laid over it."""

from pathlib import Path
from typing import TypeVar

from msgspec import Struct

from generator.errors import BadInput, Problem, did_you_mean
from generator.library.entries import REASON, REMOVE, Entry, over, whole, without
from generator.library.folders import SINGLES, Sections, read_folder
from generator.library.reviews import read_reviews
from generator.library.safety import changed_flags
from generator.model.clinic import Clinic
from generator.model.exercise import Exercise
from generator.model.finding import Finding, Measurement
from generator.model.flag import Flag
from generator.model.library import (
    ChangedFlag,
    Codes,
    Library,
    PatientText,
    Phrases,
    ReviewRecord,
    Source,
)
from generator.model.rules import Rules
from generator.resources import data_dir
from generator.yamlread import read_yaml_file

T = TypeVar("T")

Entries = dict[str, dict[str, Entry]]


class Loaded(Struct, frozen=True):
    """A library, where each entry stands (section, then id), and what the clinic took out.

    `root` is the folder of ours.
    """

    library: Library
    entries: Entries
    clinic: Entry | None
    folder: Path | None = None
    removed: dict[str, frozenset[str]] = {}
    root: Path | None = None


def load_library(clinic: Path | None = None, *, ours: Path | None = None) -> Loaded:
    """Read the whole library.

    Raises: BadInput with every problem of every file.
    """
    loaded, problems = read_library(clinic, ours=ours)
    if problems or loaded is None:
        raise BadInput(problems)
    return loaded


def read_library(
    clinic: Path | None = None, *, ours: Path | None = None
) -> tuple[Loaded | None, tuple[Problem, ...]]:
    """Read as much of the library as can be read, with every problem of every file.

    An entry that cannot be read is left out of the library but stays among the entries; for a
    whole file of a clinic that cannot be read, ours counts. None when one of ours is missing.
    """
    root = ours or data_dir("exercises")
    base, problems = read_folder(root)
    top, more = read_folder(clinic, clinic=True) if clinic else (Sections({}), [])
    problems += more
    entries, changed, more = _overlay(base, top)
    own, reviews, clinic_problems = _clinic(clinic)
    problems += [*more, *clinic_problems]
    reader = _Reader(entries, base, root)
    library = reader.library(own, reviews, changed)
    problems += reader.problems
    loaded = None
    if library is not None:
        removed = {
            name: frozenset(table) - frozenset(entries[name])
            for name, table in base.entries.items()
        }
        loaded = Loaded(library, entries, own, clinic, removed, root)
    return loaded, tuple(dict.fromkeys(problems))


def _overlay(
    base: Sections, top: Sections
) -> tuple[Entries, tuple[ChangedFlag, ...], list[Problem]]:
    entries = {name: dict(table) for name, table in base.entries.items()}
    problems: list[Problem] = []
    for section, table in top.entries.items():
        known = entries.setdefault(section, {})
        for key, entry in table.items():
            if not (isinstance(entry.data, dict) and entry.data.get(REMOVE) is True):
                known[key] = over(known.get(key), entry)
            elif section in SINGLES:
                text = f"the {section} cannot be taken out"
                problems.append(entry.problem((REMOVE,), text, "take this line out", key=True))
            elif known.pop(key, None) is None:
                hint = did_you_mean(key, base.of(section))
                problems.append(entry.problem((), f'nothing here is called "{key}"', hint))
    ours, theirs = base.of("flags"), top.of("flags")
    changed, more = changed_flags(ours, theirs, entries.get("flags", {}))
    if "flags" in entries:
        entries["flags"] = {key: without(entry, REASON) for key, entry in entries["flags"].items()}
    return entries, changed, [*problems, *more]


def _clinic(
    folder: Path | None,
) -> tuple[Entry | None, dict[str, ReviewRecord], list[Problem]]:
    if folder is None:
        return None, {}, []
    if not folder.is_dir():
        text = "this is not a clinic's folder"
        problem = Problem(str(folder), None, None, text, "make the folder with a clinic.yaml in it")
        return None, {}, [problem]
    entry: Entry | None = None
    problems: list[Problem] = []
    reviews: dict[str, ReviewRecord] = {}
    try:
        if (folder / "clinic.yaml").exists():
            found = whole(read_yaml_file(folder / "clinic.yaml"), "clinic")
            found.decode(Clinic)
            entry = found
    except BadInput as error:
        problems += error.problems
    try:
        reviews = read_reviews(folder)
    except BadInput as error:
        problems += error.problems
    return entry, reviews, problems


class _Reader:
    """Decodes every entry and keeps all problems."""

    def __init__(self, entries: Entries, ours: Sections, root: Path) -> None:
        self.entries, self.ours, self.root = entries, ours, root
        self.problems: list[Problem] = []

    def table(self, section: str, type_: type[T]) -> dict[str, T]:
        """The entries of a section that can be read."""
        found = {}
        for key, entry in self.entries.get(section, {}).items():
            try:
                found[key] = entry.decode(type_)
            except BadInput as error:
                self.problems += error.problems
        return found

    def single(self, section: str, type_: type[T], file: str) -> T | None:
        """The one entry of a section; ours where the clinic's cannot be read."""
        found = self.table(section, type_).get(section)
        if found is not None:
            return found
        if not (self.root / file).exists():
            text = "the library needs this file, and it is not there"
            self.problems.append(Problem(str(self.root / file), None, None, text))
        spare = self.ours.of(section).get(section)
        try:
            return spare.decode(type_) if spare else None
        except BadInput:
            return None

    def library(
        self,
        clinic: Entry | None,
        reviews: dict[str, ReviewRecord],
        changed: tuple[ChangedFlag, ...],
    ) -> Library | None:
        """The library, or None when a single file cannot be read."""
        rules = self.single("rules", Rules, "rules.yaml")
        phrases = self.single("phrases", Phrases, "phrases.yaml")
        codes = self.single("codes", Codes, "codes.yaml")
        cameras = self.single("cameras", tuple[str, ...], "attributes.yaml")
        tables = {
            "measurements": self.table("measurements", Measurement),
            "findings": self.table("findings", Finding),
            "flags": self.table("flags", Flag),
            "exercises": self.table("exercises", Exercise),
            "attributes": self.table("attributes", str),
            "pose_templates": self.table("pose_templates", str),
            "stop_texts": self.table("stop_texts", str),
            "patient_texts": self.table("patient_texts", PatientText),
            "sources": self.table("sources", Source),
        }
        if rules is None or phrases is None or codes is None or cameras is None:
            return None
        return Library(
            **tables,  # type: ignore[arg-type]
            rules=rules,
            phrases=phrases,
            codes=codes,
            cameras=cameras,
            clinic=clinic.decode(Clinic) if clinic else Clinic(),
            reviews=reviews,
            changed_flags=changed,
        )

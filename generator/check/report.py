"""`hep check`: every problem of the library and a clinic's folder, and what else to know."""

from collections.abc import Callable, Iterable
from pathlib import Path

from msgspec import Struct

from generator.check import (
    chains,
    clinic,
    coverage,
    doses,
    figures,
    flags,
    mail,
    notes,
    reviews,
    variants,
    wording,
)
from generator.check.references import STRUCTURE, Check, found_by, in_order
from generator.errors import Problem
from generator.library.load import Loaded, read_library

Note = Callable[[Loaded], Iterable[str]]

# What is asked of clinic.yaml alone.
OF_THE_CLINIC: tuple[Check, ...] = (
    clinic.contacts,
    clinic.accent_color,
    clinic.videos,
    mail.senders,
    mail.timezone,
)
STYLE: tuple[Check, ...] = (
    chains.order,
    chains.steps_up,
    *OF_THE_CLINIC,
    clinic.logo,
    clinic.templates,
    doses.effort,
    doses.stated_minutes,
    figures.poses,
    figures.lists,
    figures.drawings,
    figures.words,
    flags.does_something,
    reviews.reviews,
    variants.number_of_steps,
    wording.empty_texts,
    wording.long_sentences,
    wording.reading_level,
)
# These need every entry: one that cannot be read would look like one that is not there.
OF_THE_WHOLE: tuple[Check, ...] = (coverage.never_chosen, coverage.without_answer)
NOTES: tuple[Note, ...] = (
    notes.what_was_read,
    notes.what_is_reviewed,
    notes.changed_flags,
    notes.taken_out,
    clinic.no_clinic_file,
    coverage.weakly_answered,
    figures.changed_words,
    figures.not_drawn,
)


class Report(Struct, frozen=True):
    """What a check found: errors and warnings by file and line, and notes."""

    problems: tuple[Problem, ...]
    notes: tuple[str, ...] = ()

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that must be corrected."""
        return tuple(problem for problem in self.problems if problem.severity == "error")

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """The problems that someone should look at."""
        return tuple(problem for problem in self.problems if problem.severity == "warning")


def check_library(clinic_folder: Path | None = None, *, ours: Path | None = None) -> Report:
    """Read everything, check it, and report all problems at once."""
    loaded, unreadable = read_library(clinic_folder, ours=ours)
    if loaded is None:
        return Report(tuple(in_order(unreadable)))
    checks = (*STRUCTURE, *STYLE, *(() if unreadable else OF_THE_WHOLE))
    found = in_order((*unreadable, *found_by(checks, loaded)))
    return Report(tuple(found), tuple(line for note in NOTES for line in note(loaded)))

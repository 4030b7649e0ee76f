"""One run of the program: the library read once, then case after case assessed and printed."""

import datetime
from functools import cached_property
from pathlib import Path

from generator.assess import Assessment, assess
from generator.case import CaseFile, check_case
from generator.compiled import library_of
from generator.errors import BadInput, Problem
from generator.model.library import Library
from generator.yamlread import Document, read_yaml_file


class Workshop:
    """The library of one clinic on one day of issue."""

    def __init__(self, clinic: Path | None, today: datetime.date) -> None:
        """Name the clinic's folder (None: no clinic) and the day of issue; nothing is read yet."""
        self.clinic = clinic
        self.today = today

    @cached_property
    def library(self) -> Library:
        """The library with the clinic's folder laid over it, read on first use.

        Raises: BadInput with every problem.
        """
        return library_of(self.clinic)

    def read(self, path: Path) -> tuple[Assessment, CaseFile]:
        """Read and assess one case; the case file comes along for further messages.

        Raises: BadInput when it cannot be read, or a change of the provider cannot be made.
        """
        return self.assessed(read_yaml_file(path))

    def assessed(self, document: Document) -> tuple[Assessment, CaseFile]:
        """Assess a case that was read already.

        Raises: as `read`.
        """
        file = check_case(document, self.library, self.today)
        assessment = assess(file.case, self.library, self.today)
        if assessment.problems:
            problems = [
                file.document.problem(problem.path, problem.message, problem.hint)
                for problem in assessment.problems
            ]
            raise BadInput(sorted(problems, key=lambda at: (at.line or 0, at.column or 0)))
        return assessment, file

    def stale(self, file: CaseFile) -> Problem | None:
        """The problem with an evaluation that is too old to hand out; None when it is not."""
        evaluated = file.case.evaluated
        limit = self.library.rules.case_limits.stale_after_days
        if evaluated is None or (self.today - evaluated).days <= limit:
            return None
        text = f"the evaluation of {evaluated} is more than {limit} days old"
        return file.document.problem(("evaluated",), text, "look again, or use --stale-ok")

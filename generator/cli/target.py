"""Where handouts go."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import click


class Target(NamedTuple):
    """Where the handouts go: a file, a folder, or standard output."""

    output: Path | None
    suffix: str
    folder: bool

    @property
    def stdout(self) -> bool:
        """Whether the handout goes to standard output."""
        return self.output is not None and str(self.output) == "-"

    def path(self, case: Path) -> Path:
        """The file for one case."""
        name = ("handout" if str(case) == "-" else case.stem) + self.suffix
        if self.output is None:
            return Path(name)
        return self.output / name if self.folder or self.output.is_dir() else self.output

    def check(self, cases: Sequence[Path]) -> None:
        """Refuse a target that these cases do not fit in.

        Raises: UsageError.
        """
        if self.folder and self.stdout:
            raise click.UsageError("several handouts do not fit in standard output; use -o DIR")
        place = self.output if self.folder else None
        if place is not None and place.exists() and not place.is_dir():
            raise click.UsageError(f"{place} is not a folder; several cases need -o DIR")
        for place, count in Counter(self.path(case) for case in cases).items():
            if count > 1:
                raise click.UsageError(f"two cases would both make {place}; rename one of them")

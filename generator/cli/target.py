"""Where handouts go."""

from collections import Counter
from collections.abc import Iterable
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
        name = self._name(case)
        if self.output is None:
            return Path(name)
        return self.output / name if self.folder or self.output.is_dir() else self.output

    def _name(self, case: Path) -> str:
        return ("handout" if str(case) == "-" else case.stem) + self.suffix

    def check(self, cases: Iterable[Path]) -> None:
        """Refuse a target that these cases do not fit in.

        Raises: UsageError.
        """
        if self.folder and self.stdout:
            raise click.UsageError("several handouts do not fit in standard output; use -o DIR")
        place = self.output if self.folder else None
        if place is not None and place.exists() and not place.is_dir():
            raise click.UsageError(f"{place} is not a folder; several cases need -o DIR")
        # By name: as paths, the places of a night's work would take more memory than its handouts.
        for name, count in Counter(map(self._name, cases)).items():
            if count > 1:
                both = self.output / name if self.output else name
                raise click.UsageError(f"two cases would both make {both}; rename one of them")

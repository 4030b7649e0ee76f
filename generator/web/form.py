"""The fields of a form with what is wrong with each; pure."""

from collections.abc import Iterator, Sequence

from generator.web.casedata import Fields
from generator.web.places import Placed


class Form:
    """The fields as posted, with what is wrong with each."""

    def __init__(self, fields: Fields, problems: Sequence[Placed] = ()) -> None:
        """Take the fields and the problems."""
        self.fields = fields
        self.all_problems = [problem for problem in problems if not problem.missing]
        filled = [name for name, values in fields.items() if any(values)]
        wrong = [problem.field for problem in self.all_problems]
        self._said = {part for name in (*filled, *wrong) for part in _above(name)}
        self.missing = [problem.field for problem in problems if problem.missing]

    def value(self, name: str) -> str:
        """The text of a field."""
        return next(iter(self.fields.get(name, ())), "")

    def all(self, name: str) -> Sequence[str]:
        """The values of a list."""
        return self.fields.get(name, ())

    def has(self, name: str, value: str) -> bool:
        """Whether a value of a list or choice is taken."""
        return value in self.fields.get(name, ())

    def problems(self, name: str) -> list[str]:
        """What is wrong with a field."""
        return [problem.text for problem in self.all_problems if problem.field == name]

    @property
    def wrong(self) -> list[str]:
        """The fields with which something is wrong."""
        return list(dict.fromkeys(problem.field for problem in self.all_problems))

    def holds(self, *names: str) -> bool:
        """Whether any of these fields, or one below it, says something or is wrong."""
        return not self._said.isdisjoint(names)


def _above(name: str) -> Iterator[str]:
    """A field and all that it is part of: `a.b` and `a`."""
    while name:
        yield name
        name = name.rpartition(".")[0]

"""Saying what came of each case, on the right stream and no oftener than needed."""

import click

from generator.made import Made


class Teller:
    """Tells of one case after another."""

    def __init__(self) -> None:
        """Nothing is said yet."""
        self._drafts: frozenset[str] = frozenset()
        self._said: set[str] = set()

    def tell(self, made: Made) -> None:
        """Say everything about one case: remarks on standard error, its path on standard output."""
        for line in made.remarks:
            click.echo(line, err=True)
        self._tell_drafts(made)
        for line in made.once:
            self._tell_once(line)
        if made.error:
            click.echo(made.error, err=True)
        if made.path:
            click.echo(str(made.path))

    def _tell_once(self, line: str) -> None:
        if line not in self._said:
            self._said.add(line)
            click.echo(line, err=True)

    def _tell_drafts(self, made: Made) -> None:
        """Say once what is not reviewed yet."""
        new = (made.drafts | made.draft_flags) - self._drafts
        self._drafts |= new
        if not new:
            return
        flags = len(new & made.draft_flags)
        named = [*sorted(new - made.draft_flags), *([f"{flags} flags"] if flags else [])]
        text = "draft content, not yet reviewed by a licensed clinician"
        click.echo(f"{text}: {', '.join(named)}; see `hep review`", err=True)

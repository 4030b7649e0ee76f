"""Asking the red flags again, before the next phase of a plan goes out."""

import re
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from generator.job import Job
    from generator.made import Source
    from generator.model.base import Irritability
    from generator.model.flag import Flag
    from generator.records.messages import Message

_GROUPS = {
    "stop": "Signs that stop the program",
    "refer": "Signs that need a clinician first",
    "precaution": "What limits the exercises",
}


def asked_again(job: "Job", held: "Message", before: bytes) -> "Source":
    """The case of the program before with today's answers.

    Raises: UsageError when there is nobody to ask, Abort when they stop.
    """
    from pathlib import Path

    from generator.delivery.releasing import screened_again
    from generator.made import Source

    if not sys.stdin.isatty():
        said = "without a terminal to ask the red flags on, name the CASE of a new evaluation"
        raise click.UsageError(said)
    click.echo("Ask each question again. What was present before stays present.", err=True)
    present = [key for action in _GROUPS for key in _present(job, action)]
    levels: click.Choice[Irritability] = click.Choice(["low", "moderate", "high"])
    level = click.prompt("Irritability today", type=levels, err=True)
    return screened_again(
        before,
        Source(path=Path(f"message-{held.id}.yaml")),
        phase=held.phase or 1,
        present=present,
        irritability=level,
        today=job.settings.today,
    )


def _present(job: "Job", action: str) -> Iterator[str]:
    """The flags of a group that are present; `none` must be said."""
    flags = [flag for flag in job.workshop.library.flags.values() if flag.action == action]
    click.echo(f"\n{_GROUPS[action]}", err=True)
    for number, flag in enumerate(flags, start=1):
        click.echo(f"{number:3}. {_question(flag)}", err=True)
    while True:
        answer: str = click.prompt("Present (numbers, or none)", err=True)
        if answer.strip().casefold() == "none":
            return
        # "2-4" must not be taken for 2 and 4.
        plain = re.fullmatch(r"\s*[0-9]{1,3}([\s,;]+[0-9]{1,3})*\s*", answer)
        numbers = [int(one) for one in re.findall("[0-9]+", answer)] if plain else []
        if numbers and all(1 <= one <= len(flags) for one in numbers):
            yield from (flags[one - 1].id for one in numbers)
            return
        click.echo(f'write numbers from 1 to {len(flags)}, like 2, 3, or "none"', err=True)


def _question(flag: "Flag") -> str:
    return " ".join(flag.question.split())

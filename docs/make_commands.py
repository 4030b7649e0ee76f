"""Write docs/commands.md anew: what `hep --help` and the help of every command say."""  # noqa: INP001

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from generator.cli import hep

PAGE = Path(__file__).with_name("commands.md")
WIDTH = 90
HEAD = """\
# Commands

For whoever types `hep`: the help of every command, as `hep COMMAND --help` prints it.

<!-- This page is made by docs/make_commands.py; do not edit it by hand. -->

What each exit code means stands in [errors.md](errors.md).
"""


def main() -> None:
    """Write the page anew."""
    PAGE.write_text(page(), "utf-8")
    sys.stdout.write(f"{PAGE}\n")


def page() -> str:
    """The whole page."""
    return "\n".join((HEAD, *_sections())) + "\n"


def _sections() -> Iterator[str]:
    for context in commands():
        words = context.command.get_help(context).rstrip()
        yield f"## {context.command_path}\n\n```text\n{words}\n```\n"


def commands(
    command: click.Command = hep, name: str = "hep", above: click.Context | None = None
) -> Iterator[click.Context]:
    """The context of a command, then those of the commands inside it."""
    context = click.Context(
        command, above, info_name=name, terminal_width=WIDTH, **command.context_settings
    )
    yield context
    if isinstance(command, click.Group):
        for inner in command.list_commands(context):
            found = command.get_command(context, inner)
            if found is not None:
                yield from commands(found, inner, context)


if __name__ == "__main__":
    main()

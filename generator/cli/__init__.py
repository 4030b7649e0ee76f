"""The command `hep`: parse, call, print; heavy imports stand inside the commands."""

import importlib
import os
import sys
from contextlib import suppress

import click

from generator import __version__
from generator.errors import ExitCode, HepError

# Command -> (module, help line); the modules load only when their command runs.
COMMANDS: dict[str, tuple[str, str]] = {
    "new": ("authoring", "Write a starter case file, with comments."),
    "explain": ("explaining", "Show what follows from a case, and why."),
    "generate": ("generating", "Make the handout of one or more cases."),
    "serve": ("serving", "Open the provider's page in the browser."),
    "send": ("sending", "Put a program into the outbox, to go by mail."),
    "outbox": ("outbox", "Deliver messages; list, retry or cancel them."),
    "history": ("history", "Show what was given to whom; export or erase it."),
    "backup": ("copies", "Copy the record while it is in use."),
    "restore": ("copies", "Put a backup in the record's place."),
    "demo": ("generating", "Make handouts for the example cases, in ./demo/."),
    "library": ("browsing", "List, show or search exercises, findings and flags."),
    "check": ("authoring", "Check the library and a clinic's own folder."),
    "review": ("authoring", "Record that a clinician reviewed some content."),
    "schema": ("authoring", "Print the JSON Schema of the case file."),
}

STOPPED = 130  # as a shell says it of a program that Ctrl-C ended

EPILOG = """\b
A first handout:
  hep new case.yaml         write a starter, then fill it in
  hep explain case.yaml     see what follows from it, and why
  hep generate case.yaml    make case.pdf
"""


class Commands(click.Group):
    """Knows every command by name and loads its module on use."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names in the order in which a new user needs them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Load a command."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"generator.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, f"{cmd_name}_command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands without loading one."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or say which was meant."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from generator.errors import did_you_mean

            hint = did_you_mean(args[0], COMMANDS) or "`hep --help` lists them"
            ctx.fail(f'no command "{args[0]}"; {hint}')
        return super().resolve_command(ctx, args)


@click.group(
    cls=Commands,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="hep")
def hep() -> None:
    """A provider's findings in, a tailored and explained home exercise program out.

    The clinical content is a draft until a licensed clinician has reviewed it. The program
    supports a provider's judgement and does not diagnose.
    """


def main(args: list[str] | None = None) -> int:
    """Run `hep` and return its exit code; a traceback appears only for a bug."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    code = int(ExitCode.OK)
    try:
        result = hep.main(args=args, prog_name="hep", standalone_mode=False)
        code = result if isinstance(result, int) else code
        sys.stdout.flush()
    except HepError as error:
        click.echo(str(error), err=True)
        code = int(error.exit_code)
    except click.exceptions.Exit as error:
        code = error.exit_code
    except click.ClickException as error:
        error.show()
        code = int(ExitCode.USAGE)
    except (click.Abort, KeyboardInterrupt):
        click.echo("stopped", err=True)
        code = STOPPED
    except OSError as error:
        # Files are watched where they are read and written; what is left is the output itself.
        reason = (error.strerror or "no reason given").lower()
        click.echo(f"{error.filename or 'standard output'}: {reason}", err=True)
        _let_go_of_stdout()
        code = int(ExitCode.BAD_INPUT)
    except SystemExit:
        # Only click's own answer to a reader that went away (`hep explain … | head`): no error.
        pass
    return code


def _let_go_of_stdout() -> None:
    """Python would try again to write what is left, and say so with a traceback."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

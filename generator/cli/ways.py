"""Options for many handouts and for locked ones: who does the work, what is skipped, a password."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypedDict, TypeVar

import click

from generator.cli.options import PASSWORD_OPTIONS

F = TypeVar("F", bound=Callable[..., object])

LONGEST_NUMBER = 6  # digits
LONGEST_LINE = 1000  # bytes of a password file that are looked at


class Ways(TypedDict):
    """What the options say of how the work is done, not of how a handout looks."""

    force: bool
    open_: bool
    jobs: int | None
    skip_existing: bool
    scheduler: str | None
    password: bool
    password_file: Path | None


class Jobs(click.ParamType[int]):
    """A number of processes, or `auto`."""

    name = "N"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        """Read the number; 0 and `auto` are as many as there are cores."""
        text = str(value)
        if text != "auto" and not (text.isdecimal() and len(text) <= LONGEST_NUMBER):
            self.fail(f'"{value}" is not a number of processes, nor "auto"', param, ctx)
        count = 0 if text == "auto" else int(text)
        if count:
            return count
        from generator.cli.many import cores

        return cores()


OPTIONS = (
    click.option(
        "-j",
        "--jobs",
        type=Jobs(),
        help="Make so many handouts at the same time; auto: one a core; 1 when left out.",
    ),
    click.option(
        "--skip-existing",
        is_flag=True,
        help="Leave out a case whose handout is there already; only the file's name counts.",
    ),
    click.option(
        "--scheduler",
        metavar="tls://HOST:PORT",
        help="Make them on the machines of a Dask cluster; see docs/many.md.",
    ),
    *PASSWORD_OPTIONS,
)


def ways_options(function: F) -> F:
    """Add the options."""
    for option in reversed(OPTIONS):
        function = option(function)
    return function


def check_ways(ways: Ways, *, form: str, stdout: bool) -> None:
    """Refuse options that do not go together.

    Raises: UsageError.
    """
    locked = ways["password"] or ways["password_file"]
    for wrong, said in (
        (locked and form != "pdf", f"only a PDF can have a password, not {form}"),
        (ways["skip_existing"] and ways["force"], "--skip-existing and --force exclude each other"),
        (ways["skip_existing"] and stdout, "--skip-existing needs a file, not standard output"),
        (ways["scheduler"] and ways["jobs"], "--scheduler and --jobs exclude each other"),
        (ways["scheduler"] and stdout, "--scheduler writes files, not to standard output"),
    ):
        if wrong:
            raise click.UsageError(said)


def password_of(asked: bool, file: Path | None) -> str | None:  # noqa: FBT001  (as the options)
    """The password of the handouts, asked for or read; None when there shall be none.

    Raises: PasswordError, BadInput, or UsageError when there is nobody to ask, or both are given.
    """
    if asked and file:
        raise click.UsageError("give --password or --password-file")
    if not asked and file is None:
        return None
    from generator.handout.protect import usable

    return usable(_asked() if file is None else _first_line(file))


def _asked() -> str:
    if not sys.stdin.isatty():
        raise click.UsageError("--password asks on a terminal; without one, use --password-file")
    answer: str = click.prompt(
        "Password of the handouts", hide_input=True, confirmation_prompt="Once more", err=True
    )
    return answer


def _first_line(file: Path) -> str:
    from generator.errors import BadInput

    try:
        with file.open("rb") as stream:
            line = stream.readline(LONGEST_LINE)
        return line.decode("utf-8-sig").rstrip("\r\n")
    except OSError as error:
        said = (error.strerror or "it cannot be read").lower()
        raise BadInput.one(str(file), said, "name a file with the password") from None
    except UnicodeDecodeError:
        raise BadInput.one(str(file), "the password is not UTF-8", "save it as UTF-8") from None

"""`hep serve`: the provider's page."""

import ipaddress
import sys
from pathlib import Path

import click

from generator.cli.options import clinic_option
from generator.cli.record import db_option, record_path
from generator.errors import BadInput, ExitCode


@click.command(
    "serve",
    epilog="\b\nExamples:\n  hep serve\n  hep serve case.yaml\n"
    "  hep serve --set-password\n  hep serve --host 10.0.0.5 --proxy hep.example.org",
)
@click.argument("case", required=False, type=click.Path(path_type=Path))
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    metavar="N",
    help="The port; 8765 or a free one when left out, 0 is any free one.",
)
@click.option(
    "--host",
    default="127.0.0.1",
    metavar="ADDRESS",
    help="Where to listen; another address than this computer's own needs --proxy.",
)
@click.option("--no-open", is_flag=True, help="Do not open the browser; print the address only.")
@click.option("--proxy", metavar="NAME", help="The public name of the TLS proxy before the page.")
@click.option("--set-password", is_flag=True, help="Ask for the password that --proxy needs.")
@clinic_option
@db_option
def serve_command(  # noqa: PLR0913  (one parameter an option)
    case: Path | None,
    *,
    port: int | None,
    host: str,
    no_open: bool,
    proxy: str | None,
    set_password: bool,
    clinic: Path | None,
    db: Path | None,
) -> int:
    """Open the provider's page in the browser, until Ctrl-C; with CASE, a case file to begin from.

    Only the browser that opens the printed address is let in, once. Who comes through a TLS proxy
    needs the password; see docs/serve.md.
    """
    record = record_path(db)
    if set_password:
        click.echo(str(_set_password(record)))
        return int(ExitCode.OK)
    address = _address(host)
    _check_proxy(address, proxy)
    from generator.compiled import library_of
    from generator.web.password import kept_password
    from generator.web.serving import serve
    from generator.web.settings import WebSettings

    hashed = kept_password(record) if proxy else ""
    if case is not None:
        from generator.yamlread import read_bytes

        read_bytes(case)
    library_of(clinic)  # what is wrong with a clinic's folder is said here, not in the browser
    settings = WebSettings(
        db=record, clinic=clinic, case=case, proxy=(proxy or "").lower(), password=hashed
    )
    serve(settings, host=address, port=port, open_=not no_open, tell=_tell)
    return int(ExitCode.OK)


def _tell(address: str) -> None:
    click.echo(address)
    sys.stdout.flush()
    click.echo("Ctrl-C ends it.", err=True)


def _address(host: str) -> str:
    """The address to listen on, as a number."""
    try:
        return str(ipaddress.ip_address("127.0.0.1" if host == "localhost" else host))
    except ValueError:
        text = f'"{host}" is no address; write a number like 127.0.0.1'
        raise click.BadParameter(text, param_hint="--host") from None


def _check_proxy(address: str, proxy: str | None) -> None:
    if proxy is None:
        if address not in ("127.0.0.1", "::1"):
            text = "others could reach this address, and read on the way: it needs a TLS proxy"
            raise BadInput.one("--host", text, "name it with --proxy; see docs/serve.md")
        return
    from generator.web.settings import is_public_name

    if not is_public_name(proxy.lower()):
        text = f'"{proxy}" is no name of a host; write it like hep.example.org'
        raise click.BadParameter(text, param_hint="--proxy")


def _set_password(record: Path) -> Path:
    if not sys.stdin.isatty():
        raise click.UsageError("--set-password asks on a terminal, and there is none")
    from generator.web.password import keep_password

    password: str = click.prompt(
        "Password of the page", hide_input=True, confirmation_prompt="Once more", err=True
    )
    return keep_password(record, password)

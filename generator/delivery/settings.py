"""Which mail server, and how: `mail:` of clinic.yaml, and the environment, which goes before it."""

from __future__ import annotations

import ipaddress
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from generator.errors import BadInput, Problem, quote
from generator.mailaddress import mail_address
from generator.model.mail import Security
from generator.yamlread import read_bytes, read_yaml_file

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.model.clinic import Clinic
    from generator.model.mail import Mail

SERVICE = "hep"  # the name under which a system keyring keeps the password
TIMEOUT_S = 60.0

PREFIX = "HEP_SMTP_"
_PORTS: dict[Security, int] = {"starttls": 587, "tls": 465, "plain": 25}
_HIGHEST_PORT = 65535
_LONGEST_TIMEOUT_S = 240
_MB = 1_000_000
_HOST = re.compile(r"(?!-)[a-z0-9_-]{1,63}(\.(?!-)[a-z0-9_-]{1,63})*", re.IGNORECASE)
_READABLE_BY_OTHERS = 0o004


class ServerSettings(Struct, frozen=True, kw_only=True):
    """All that is needed to hand messages to a mail server; the password is never shown."""

    host: str
    port: int
    security: Security
    sender: str
    user: str = ""
    password: str = ""
    per_minute: int = 20
    per_day: int = 1000
    max_bytes: int = 20 * _MB
    timeout_s: float = TIMEOUT_S
    ca_file: Path | None = None

    def __repr__(self) -> str:
        """Return everything but the password."""
        return f"ServerSettings({', '.join(f'{k}={v!r}' for k, v in self._shown())})"

    def __rich_repr__(self) -> list[tuple[str, object]]:
        """Return the same for pretty printers."""
        return self._shown()

    def _shown(self) -> list[tuple[str, object]]:
        fields = [(name, getattr(self, name)) for name in self.__struct_fields__]
        return [(name, "***" if name == "password" and value else value) for name, value in fields]


def server_settings(
    clinic: Clinic, environ: Mapping[str, str], folder: Path | None = None
) -> ServerSettings | None:
    """Return how to reach the mail server; None when no host is configured.

    `folder` is the clinic's, with clinic.yaml in it; where `mail.password_file` is relative, it
    is so to this folder.

    Raises: BadInput with every problem, each naming clinic.yaml or the variable.
    """
    reader = _Reader(clinic.mail, environ, folder)
    return reader.settings() if reader.text("host") else None


def mail_problems(clinic: Clinic, place: str) -> tuple[Problem, ...]:
    """What is wrong with `mail:` itself, each with its key; no password is asked for.

    `place` is the file in which it stands. The environment is left out: it may be another one
    tomorrow.
    """
    if not clinic.mail.host.strip():
        return ()
    reader = _Reader(clinic.mail, {}, None, place)
    reader.server()
    return tuple(reader.problems)


def has_server(clinic: Clinic, environ: Mapping[str, str]) -> bool:
    """Tell whether a mail server is named; whether it can be used is not looked at."""
    return bool(_Reader(clinic.mail, environ, None).text("host"))


def is_loopback(host: str) -> bool:
    """Tell whether a host is this computer itself."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost" or host.lower().endswith(".localhost")


class _Reader:
    """Reads one setting after another, and keeps all problems."""

    def __init__(
        self, mail: Mail, environ: Mapping[str, str], folder: Path | None, place: str = ""
    ) -> None:
        self.mail, self.environ, self.folder, self.place = mail, environ, folder, place
        self.problems: list[Problem] = []

    def variable(self, field: str) -> str:
        """What the environment says about a field of `mail`."""
        return self.environ.get(PREFIX + field.upper(), "").strip()

    def text(self, field: str) -> str:
        """A field: from the environment, else from clinic.yaml."""
        return self.variable(field) or str(getattr(self.mail, field, "") or "").strip()

    def say(self, field: str, message: str, hint: str) -> None:
        """Keep a problem with a field, at the place that set it."""
        if self.variable(field) or self.folder is None:
            name = self.place or PREFIX + field.upper()
            path = ("mail", field)
            self.problems.append(Problem(name, None, None, message, hint, path=path))
            return
        file = self.folder / "clinic.yaml"
        try:
            document = read_yaml_file(file)
        except BadInput:
            text, path = f"mail: {message}", ("mail", field)
            self.problems.append(Problem(str(file), None, None, text, hint, path=path))
        else:
            self.problems.append(document.problem(("mail", field), message, hint))

    def settings(self) -> ServerSettings:
        """Return all settings.

        Raises: BadInput with every problem.
        """
        found = self.server()
        user, host = found.user, found.host
        password = self._password(f"{user}@{host}") if user and host else ""
        if self.problems:
            raise BadInput(self.problems)
        return replace(found, password=password)

    def server(self) -> ServerSettings:
        """All but the password; what is wrong is among the problems."""
        host, security, sender = self._host(), self._security(), self._sender()
        port, timeout_s, ca_file = self._port(security), self._timeout(), self._ca_file()
        user = self.text("user")
        self._refuse_plain(host, security, user)
        return ServerSettings(
            host=host,
            port=port,
            security=security,
            sender=sender,
            user=user,
            per_minute=self.mail.per_minute,
            per_day=self.mail.per_day,
            max_bytes=round(self.mail.max_mb * _MB),
            timeout_s=timeout_s,
            ca_file=ca_file,
        )

    def _host(self) -> str:
        text = self.text("host")
        try:
            return str(ipaddress.ip_address(text))
        except ValueError:
            pass
        try:
            host = text.removesuffix(".").encode("idna").decode()
        except UnicodeError:
            host = ""
        if _HOST.fullmatch(host):
            return host
        hint = "write it like smtp.clinic.example"
        if re.fullmatch(r"[\w.-]+:\d+", text):
            hint = "the port has its own place: port"
        self.say("host", f"{quote(text)} is no name of a computer", hint)
        return ""

    def _security(self) -> Security:
        text = self.text("security")
        for security in _PORTS:
            if security == text:
                return security
        self.say("security", f"{quote(text)} is no way to connect", "write starttls, tls or plain")
        return "starttls"

    def _sender(self) -> str:
        text = self.text("sender")
        if not text:
            self.say("sender", "a host and no sender", "add sender: desk@clinic.example")
            return ""
        try:
            return mail_address(text, named=True).address
        except ValueError as error:
            self.say("sender", str(error), "write it like desk@clinic.example")
            return ""

    def _port(self, security: Security) -> int:
        text = self.text("port") or str(_PORTS[security])
        if text.isascii() and text.isdigit() and 0 < int(text) <= _HIGHEST_PORT:
            return int(text)
        self.say("port", f"{quote(text)} is no port", "write 587 (starttls) or 465 (tls)")
        return 0

    def _timeout(self) -> float:
        text = self.text("timeout") or str(TIMEOUT_S)
        try:
            seconds = float(text)
        except ValueError:
            seconds = 0
        if 0 < seconds <= _LONGEST_TIMEOUT_S:
            return seconds
        hint = f"write seconds, {_LONGEST_TIMEOUT_S} at most"
        self.say("timeout", f"{quote(text)} is no time to wait", hint)
        return 0

    def _ca_file(self) -> Path | None:
        text = self.variable("ca")
        if not text:
            return None
        if not Path(text).is_file():
            self.say("ca", f"there is no file {quote(text)}", "name a file with certificates (PEM)")
        return Path(text)

    def _refuse_plain(self, host: str, security: Security, user: str) -> None:
        """Nothing travels unencrypted, unless the host is named; a password never does."""
        if security != "plain" or not host or is_loopback(host):
            return
        if self.text("plain_to").casefold() != host.casefold():
            message = f"without encryption anybody on the way to {host} can read the messages"
            hint = f"use security: starttls, or, if it must be, add plain_to: {host}"
            self.say("security", message, hint)
        # Whoever reads a message knows one; whoever reads the password sends as the clinic.
        if user:
            message = f"a password is never sent to {host} without encryption"
            self.say("user", message, "use security: starttls, or leave out the user")

    def _password(self, name: str) -> str:
        """The password for a user@host: environment, file, keyring."""
        password = self.environ.get(f"{PREFIX}PASSWORD", "")
        field = "password"
        if not password and self.text("password_file"):
            field = "password_file"
            password = self._from_file()
        elif not password:
            field = "user"
            password = self._from_keyring(name)
        if not password.isprintable():
            hint = "write it in one line, as it is typed"
            self.say(field, "the password holds a character that cannot be typed", hint)
        return password

    def _from_file(self) -> str:
        field, name = "password_file", self.text("password_file")
        path = Path(name).expanduser()
        if not self.variable(field):
            path = (self.folder or Path()) / path
        try:
            line = read_bytes(path).partition(b"\n")[0].removesuffix(b"\r")
            password = line.decode("utf-8-sig")
        except BadInput as error:
            problem = error.problems[0]
            self.say(field, f"{quote(name)}: {problem.message}", problem.hint)
            return ""
        except UnicodeDecodeError:
            self.say(field, f"{quote(name)}: this is not a text file", 'save it as "UTF-8"')
            return ""
        if not password:
            self.say(field, f"{quote(name)}: the first line is empty", "write the password there")
        # A file that a variable names may be a container's secret, which everybody in it may read.
        elif not self.variable(field) and _others_may_read(path):
            text = f"{quote(name)}: every user of this computer may read the password"
            self.say(field, text, f"run: chmod 600 {name}")
        return password

    def _from_keyring(self, name: str) -> str:
        """The password that the system keyring has under `hep` and this name."""
        # It takes 100 ms to import, and asks every backend that is installed.
        import keyring  # noqa: PLC0415
        from keyring.errors import KeyringError, NoKeyringError  # noqa: PLC0415

        hint = f"run: keyring set {SERVICE} {name}; or give HEP_SMTP_PASSWORD or a password_file"
        try:
            password = keyring.get_password(SERVICE, name)
        except NoKeyringError:
            hint = "give HEP_SMTP_PASSWORD, or a password_file"
            self.say("user", "a user and no password, and this system has no keyring", hint)
        except KeyringError as error:
            text = f"the system's keyring does not answer ({type(error).__name__})"
            self.say("user", text, "unlock it, or give HEP_SMTP_PASSWORD or a password_file")
        else:
            if password:
                return password
            self.say("user", f"a user and no password for {name}", hint)
        return ""


def _others_may_read(path: Path) -> bool:
    # Windows keeps no such bits.
    return os.name == "posix" and bool(path.stat().st_mode & _READABLE_BY_OTHERS)

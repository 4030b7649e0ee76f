"""Which mail server: clinic.yaml, the environment before it, and a password that never shows."""

from pathlib import Path

import keyring
import msgspec
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring
from keyring.errors import KeyringLocked

from generator.delivery.settings import ServerSettings, mail_problems, server_settings
from generator.errors import BadInput
from generator.library.load import load_library
from generator.model.clinic import Clinic
from generator.model.mail import Mail

BASIC = {"host": "smtp.clinic.example", "sender": "Desk <desk@clinic.example>"}


def read(environ: dict[str, str] | None = None, **mail: object) -> ServerSettings:
    clinic = Clinic(mail=msgspec.convert({**BASIC, **mail}, Mail))
    settings = server_settings(clinic, environ or {})
    assert settings is not None
    return settings


def problems(
    environ: dict[str, str] | None = None, folder: Path | None = None, **mail: object
) -> list[str]:
    clinic = Clinic(mail=msgspec.convert({**BASIC, **mail}, Mail))
    with pytest.raises(BadInput) as caught:
        server_settings(clinic, environ or {}, folder)
    return [str(problem) for problem in caught.value.problems]


class Keys(KeyringBackend):
    """A keyring with one password in it."""

    priority = 1
    locked = False

    def get_password(self, service: str, username: str) -> str | None:
        if self.locked:
            raise KeyringLocked("locked")
        return (
            "från nyckelring" if (service, username) == ("hep", "u@smtp.clinic.example") else None
        )

    def set_password(self, service: str, username: str, password: str) -> None: ...

    def delete_password(self, service: str, username: str) -> None: ...


@pytest.fixture
def keys() -> Keys:
    return Keys()  # type: ignore[no-untyped-call]


@pytest.fixture(autouse=True)
def _own_keyring(keys: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring.core, "_keyring_backend", keys)


def test_without_a_host_there_is_no_server() -> None:
    assert server_settings(Clinic(), {}) is None
    assert server_settings(Clinic(mail=Mail(sender="desk@clinic.example")), {}) is None
    assert server_settings(Clinic(), {"HEP_SMTP_HOST": " "}) is None


@pytest.mark.parametrize(("security", "port"), [("starttls", 587), ("tls", 465), ("plain", 25)])
def test_the_usual_port(security: str, port: int) -> None:
    plain_to = "smtp.clinic.example" if security == "plain" else ""
    settings = read(security=security, plain_to=plain_to)
    assert (settings.security, settings.port) == (security, port)
    assert read(security=security, plain_to=plain_to, port=2525).port == 2525


def test_what_stands_in_clinic_yaml() -> None:
    settings = read(per_minute=3, per_day=9, max_mb=1.5)
    assert settings == ServerSettings(
        host="smtp.clinic.example",
        port=587,
        security="starttls",
        sender="desk@clinic.example",
        per_minute=3,
        per_day=9,
        max_bytes=1_500_000,
        timeout_s=60,
    )


def test_the_environment_goes_before_clinic_yaml(tmp_path: Path) -> None:
    authority = tmp_path / "ca.pem"
    authority.touch()
    environ = {
        "HEP_SMTP_HOST": "other.example.",
        "HEP_SMTP_PORT": "1025",
        "HEP_SMTP_SECURITY": "tls",
        "HEP_SMTP_USER": "me",
        "HEP_SMTP_PASSWORD": " two words ",
        "HEP_SMTP_SENDER": "me@other.example",
        "HEP_SMTP_CA": str(authority),
        "HEP_SMTP_TIMEOUT": "2.5",
    }
    settings = read(environ, user="you", port=99, password_file="missing")
    assert settings == ServerSettings(
        host="other.example",
        port=1025,
        security="tls",
        sender="me@other.example",
        user="me",
        password=" two words ",
        ca_file=authority,
        timeout_s=2.5,
    )


@pytest.mark.parametrize(
    ("host", "read_as"),
    [("::1", "::1"), ("127.0.0.1", "127.0.0.1"), ("Bücher.example", "xn--bcher-kva.example")],
)
def test_hosts(host: str, read_as: str) -> None:
    assert read(host=host).host == read_as


@pytest.mark.parametrize(
    "host",
    ["a b", "smtp://a.example", "a@b", "a..b", "-a.example", "a\nb", "x" * 64, "a:1:2", "[::1]"],
)
def test_what_is_no_host(host: str) -> None:
    (said,) = problems(host=host)
    assert "is no name of a computer" in said


SENDER = (
    'HEP_SMTP_SENDER: "a@b" is no email address: the part after the @-sign is not valid. It should '
    "have a period; write it like desk@clinic.example"
)


def test_every_problem_at_once_and_where_it_stands() -> None:
    environ = {
        "HEP_SMTP_HOST": "a.example:587",
        "HEP_SMTP_PORT": "70000",
        "HEP_SMTP_SECURITY": "ssl",
        "HEP_SMTP_SENDER": "a@b",
        "HEP_SMTP_CA": "missing.pem",
        "HEP_SMTP_TIMEOUT": "nan",
    }
    said = "\n".join(problems(environ))
    assert said.splitlines() == [
        'HEP_SMTP_HOST: "a.example:587" is no name of a computer; the port has its own place: port',
        'HEP_SMTP_SECURITY: "ssl" is no way to connect; write starttls, tls or plain',
        SENDER,
        'HEP_SMTP_PORT: "70000" is no port; write 587 (starttls) or 465 (tls)',
        'HEP_SMTP_TIMEOUT: "nan" is no time to wait; write seconds, 240 at most',
        'HEP_SMTP_CA: there is no file "missing.pem"; name a file with certificates (PEM)',
    ]


def test_a_problem_of_clinic_yaml_shows_its_line(tmp_path: Path) -> None:
    file = tmp_path / "clinic.yaml"
    file.write_text("mail:\n  sender: desk@clinic.example\n  host: a b\n")
    clinic = load_library(tmp_path).library.clinic
    with pytest.raises(BadInput) as caught:
        server_settings(clinic, {}, tmp_path)
    assert str(caught.value).startswith(f'{file}:3:9: "a b" is no name of a computer; write it')


def test_a_host_needs_a_sender() -> None:
    (said,) = problems(sender="")
    assert said.endswith("a host and no sender; add sender: desk@clinic.example")


# --- Without encryption ---------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.1.2.3", "::1", "mail.localhost"])
def test_plain_to_this_computer(host: str) -> None:
    settings = read({"HEP_SMTP_PASSWORD": "pw"}, host=host, security="plain", user="u")
    assert settings.password == "pw"


@pytest.mark.parametrize("named", ["", "other.example", "example", "smtp.clinic.example.evil"])
def test_plain_to_another_computer_only_if_it_is_named(named: str) -> None:
    (said,) = problems(security="plain", plain_to=named)
    assert "anybody on the way to smtp.clinic.example can read the messages" in said
    assert "add plain_to: smtp.clinic.example" in said
    (said,) = problems({"HEP_SMTP_SECURITY": "plain"}, plain_to=named)
    assert said.startswith("HEP_SMTP_SECURITY: ")


def test_plain_to_the_host_that_is_named() -> None:
    assert read(security="plain", plain_to="SMTP.clinic.example").security == "plain"
    environ = {"HEP_SMTP_PLAIN_TO": "smtp.clinic.example"}
    assert read(environ, security="plain").security == "plain"


def test_a_password_never_goes_to_another_computer_in_plain() -> None:
    environ = {"HEP_SMTP_PASSWORD": "pw"}
    (said,) = problems(environ, security="plain", plain_to="smtp.clinic.example", user="u")
    assert "a password is never sent to smtp.clinic.example without encryption" in said


# --- The password ---------------------------------------------------------------------------------


def test_a_password_never_shows() -> None:
    settings = read({"HEP_SMTP_PASSWORD": "hunter2"}, user="u")
    assert settings.password == "hunter2"
    for shown in (repr(settings), str(settings), f"{settings}", str(settings.__rich_repr__())):
        assert "hunter2" not in shown
        assert "password='***'" in shown or "('password', '***')" in shown


def test_a_password_in_a_file_of_the_clinic(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_bytes("\ufeffpäss word \r\nnot this\n".encode())
    file.chmod(0o600)
    clinic = Clinic(mail=msgspec.convert({**BASIC, "user": "u", "password_file": "secret"}, Mail))
    settings = server_settings(clinic, {}, tmp_path)
    assert settings is not None
    assert settings.password == "päss word "


def test_a_password_in_a_file_that_a_variable_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("secret").write_text("pw")
    Path("secret").chmod(0o644)  # as containers have them
    environ = {"HEP_SMTP_PASSWORD_FILE": "secret"}
    assert read(environ, user="u", password_file="other").password == "pw"


@pytest.mark.parametrize(
    ("content", "mode", "said"),
    [
        (None, 0, "there is no such file; check the name of the file"),
        (b"", 0o600, "the first line is empty; write the password there"),
        (b"\npw\n", 0o600, "the first line is empty"),
        (b"\xff\xfe", 0o600, "this is not a text file"),
        (b"pw", 0o604, "every user of this computer may read the password; run: chmod 600 secret"),
    ],
)
def test_a_password_file_that_cannot_be_used(
    content: bytes | None, mode: int, said: str, tmp_path: Path
) -> None:
    if content is not None:
        (tmp_path / "secret").write_bytes(content)
        (tmp_path / "secret").chmod(mode)
    (told,) = problems({}, tmp_path, user="u", password_file="secret")
    assert f'"secret": {said}' in told


def test_a_password_that_nobody_can_type() -> None:
    (said,) = problems({"HEP_SMTP_PASSWORD": "a\x00b"}, user="u")
    assert "holds a character that cannot be typed" in said
    assert "HEP_SMTP_PASSWORD" in said


def test_the_password_of_the_keyring() -> None:
    assert read(user="u").password == "från nyckelring"
    assert read().password == ""
    (said,) = problems(user="other")
    assert "a user and no password for other@smtp.clinic.example" in said
    assert "run: keyring set hep other@smtp.clinic.example; or give HEP_SMTP_PASSWORD" in said


def test_a_keyring_that_does_not_answer(keys: Keys) -> None:
    keys.locked = True
    (said,) = problems(user="u")
    assert "the system's keyring does not answer (KeyringLocked); unlock it" in said


def test_a_system_without_a_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring.core, "_keyring_backend", NoKeyring())  # type: ignore[no-untyped-call]
    (said,) = problems(user="u")
    assert "this system has no keyring; give HEP_SMTP_PASSWORD, or a password_file" in said


def test_a_fault_of_the_file_names_the_file() -> None:
    (problem,) = mail_problems(Clinic(mail=Mail(host="smtp.clinic.example")), "clinic.yaml")
    assert (problem.file, problem.path) == ("clinic.yaml", ("mail", "sender"))

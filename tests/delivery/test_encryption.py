"""No message and no password leaves without encryption to the right server."""

import datetime
from pathlib import Path
from socket import socket

import pytest

from generator.delivery.server import MailServer
from generator.delivery.settings import ServerSettings
from generator.delivery.trouble import Misconfigured, ServerDown, Trouble
from generator.model.mail import Security
from tests.delivery.mishaps import ByTable, say
from tests.delivery.servers import HOST, FakeServer, raw_server
from tests.delivery.tls import Authority

DESK = "desk@clinic.example"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("tls"))


def settings(
    port: int, ca_file: Path | None, security: Security = "starttls", **more: object
) -> ServerSettings:
    fields = {"user": "desk", "password": "pässwörd", "timeout_s": 20, "host": HOST, **more}
    return ServerSettings(
        port=port,
        security=security,
        sender=DESK,
        ca_file=ca_file,
        **fields,  # type: ignore[arg-type]
    )


def trouble_with(
    port: int, ca_file: Path | None, security: Security = "starttls", **more: object
) -> Trouble:
    ours = settings(port, ca_file, security, **more)
    with MailServer(ours) as server, pytest.raises(Trouble) as caught:
        server.connect()
    return caught.value


LONG_AGO = datetime.datetime(2021, 1, 1, tzinfo=datetime.UTC)


@pytest.mark.parametrize("security", ["starttls", "tls"])
@pytest.mark.parametrize(
    ("names", "until", "trusted", "said"),
    [
        (["other.example"], None, True, "certificate belongs to another name (tls certificate)"),
        ([], LONG_AGO, True, "certificate has expired (tls certificate)"),
        ([], None, False, "certificate is not from an authority that this computer trusts"),
    ],
)
def test_a_certificate_that_proves_nothing(
    names: list[str],
    until: datetime.datetime | None,
    trusted: bool,
    said: str,
    security: Security,
    authority: Authority,
) -> None:
    context = authority.context(*names, until=until)
    ca_file = authority.file if trusted else None
    with FakeServer(context=context, implicit=security == "tls", users={"a": "b"}) as fake:
        trouble = trouble_with(fake.port, ca_file, security)
        named = trouble_with(fake.port, ca_file, security, host="localhost")
    assert isinstance(trouble, Misconfigured)
    assert f"the mail server's {said}" in str(trouble)
    assert said in str(named)
    assert "CERTIFICATE_VERIFY_FAILED" in trouble.detail
    assert not [line for line in fake.heard if "auth" in line.lower()]


def test_a_certificate_is_for_one_name_only(authority: Authority) -> None:
    with FakeServer(context=authority.context("localhost")) as fake:
        by_name = trouble_with(fake.port, authority.file, host="localhost")
        by_number = trouble_with(fake.port, authority.file, host="127.0.0.1")
    assert by_name.log_line == "login not-offered"
    assert by_number.log_line == "tls certificate"
    assert "write the host's name, not its number" in str(by_number)


def test_a_certificate_from_the_future(authority: Authority) -> None:
    soon = datetime.datetime(2120, 1, 1, tzinfo=datetime.UTC)
    with FakeServer(context=authority.context(since=soon)) as fake:
        trouble = trouble_with(fake.port, authority.file)
    assert "is not valid yet (tls certificate); check this computer's date" in str(trouble)


@pytest.mark.parametrize(
    ("text", "kind", "log_line"),
    [
        (None, Misconfigured, "tls not-offered"),
        ("454 4.7.0 not now", ServerDown, "tls 454 4.7.0"),
        ("501 5.5.4 no", Misconfigured, "tls 501 5.5.4"),
        ("250 2.0.0 never mind", ServerDown, "tls garbage"),
    ],
)
def test_encryption_that_is_stripped_or_refused(
    text: str | None, kind: type[Trouble], log_line: str, authority: Authority
) -> None:
    context = authority.context() if text else None
    faults = ByTable({"starttls": say(text)} if text else {})
    with FakeServer(faults, context, users={"desk": "pässwörd"}) as fake:
        trouble = trouble_with(fake.port, authority.file)
    assert type(trouble) is kind
    assert trouble.log_line == log_line
    assert not [line for line in fake.heard if line.lower().startswith(("auth", "mail"))]


def test_what_was_slipped_in_before_the_encryption_is_forgotten(authority: Authority) -> None:
    slipped = say("220 go on\r\n250-evil\r\n250 AUTH PLAIN")
    context = authority.context()

    def talk(sock: socket) -> None:
        sock.sendall(b"220 hello\r\n")
        sock.recv(1000)
        sock.sendall(b"250-fake\r\n250 STARTTLS\r\n")
        sock.recv(1000)
        sock.sendall(slipped.text + b"\r\n")
        with context.wrap_socket(sock, server_side=True) as inner:
            inner.recv(1000)
            inner.sendall(b"250 fake\r\n")
            inner.recv(1000)

    with raw_server(talk) as port:
        trouble = trouble_with(port, authority.file)
    assert trouble.log_line == "login not-offered"


def test_the_two_ways_to_encrypt_mixed_up(authority: Authority) -> None:
    with FakeServer(context=authority.context()) as fake:
        trouble = trouble_with(fake.port, authority.file, "tls")
        assert isinstance(trouble, Misconfigured)
        assert f"(tls no-tls); port {fake.port} may want security: starttls" in str(trouble)
    with FakeServer(context=authority.context(), implicit=True) as fake:
        trouble = trouble_with(fake.port, authority.file, timeout_s=0.3)
    assert isinstance(trouble, ServerDown)
    assert trouble.log_line == "greeting timeout"


def test_authorities_that_cannot_be_used(tmp_path: Path) -> None:
    file = tmp_path / "empty.pem"
    file.write_text("nothing\n")
    for ca_file in (file, tmp_path / "missing.pem"):
        trouble = trouble_with(1, ca_file)
        assert isinstance(trouble, Misconfigured)
        assert trouble.log_line == "tls authorities"
        assert "HEP_SMTP_CA" in str(trouble)


def test_nobody_listens() -> None:
    with raw_server(lambda _: None) as port:
        pass
    trouble = trouble_with(port, None)
    assert isinstance(trouble, ServerDown)
    assert f"takes no connection (connect refused-connection); check host and port ({port})" in str(
        trouble
    )


def test_a_name_that_cannot_be_one() -> None:
    trouble = trouble_with(25, None, host="x" * 64 + ".example")
    assert trouble.log_line == "connect no-such-host"


# --- Logging in -----------------------------------------------------------------------------------


@pytest.mark.parametrize("ways", ["PLAIN LOGIN", "LOGIN", "CRAM-MD5 XOAUTH2 plain"])
def test_a_password_with_any_letters(ways: str, authority: Authority) -> None:
    users = {"desk": "pässwörd"}
    with (
        FakeServer(context=authority.context(), users=users, ways=ways) as fake,
        MailServer(settings(fake.port, authority.file)) as server,
    ):
        server.connect()


def test_a_wrong_password_is_tried_once(authority: Authority) -> None:
    with FakeServer(context=authority.context(), users={"desk": "other"}) as fake:
        trouble = trouble_with(fake.port, authority.file)
    assert trouble.log_line == "login 535 5.7.8"
    assert "app password" in str(trouble)
    assert len([line for line in fake.heard if line.startswith("AUTH")]) == 1


def test_a_way_that_is_offered_and_not_known(authority: Authority) -> None:
    faults = ByTable({"auth": [say("5.5.4 unknown", 504)]})
    users = {"desk": "pässwörd"}
    with (
        FakeServer(faults, authority.context(), users=users) as fake,
        MailServer(settings(fake.port, authority.file)) as server,
    ):
        server.connect()
    assert [line.split()[1] for line in fake.heard if line.startswith("AUTH")] == ["PLAIN", "LOGIN"]


@pytest.mark.parametrize(
    ("users", "ways", "said"),
    [
        ({}, "", "offers no login here (login not-offered); check port"),
        ({"desk": "x"}, "XOAUTH2 CRAM-MD5", "takes no password (login not-offered)"),
    ],
)
def test_no_way_to_log_in(
    users: dict[str, str], ways: str, said: str, authority: Authority
) -> None:
    with FakeServer(context=authority.context(), users=users, ways=ways) as fake:
        trouble = trouble_with(fake.port, authority.file)
    assert isinstance(trouble, Misconfigured)
    assert said in str(trouble)


def test_a_server_that_repeats_the_password(authority: Authority) -> None:
    secret = "AGRlc2sAcMOkc3N3w7ZyZA=="
    faults = ByTable({"auth": say(f"500 unknown command AUTH PLAIN {secret} pässwörd")})
    with FakeServer(faults, authority.context(), users={"desk": "x"}) as fake:
        trouble = trouble_with(fake.port, authority.file)
    assert secret in "".join(fake.heard)
    assert trouble.detail == "500 unknown command AUTH PLAIN *** ***"

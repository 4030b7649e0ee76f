"""Whose fault an answer is, and what it says to do."""

import socket
import ssl

import pytest

from generator.delivery.failures import broken
from generator.delivery.replies import Reply, judged
from generator.delivery.settings import ServerSettings
from generator.delivery.trouble import (
    Deferred,
    Misconfigured,
    Refused,
    ServerDown,
    Stage,
    Trouble,
    shown,
)
from generator.errors import ExitCode, HepError

SETTINGS = ServerSettings(host="mail.example", port=465, security="starttls", sender="a@b.example")


@pytest.mark.parametrize(
    ("stage", "answer", "kind", "said"),
    [
        ("greeting", "554 no", Misconfigured, "your provider may not take this network"),
        ("greeting", "421 4.7.0 later", ServerDown, "not ready at the moment"),
        ("login", "535 5.7.8 BadCredentials", Misconfigured, "app password"),
        ("login", "534 5.7.9 Application-specific password", Misconfigured, "app password"),
        ("login", "535 5.7.139 disabled", Misconfigured, '"Authenticated SMTP"'),
        ("login", "535 SmtpClientAuthentication is disabled", Misconfigured, "Microsoft 365"),
        ("login", "550 5.7.30 Basic authentication", Misconfigured, "takes no passwords here"),
        ("login", "530 5.7.0 Must issue STARTTLS", Misconfigured, "security: starttls or tls"),
        ("login", "454 4.7.0 Too many login attempts", ServerDown, "too many logins"),
        ("sender", "530 5.7.57 not authenticated", Misconfigured, "set user, and a password"),
        ("sender", "553 5.7.1 not owned by user", Misconfigured, "the user of the login"),
        ("sender", "552 5.3.4 size", Refused, "less attached"),
        ("sender", "452 4.3.1 storage", Deferred, "no mail at the moment"),
        ("sender", "550 5.4.5 daily limit", ServerDown, "wait a day"),
        ("recipient", "550 5.1.1 unknown", Refused, "no such mailbox"),
        ("recipient", "550 5.1.2 domain", Refused, "after the @"),
        ("recipient", "552 5.2.2 over quota", Refused, "mailbox is full"),
        ("recipient", "550 5.2.1 disabled", Refused, "mailbox is closed"),
        ("recipient", "550 5.1.8 bad sender", Misconfigured, "the user of the login"),
        ("recipient", "553 no", Refused, "check the address"),
        ("recipient", "450 4.2.1 later", Deferred, "at the moment"),
        ("data", "554 5.2.252 SendAsDenied", Misconfigured, "the user of the login"),
        ("data", "550 5.7.60 SendAsDenied", Misconfigured, "may send from"),
        ("data", "550 5.4.5 daily limit", ServerDown, "per_day"),
        ("data", "554 5.7.1 spam", Refused, "a PDF with a password"),
        ("data", "552 5.3.4 size", Refused, "less attached"),
        ("data", "451 4.7.1 greylisted", Deferred, "at the moment"),
    ],
)
def test_what_providers_answer(stage: Stage, answer: str, kind: type[Trouble], said: str) -> None:
    code, _, text = answer.partition(" ")
    trouble = judged(stage, Reply(int(code), text), logged_in=True)
    assert type(trouble) is kind
    assert said in str(trouble)
    assert trouble.detail == answer
    assert trouble.exit_code == ExitCode.DELIVERY
    assert isinstance(trouble, HepError)


def test_a_refused_relay_is_about_us_only_before_a_login() -> None:
    reply = Reply(554, "5.7.1 <ana@example.org>: Relay access denied")
    before = judged("recipient", reply, logged_in=False)
    after = judged("recipient", reply, logged_in=True)
    assert isinstance(before, Misconfigured)
    assert isinstance(after, Refused)
    assert "set user, and a password" in before.hint
    assert str(before).startswith("the mail server does not let us send (recipient 554 5.7.1)")


@pytest.mark.parametrize(
    ("code", "text", "enhanced"),
    [
        (550, "5.1.1 <ana@example.org> no", "5.1.1"),
        (550, "5.1.1", "5.1.1"),
        (450, "5.1.1 of another class", ""),
        (550, "5.1.1ana", ""),
        (550, "5.1.1234 no", ""),
        (550, "no 5.1.1", ""),
        (-1, "5.1.1 no", ""),
    ],
)
def test_the_enhanced_code_is_numbers_only(code: int, text: str, enhanced: str) -> None:
    assert Reply(code, text).enhanced == enhanced


@pytest.mark.parametrize("code", [-1, 0, 25, 199, 250, 354, 600, 2500])
def test_an_answer_that_is_neither_yes_nor_no(code: int) -> None:
    trouble = judged("data", Reply(code, "?"), logged_in=True, final=True)
    assert isinstance(trouble, Deferred)
    assert trouble.maybe_accepted
    assert trouble.code is None


def test_text_of_a_server_in_one_safe_line() -> None:
    assert shown(b"a\r\nb\nc\x1b[31m\xff \xc3\xb1") == "a / b / c\\x1b[31m\\xff ñ"
    assert shown("pw is pw!", ("pw",)) == "*** is ***!"
    assert shown("a", ("",)) == "a"
    assert len(shown("x" * 5000)) == 1000


@pytest.mark.parametrize(
    ("stage", "error", "kind", "log_line"),
    [
        ("connect", socket.gaierror(-2, "unknown"), ServerDown, "connect no-such-host"),
        ("connect", ConnectionRefusedError(), ServerDown, "connect refused-connection"),
        ("connect", TimeoutError(), ServerDown, "connect timeout"),
        ("connect", OSError(113, "No route"), ServerDown, "connect unreachable"),
        ("tls", ssl.SSLEOFError(), ServerDown, "tls dropped"),
        ("tls", ConnectionResetError(), ServerDown, "tls dropped"),
        ("tls", TimeoutError(), ServerDown, "tls timeout"),
        ("tls", ssl.SSLError(), Misconfigured, "tls no-tls"),
    ],
)
def test_connections_that_fail(
    stage: Stage, error: Exception, kind: type[Trouble], log_line: str
) -> None:
    trouble = broken(stage, error, SETTINGS)
    assert type(trouble) is kind
    assert trouble.log_line == log_line
    assert trouble.detail.startswith(type(error).__name__)


def test_a_silent_greeting_on_the_port_of_tls() -> None:
    trouble = broken("greeting", TimeoutError(), SETTINGS)
    assert "port 465 wants security: tls" in str(trouble)

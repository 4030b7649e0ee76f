"""What a command line may hold, however wrong, is refused in words that name it."""

import datetime
from pathlib import Path

import click
import pytest

from generator.cli import screening
from generator.errors import ExitCode
from generator.job import Job
from generator.made import Settings
from tests.cli.conftest import Hep, Ran
from tests.cli.mailing import CASE, DAY, clinic
from tests.delivery.servers import FakeServer

HUGE = str(2**63)
NO_TEXT = "caf\udce9"  # bytes of a command line that are no UTF-8


@pytest.fixture
def send(hep: Hep, tmp_path: Path, server: FakeServer) -> Hep:
    (tmp_path / "case.yaml").write_text(CASE)
    folder = clinic(tmp_path / "clinic", server)

    def run(*args: str) -> Ran:
        return hep("send", "case.yaml", *DAY, "--clinic", folder, *args)

    return run


@pytest.mark.parametrize(
    "command",
    [
        ("outbox", "show", HUGE),
        ("outbox", "retry", HUGE),
        ("outbox", "cancel", HUGE),
        ("outbox", "release", HUGE),
        ("outbox", "list", "--most", HUGE),
        ("history", "show", HUGE),
        ("history", "reprint", HUGE),
        ("history", "list", "--most", HUGE),
        ("history", "list", NO_TEXT),
        ("history", "export", "--patient", NO_TEXT),
        ("history", "forget", "--yes", "--patient", NO_TEXT),
        ("history", "purge", "--yes", "--older-than", "99999y"),
        ("send", "case.yaml", "--plan", "9" * 5000),
    ],
)
def test_what_cannot_be_is_refused_before_the_record_is_opened(
    hep: Hep, tmp_path: Path, command: tuple[str, ...]
) -> None:
    ran = hep(*command)
    assert ran.code == ExitCode.USAGE
    assert "Invalid value for " in ran.err
    assert not (tmp_path / "record").exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("9999-12-31 23:59", "is too far away; name a moment to come"),
        ("3000-01-01", "is too far away"),
        ("0001-01-01T00:00", "is over; name a moment to come"),
        ("08:00+05:00", '"08:00+05:00" has a time zone; name the day too'),
        ("x" * 10_000, "is no moment"),
    ],
)
def test_a_moment_that_nobody_can_mean(send: Hep, text: str, said: str) -> None:
    ran = send("--at", text)
    assert ran.code == ExitCode.BAD_INPUT
    assert "--at: " in ran.err
    assert said in ran.err
    assert len(ran.err) < 1000


@pytest.mark.parametrize("other", [("--at", "08:00"), ("--dry-run",)])
def test_now_is_not_later_and_not_never(send: Hep, server: FakeServer, other: tuple[str]) -> None:
    ran = send("--now", *other)
    assert ran.code == ExitCode.USAGE
    assert "--now does not go with --at or --dry-run" in ran.err
    assert server.accepted == []


def test_no_address_is_not_the_patients(send: Hep) -> None:
    """As when a script's variable is empty."""
    ran = send("--to", "")
    assert ran.code == ExitCode.BAD_INPUT
    assert '--to: "" is no email address' in ran.err


@pytest.mark.parametrize("option", [("-o", "mine.eml"), ("--force",)])
def test_a_draft_is_not_promised_where_a_server_is(send: Hep, option: tuple[str, ...]) -> None:
    ran = send(*option)
    assert ran.code == ExitCode.USAGE
    assert "-o and --force are for a draft, but a mail server is configured" in ran.err


@pytest.mark.parametrize("field", ["sender", "reply_to"])
def test_an_address_of_the_clinic_that_is_none(hep: Hep, tmp_path: Path, field: str) -> None:
    (tmp_path / "case.yaml").write_text(CASE)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "clinic.yaml").write_text(f"mail: {{{field}: the desk}}\n")
    ran = hep("send", "case.yaml", *DAY, "--clinic", "mine")
    assert ran.code == ExitCode.BAD_INPUT
    assert f'clinic.yaml: mail.{field}: "the desk" is no email address' in ran.err


def test_a_domain_is_ascii_whatever_stands_before_it(hep: Hep, tmp_path: Path) -> None:
    """The Message-ID is made of it."""
    (tmp_path / "case.yaml").write_text(CASE.replace("ana@", "anä@büro."), encoding="utf-8")
    (tmp_path / "mine").mkdir()
    own = "mail: {sender: josé@exámple.org}\n"
    (tmp_path / "mine" / "clinic.yaml").write_text(own, encoding="utf-8")
    ran = hep("send", "case.yaml", *DAY, "--clinic", "mine", "--dry-run")
    assert ran.code == 0, ran.err
    assert "From: <josé@xn--exmple-qta.org>" in ran.out
    assert "To: anä@xn--bro-hoa.example.org" in ran.out


@pytest.mark.parametrize("line", ["per_day: 1e30", f"per_minute: {2**70}", "max_mb: 1e308"])
def test_limits_that_no_server_has(hep: Hep, tmp_path: Path, line: str) -> None:
    (tmp_path / "case.yaml").write_text(CASE)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "clinic.yaml").write_text(f"mail: {{{line}}}\n")
    ran = hep("send", "case.yaml", *DAY, "--clinic", "mine")
    assert ran.code == ExitCode.BAD_INPUT
    assert "clinic.yaml:1:" in ran.err


@pytest.mark.parametrize("name", [NO_TEXT, "two\nlines", "\x1b[2Jana"])
def test_the_name_of_a_case_file_is_shown_as_it_can_be_seen(
    hep: Hep, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEP_USER", name)
    (tmp_path / f"{name}.yaml").write_text(CASE)
    ran = hep("send", f"{name}.yaml", *DAY)
    assert ran.code == 0, ran.err
    shown = hep("history", "show", "1").out
    assert "  from " in shown
    assert shown.replace("\n", "").isprintable()
    assert shown.count("\n") == 8


def test_a_plan_can_be_exported_and_shown(send: Hep, hep: Hep) -> None:
    """What is held has no bytes yet."""
    assert send("--plan", "6w").code == 0
    assert hep("history", "export", "--patient", "CHART-77").code == 0
    ran = hep("outbox", "show", "4", "--eml", "held.eml")
    assert ran.code == ExitCode.BAD_INPUT
    assert "message 4: it was held and never released" in ran.err
    assert not Path("held.eml").exists()


@pytest.mark.parametrize(
    "answer", ["0", "999", "1 0", "2-4", "2 to 4", "all but 3", "not 5", "9" * 5000]
)
def test_an_answer_that_could_be_misread_is_asked_again(
    answer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of "2-4" the flag 3 would be lost."""
    job = Job(Settings(run="r", clinic=None, today=datetime.date(2026, 11, 21)))
    answers = iter([answer, "1, 2 3"])
    monkeypatch.setattr(click, "prompt", lambda *_, **__: next(answers))
    found = list(screening._present(job, "stop"))
    stops = [flag.id for flag in job.workshop.library.flags.values() if flag.action == "stop"]
    assert found == stops[:3]

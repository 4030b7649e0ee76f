"""`hep send --plan`: what follows a program, and what never goes out by itself."""

import datetime
import os
import pty
import sqlite3
import sys
from pathlib import Path
from subprocess import Popen

import pytest

from generator.delivery.coaching import later_phases
from generator.errors import ExitCode
from generator.model.course import PhaseInfo
from generator.records import moments
from tests.cli.conftest import Hep, Ran
from tests.cli.mailing import CASE, clinic
from tests.delivery.servers import FakeServer

TODAY = datetime.datetime.now().astimezone().date()
EARLIER = TODAY - datetime.timedelta(days=14)
FIRST = CASE.replace("2026-11-20", EARLIER.isoformat())
SECOND = CASE.replace("2026-11-20", TODAY.isoformat()).replace(
    "irritability: moderate", "irritability: low\nphase: 2"
)
DRAFT = "--draft-ok"
HEP = str(Path(sys.executable).with_name("hep"))


def _phase(number: int, start: int, end: int) -> PhaseInfo:
    return PhaseInfo(phase=number, name="", weeks=(start, end), aim="", content="")  # type: ignore[arg-type]


PHASES = (_phase(1, 0, 2), _phase(2, 3, 6), _phase(3, 7, 12))


@pytest.mark.parametrize(
    ("first", "weeks", "expected"),
    [
        (1, 2, []),
        (1, 3, [(2, 2)]),
        (1, 6, [(2, 2)]),
        (1, 12, [(2, 2), (3, 6)]),
        (2, 6, [(3, 4)]),
        (2, 4, []),
        (3, 12, []),
    ],
)
def test_when_the_phases_begin(first: int, weeks: int, expected: list[tuple[int, int]]) -> None:
    found = [(info.phase, week) for info, week in later_phases(PHASES, first, weeks)]
    assert found == expected


@pytest.fixture
def coach(hep: Hep, tmp_path: Path, server: FakeServer) -> Hep:
    """Run a command for a clinic with a mail server, after a plan of six weeks was sent."""
    (tmp_path / "case.yaml").write_text(FIRST)
    folder = clinic(tmp_path / "clinic", server)
    ran = hep(
        "send", "case.yaml", DRAFT, "--date", str(EARLIER), "--plan", "6w", "--clinic", folder
    )
    assert ran.code == 0, ran.err

    def run(*args: str) -> Ran:
        return hep(*args, "--clinic", folder)

    return run


def _weeks_pass(weeks: int) -> None:
    """Make all that waits so many weeks older."""
    with sqlite3.connect(Path("record/record.db")) as db:
        for number, due in db.execute("SELECT id, next_at FROM message").fetchall():
            earlier = moments.written(moments.read(due) - datetime.timedelta(weeks=weeks))
            db.execute(
                "UPDATE message SET next_at = ?, due_at = ? WHERE id = ?",
                (earlier, earlier, number),
            )


def _subjects(server: FakeServer) -> list[str]:
    return [
        line
        for one in server.accepted
        for line in one.data.decode().splitlines()
        if line.startswith("Subject")
    ]


def test_all_that_follows_is_listed(hep: Hep, coach: Hep) -> None:
    lines = hep("outbox").out.splitlines()
    assert [line.split("  ")[1] for line in lines] == [
        "program of phase 2",
        "check-in",
        "check-in",
        "program",
    ]
    assert "held; release it from" in lines[0]
    weeks = [(TODAY + datetime.timedelta(weeks=week)).isoformat() for week in (2, 2, 1)]
    assert all(day[:7] in line for day, line in zip(weeks, lines, strict=False))
    assert coach is not None


def test_check_ins_follow_their_program_only(coach: Hep, server: FakeServer) -> None:
    _weeks_pass(3)
    assert coach("outbox", "run").out == "3 sent\n"
    assert _subjects(server) == [
        "Subject: Your plan is attached",
        "Subject: How is it going?",
        "Subject: How is it going?",
    ]


def test_no_check_in_about_a_program_that_never_went(hep: Hep, coach: Hep) -> None:
    with sqlite3.connect(Path("record/record.db")) as db:
        db.execute("UPDATE message SET state = 'failed', settled_at = '2026' WHERE id = 1")
    _weeks_pass(3)
    assert coach("outbox", "run").out == "0 sent\n"
    assert hep("outbox", "retry", "1").code == 0
    assert coach("outbox", "run").out == "3 sent\n"


def test_the_next_phase_never_goes_out_on_a_date_alone(hep: Hep, coach: Hep) -> None:
    coach("outbox", "run")
    _weeks_pass(500)
    coach("outbox", "run")
    assert coach("outbox", "run").out == "0 sent\n"
    assert "held" in hep("outbox").out
    assert "it waits until you release it" in hep("outbox", "retry", "4").err


def test_a_cancelled_program_takes_its_plan_along(hep: Hep, coach: Hep) -> None:
    assert hep("outbox", "cancel", "1").out == (
        "cancelled: message 1, message 2, message 3, message 4\n"
    )
    _weeks_pass(500)
    assert coach("outbox", "run").out == "0 sent\n"


def test_only_the_rest_of_a_plan_can_be_cancelled(hep: Hep, coach: Hep) -> None:
    assert hep("outbox", "cancel", "4").out == "cancelled: message 4\n"
    assert coach("outbox", "run").out == "1 sent\n"
    assert hep("outbox", "retry", "4").code == ExitCode.BAD_INPUT


def test_a_new_evaluation_releases_the_next_phase(
    hep: Hep, coach: Hep, tmp_path: Path, server: FakeServer
) -> None:
    coach("outbox", "run")
    (tmp_path / "second.yaml").write_text(SECOND)
    ran = coach("outbox", "release", "4", "second.yaml", DRAFT, "--now")
    assert ran.code == 0, ran.err
    assert len(server.accepted) == 2
    assert "phase 2" in hep("history").out.splitlines()[0]
    assert "released" in hep("history", "show", "1").out
    again = coach("outbox", "release", "4", "second.yaml", DRAFT)
    assert again.code == ExitCode.BAD_INPUT
    assert "it is released, not held" in again.err


@pytest.mark.parametrize(
    ("change", "code", "said"),
    [
        (("CHART-77", "CHART-78"), ExitCode.BAD_INPUT, "not the case of the patient of message 4"),
        (("phase: 2", "phase: 1"), ExitCode.BAD_INPUT, "write phase: 2"),
        (("screened: true", "screened: false"), ExitCode.REFER, "NOT SCREENED"),
        (("priority:", "flags: {rf_thunderclap: true}\npriority:"), ExitCode.STOP, "STOP"),
        ((str(TODAY.year), str(TODAY.year - 1)), ExitCode.BAD_INPUT, "more than 30 days old"),
        ((str(TODAY), str(EARLIER)), ExitCode.BAD_INPUT, "not newer than the program of"),
        (("evaluated:", "# "), ExitCode.BAD_INPUT, "not newer than the program of"),
    ],
)
def test_what_is_not_released(  # noqa: PLR0913, PLR0917  (a row of the table)
    hep: Hep,
    coach: Hep,
    tmp_path: Path,
    server: FakeServer,
    change: tuple[str, str],
    code: ExitCode,
    said: str,
) -> None:
    coach("outbox", "run")
    text = SECOND.replace(*change)
    assert text != SECOND
    (tmp_path / "second.yaml").write_text(text)
    ran = coach("outbox", "release", "4", "second.yaml", DRAFT, "--now")
    assert ran.code == code
    assert said in ran.err
    assert len(server.accepted) == 1
    assert ("held" in hep("outbox").out) == (code != ExitCode.STOP)


def test_without_a_terminal_a_case_is_needed(coach: Hep) -> None:
    ran = coach("outbox", "release", "4", DRAFT)
    assert ran.code == ExitCode.USAGE
    assert "name the CASE of a new evaluation" in ran.err


def _typed(folder: Path, *answers: str) -> tuple[int, str]:
    """Release message 4 on a terminal and type the answers; give the exit code and the screen."""
    command = ("outbox", "release", "4", DRAFT, "--now", "--clinic", str(folder / "clinic"))
    terminal, inner = pty.openpty()
    running = Popen([HEP, *command], stdin=inner, stdout=inner, stderr=inner)
    os.close(inner)
    os.write(terminal, "".join(f"{answer}\n" for answer in answers).encode())
    screen = b""
    try:
        while part := os.read(terminal, 65536):
            screen += part
    except OSError:  # Linux says so when the other end is closed
        pass
    os.close(terminal)
    return running.wait(), screen.decode()


def test_the_flags_are_asked_again_and_the_next_phase_goes(
    hep: Hep, coach: Hep, tmp_path: Path, server: FakeServer
) -> None:
    coach("outbox", "run")
    code, screen = _typed(tmp_path, "none", "none", "none", "low")
    assert code == 0, screen
    assert "Did a severe headache reach its worst within about 1 minute?" in screen
    assert len(server.accepted) == 2
    assert "phase 2" in hep("history").out.splitlines()[0]


def test_a_flag_that_is_new_stops_the_next_phase(
    hep: Hep, coach: Hep, tmp_path: Path, server: FakeServer
) -> None:
    coach("outbox", "run")
    code, screen = _typed(tmp_path, "", "what?", "1", "none", "none", "low")
    assert code == ExitCode.STOP, screen
    assert "STOP: no program" in screen
    assert len(server.accepted) == 1
    assert hep("outbox").out == ""


def test_a_locked_plan_stays_locked(hep: Hep, tmp_path: Path, server: FakeServer) -> None:
    (tmp_path / "case.yaml").write_text(FIRST)
    (tmp_path / "second.yaml").write_text(SECOND)
    (tmp_path / "secret.txt").write_text("four plain words together")
    ours = ("--clinic", clinic(tmp_path / "clinic", server))
    lock = ("--password-file", "secret.txt")
    plan = ("--date", str(EARLIER), "--plan", "6w")
    assert hep("send", "case.yaml", DRAFT, *plan, *lock, *ours).code == 0
    ran = hep("outbox", "release", "4", "second.yaml", DRAFT, *ours)
    assert ran.code == ExitCode.BAD_INPUT
    assert "the plan began with a locked PDF; give --password" in ran.err
    assert hep("outbox", "release", "4", "second.yaml", DRAFT, *lock, *ours).code == 0


def test_a_new_address_is_no_accident(coach: Hep, tmp_path: Path, server: FakeServer) -> None:
    (tmp_path / "second.yaml").write_text(SECOND.replace("ana@", "ana.ruiz@"))
    ran = coach("outbox", "release", "4", "second.yaml", DRAFT)
    assert ran.code == ExitCode.BAD_INPUT
    assert "the plan goes to ana@example.org, the case says ana.ruiz@example.org" in ran.err
    to = ("--to", "ana.ruiz@example.org")
    assert coach("outbox", "release", "4", "second.yaml", DRAFT, *to, "--now").code == 0
    assert {one.recipient for one in server.accepted} == {"ana@example.org", to[1]}


def test_phases_are_released_in_order_and_each_by_its_own_evaluation(
    hep: Hep, tmp_path: Path, server: FakeServer
) -> None:
    (tmp_path / "case.yaml").write_text(FIRST)
    (tmp_path / "second.yaml").write_text(SECOND)
    (tmp_path / "third.yaml").write_text(SECOND.replace("phase: 2", "phase: 3"))
    ours = ("--clinic", clinic(tmp_path / "clinic", server))
    plan = ("--date", str(EARLIER), "--plan", "12w")
    assert hep("send", "case.yaml", DRAFT, *plan, *ours).code == 0
    ran = hep("outbox", "release", "5", "third.yaml", DRAFT, *ours)
    assert "an earlier phase is still held (message 4)" in ran.err
    assert hep("outbox", "release", "4", "second.yaml", DRAFT, *ours).code == 0
    ran = hep("outbox", "release", "5", "third.yaml", DRAFT, *ours)
    assert ran.code == ExitCode.BAD_INPUT
    assert f"the evaluation is not newer than the program of {TODAY}" in ran.err


def test_a_stop_flag_at_the_release_cancels_the_plan(hep: Hep, coach: Hep, tmp_path: Path) -> None:
    (tmp_path / "second.yaml").write_text(SECOND + "flags: {rf_thunderclap: true}\n")
    ran = coach("outbox", "release", "4", "second.yaml", DRAFT)
    assert ran.code == ExitCode.STOP
    assert "cancelled, since a stop flag is present: message 1, message 2" in ran.err
    assert hep("outbox").out == ""


def test_a_phase_goes_to_no_other_patient(coach: Hep, tmp_path: Path) -> None:
    (tmp_path / "second.yaml").write_text(SECOND)
    other = FIRST.replace("CHART-77", "B").replace("ana@", "ben@")
    (tmp_path / "other.yaml").write_text(other)
    assert coach("send", "other.yaml", DRAFT, "--stale-ok").code == 0
    to = ("second.yaml", DRAFT, "--to", "ben@example.org")
    ran = coach("outbox", "release", "4", *to)
    assert ran.code == ExitCode.BAD_INPUT
    assert "the address is that of another patient" in ran.err
    assert coach("outbox", "release", "4", *to, "--address-ok").code == 0

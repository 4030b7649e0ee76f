"""`hep send` and `hep outbox`: what a provider types, sees, and what arrives."""

import email
import sqlite3
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pikepdf
import pytest

from generator.errors import ExitCode
from tests.cli.conftest import Hep, Ran
from tests.cli.mailing import CASE, DAY, clinic
from tests.delivery.mishaps import ByTable, say
from tests.delivery.real_server import RealServer
from tests.delivery.servers import FakeServer
from tests.delivery.tls import Authority

SECRETS = ("Ana", "Ruiz", "CHART-77", "ana@example.org", "chin", "masseter", "headache")


@pytest.fixture
def send(hep: Hep, tmp_path: Path, server: FakeServer) -> Hep:
    """Run a command for a clinic with a mail server."""
    (tmp_path / "case.yaml").write_text(CASE)
    folder = clinic(tmp_path / "clinic", server)

    def run(*args: str) -> Ran:
        return hep(*args, "--clinic", folder)

    return run


def _arrived(server: FakeServer) -> EmailMessage:
    assert len(server.accepted) == 1
    return email.message_from_bytes(server.accepted[0].data, policy=default)


def test_a_program_arrives_whole(send: Hep, hep: Hep, server: FakeServer) -> None:
    ran = send("send", "case.yaml", *DAY, "--now", "--html")
    assert ran.code == 0, ran.err
    assert ran.out == "message 1 is in the outbox for ana@example.org\n1 sent\n"
    message = _arrived(server)
    assert message["To"] == "ana@example.org"
    assert message["From"] == "Lakeside <desk@lakeside.example>"
    assert message["Message-ID"] == server.accepted[0].message_id
    names = [part.get_filename() for part in message.iter_attachments()]
    assert names == ["plan-2026-11-21.pdf", "plan-2026-11-21.html", "plan.ics"]
    pdf = next(message.iter_attachments()).get_content()
    assert hep("history", "reprint", "1").code == 0
    assert Path("program-1.pdf").read_bytes() == pdf
    assert hep("history", "reprint", "1", "--format", "html").code == 0


def test_spanish_and_emoji_arrive_through_an_encrypted_server_with_a_login(
    hep: Hep, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = Authority(tmp_path)
    words = "¡Hola, Ana! Un poco cada día 🙂\nDespacio, sin dolor."
    (tmp_path / "words.txt").write_text(words, "utf-8")
    (tmp_path / "case.yaml").write_text(CASE)
    with RealServer(authority.context("localhost"), users={"desk": "geheim-Ñ"}) as real:
        folder = clinic(tmp_path / "clinic", None)
        for name, value in {
            "HOST": "localhost",
            "PORT": str(real.port),
            "USER": "desk",
            "PASSWORD": "geheim-Ñ",
            "CA": str(authority.file),
        }.items():
            monkeypatch.setenv(f"HEP_SMTP_{name}", value)
        ran = hep("send", "case.yaml", *DAY, "--message", "words.txt", "--now", "--clinic", folder)
    assert ran.code == 0, ran.err
    message = email.message_from_bytes(real.accepted[0].data, policy=default)
    for kind in ("plain", "html"):
        body = message.get_body((kind,))
        assert body is not None
        assert "Un poco cada día 🙂" in body.get_content()
    assert hep("outbox", "show", "1", "--eml", "sent.eml").code == 0
    assert (tmp_path / "sent.eml").read_bytes() == real.accepted[0].data


def test_what_others_see_says_nothing_about_health(send: Hep, server: FakeServer) -> None:
    send("send", "case.yaml", *DAY, "--now")
    message = _arrived(server)
    body = message.get_body(("plain",))
    assert body is not None
    seen = [message["Subject"], body.get_content()[:200], str(message.items())]
    seen += [part.get_filename() or "" for part in message.iter_attachments()]
    calendar = [part for part in message.iter_attachments() if part.get_filename() == "plan.ics"]
    seen.append(calendar[0].get_content())
    said = "\n".join(seen).replace("ana@example.org", "")
    for secret in (*SECRETS, "neck", "jaw", "pain"):
        assert secret.casefold() not in said.casefold().replace("lakeside", "")


def test_nothing_goes_twice_without_being_asked(send: Hep, server: FakeServer) -> None:
    assert send("send", "case.yaml", *DAY, "--now").code == 0
    ran = send("send", "case.yaml", *DAY, "--now")
    assert ran.code == ExitCode.BAD_INPUT
    assert "the same program was sent for this address already (message 1)" in ran.err
    assert "--again" in ran.err
    assert send("send", "case.yaml", *DAY, "--now", "--again").code == 0
    assert send("send", "case.yaml", *DAY, "--now", "--to", "his.wife@example.org").code == 0
    recipients = [one.recipient for one in server.accepted]
    assert recipients == ["ana@example.org", "ana@example.org", "his.wife@example.org"]


def test_the_address_of_another_patient_is_no_accident(
    send: Hep, tmp_path: Path, server: FakeServer
) -> None:
    """A case was copied for the next patient, and the address left as it was."""
    assert send("send", "case.yaml", *DAY, "--now").code == 0
    (tmp_path / "next.yaml").write_text(CASE.replace("CHART-77", "CHART-78"))
    ran = send("send", "next.yaml", *DAY, "--now")
    assert ran.code == ExitCode.BAD_INPUT
    assert "the address is that of another patient (message 1)" in ran.err
    assert len(server.accepted) == 1
    assert send("send", "next.yaml", *DAY, "--now", "--address-ok").code == 0
    assert len(server.accepted) == 2


def test_every_problem_is_named_at_once(send: Hep, tmp_path: Path) -> None:
    text = CASE.replace(' id: "CHART-77",', "").replace("ana@example.org", "ana at example")
    (tmp_path / "case.yaml").write_text(text)
    ran = send("send", "case.yaml", "--date", "2026-11-21")
    assert ran.code == ExitCode.BAD_INPUT
    assert "case.yaml:1:10: the record needs the patient's chart number; add id:" in ran.err
    assert '"ana at example" is no email address' in ran.err
    assert "are drafts that no clinician has reviewed; review them (`hep review`)" in ran.err
    assert not (tmp_path / "record").exists()


def test_a_stop_flag_sends_nothing(send: Hep, tmp_path: Path, server: FakeServer) -> None:
    (tmp_path / "case.yaml").write_text(CASE + "flags: {rf_thunderclap: true}\n")
    ran = send("send", "case.yaml", *DAY, "--now")
    assert ran.code == ExitCode.STOP
    assert server.accepted == []
    assert not (tmp_path / "record").exists()


def test_with_a_password_no_open_copy_travels(
    send: Hep, hep: Hep, server: FakeServer, tmp_path: Path
) -> None:
    (tmp_path / "secret.txt").write_text("four plain words together\n")
    locked = ("--password-file", "secret.txt")
    assert send("send", "case.yaml", *DAY, *locked, "--html").code == ExitCode.USAGE
    assert send("send", "case.yaml", *DAY, *locked, "--now").code == 0
    message = _arrived(server)
    pdf = next(message.iter_attachments()).get_content()
    (tmp_path / "got.pdf").write_bytes(pdf)
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(tmp_path / "got.pdf")
    pikepdf.open(tmp_path / "got.pdf", password="four plain words together").close()
    kept = b"".join(path.read_bytes() for path in (tmp_path / "record").iterdir())
    assert b"four plain words" not in kept
    assert b"four plain words" not in server.accepted[0].data
    assert hep("history", "reprint", "1").code == 0
    pikepdf.open(tmp_path / "program-1.pdf").close()


def test_a_dry_run_keeps_and_sends_nothing(send: Hep, tmp_path: Path, server: FakeServer) -> None:
    (tmp_path / "words.txt").write_text("¡Hola Ana! Un poco cada día 🙂\n")
    ran = send("send", "case.yaml", *DAY, "--dry-run", "--message", "words.txt")
    assert ran.code == 0
    for line in ("To: ana@example.org", "Attached: plan-2026-11-21.pdf", "Un poco cada día 🙂"):
        assert line in ran.out
    assert server.accepted == []
    assert not (tmp_path / "record").exists()


def test_a_moment_to_come(send: Hep, hep: Hep, server: FakeServer) -> None:
    assert send("send", "case.yaml", *DAY, "--at", "2199-01-01 08:00", "--stale-ok").code == 0
    assert send("outbox", "run").out == "0 sent\n"
    # 08:00 in Chicago is 14:00 in UTC.
    with sqlite3.connect(Path("record/record.db")) as db:
        assert db.execute("SELECT due_at FROM message").fetchone()[0].startswith("2199-01-01T14:00")
    assert hep("outbox", "retry", "1").code == 0
    assert send("outbox", "run").out == "1 sent\n"
    assert _arrived(server)["Date"].startswith("Tue, 01 Jan 2199")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2020-01-01 08:00", "2020-01-01 08:00 is over; name a moment to come"),
        ("soon", '"soon" is no moment; write it like "2026-11-24 08:00", or 08:00'),
    ],
)
def test_a_moment_that_is_none(send: Hep, text: str, said: str) -> None:
    ran = send("send", "case.yaml", *DAY, "--at", text)
    assert ran.code == ExitCode.BAD_INPUT
    assert f"--at: {said}" in ran.err


def test_without_a_server_a_draft_is_written(hep: Hep, tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text(CASE)
    ran = hep("send", "case.yaml", *DAY)
    assert (ran.code, ran.out) == (0, "case.eml\n")
    assert "nothing was sent: the draft opens in your mail program" in ran.err
    message = email.message_from_bytes((tmp_path / "case.eml").read_bytes(), policy=default)
    assert (message["X-Unsent"], message["To"]) == ("1", "ana@example.org")
    assert "drafted" in hep("outbox", "--all").out
    again = hep("send", "case.yaml", *DAY)
    assert "was written as a draft for this address already" in again.err
    for option in (("--now",), ("--at", "08:00"), ("--plan", "6w")):
        assert hep("send", "case.yaml", *DAY, *option).code == ExitCode.USAGE


def test_a_draft_that_cannot_be_written_is_not_recorded(hep: Hep, tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text(CASE)
    (tmp_path / "case.eml").write_text("mine")
    ran = hep("send", "case.yaml", *DAY)
    assert ran.code == ExitCode.BAD_INPUT
    assert "there is a file of this name already" in ran.err
    assert (tmp_path / "case.eml").read_text() == "mine"
    assert hep("history").out == ""


def test_a_message_that_fails_says_why(hep: Hep, tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text(CASE)
    answer = "550 5.1.1 <ana@example.org> no such user"
    with FakeServer(ByTable({"rcpt": say(answer)})) as server:
        folder = clinic(tmp_path / "clinic", server)
        ran = hep("send", "case.yaml", *DAY, "--now", "--clinic", folder)
    assert ran.code == ExitCode.DELIVERY
    assert "message 1 failed: recipient 550 5.1.1" in ran.err
    assert "no such user" not in ran.err
    shown = hep("outbox", "show", "1").out
    assert "failed" in shown
    assert "no such user" in shown
    assert hep("outbox").out.startswith("message 1  program  to ana@example.org  failed")
    assert hep("outbox", "cancel", "1").out == "cancelled: message 1\n"


def test_the_log_of_a_run_holds_numbers_only(send: Hep) -> None:
    for address in ("a@example.org", "b@example.org"):
        send("send", "case.yaml", *DAY, "--to", address, "--again")
    ran = send("outbox", "run")
    assert (ran.out, ran.err) == ("2 sent\n", "message 1 sent\nmessage 2 sent\n")
    for secret in SECRETS:
        assert secret.casefold() not in (ran.out + ran.err).casefold()


def test_no_server_is_said(hep: Hep) -> None:
    for command in (("run",), ("test",), ("release", "1")):
        ran = hep("outbox", *command)
        assert ran.code == ExitCode.USAGE
        assert "no mail server is configured" in ran.err


def test_a_message_has_a_size_limit(hep: Hep, tmp_path: Path, server: FakeServer) -> None:
    (tmp_path / "case.yaml").write_text(CASE)
    folder = clinic(tmp_path / "clinic", server, "  max_mb: 0.05\n")
    ran = hep("send", "case.yaml", *DAY, "--clinic", folder)
    assert ran.code == ExitCode.BAD_INPUT
    assert "0.05 MB are allowed" in ran.err


def test_overrides_and_the_case_stand_in_the_record(send: Hep, hep: Hep, tmp_path: Path) -> None:
    reason = "Seen with the dentist; may start"
    flags = f'flags: {{rf_tmj_closed_lock: true}}\noverride: {{rf_tmj_closed_lock: "{reason}"}}\n'
    (tmp_path / "case.yaml").write_text(CASE + flags)
    assert send("send", "case.yaml", *DAY).code == 0
    shown = hep("history", "show", "1").out
    assert f"overridden flag rf_tmj_closed_lock: {reason}" in shown
    assert hep("history", "export", "--patient", "CHART-77").code == 0
    assert hep("history", "CHART-77").out.startswith("program 1  ")


def test_a_chart_number_is_not_taken_from_the_name(send: Hep, tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text(CASE.replace('id: "CHART-77"', 'id: "  "'))
    assert "chart number" in send("send", "case.yaml", *DAY).err


def test_a_moment_when_the_evaluation_is_old(send: Hep) -> None:
    ran = send("send", "case.yaml", *DAY, "--at", "2199-01-01 08:00")
    assert ran.code == ExitCode.BAD_INPUT
    assert "--at: the evaluation of 2026-11-20 will be more than 30 days old then" in ran.err


@pytest.mark.parametrize(
    ("change", "code", "said", "left"),
    [
        ("flags: {rf_thunderclap: true}\n", ExitCode.STOP, "cancelled, since a stop flag is", 0),
        ("flags: {rf_tmj_closed_lock: true}\n", ExitCode.REFER, "still in the outbox", 1),
    ],
)
def test_a_red_flag_reaches_what_waits(  # noqa: PLR0913, PLR0917  (a row of the table)
    send: Hep, hep: Hep, tmp_path: Path, change: str, code: ExitCode, said: str, left: int
) -> None:
    assert send("send", "case.yaml", *DAY).code == 0
    (tmp_path / "ben.yaml").write_text(CASE.replace("CHART-77", "B-1").replace("ana@", "ben@"))
    assert send("send", "ben.yaml", *DAY).code == 0
    (tmp_path / "case.yaml").write_text(CASE + change)
    ran = send("send", "case.yaml", *DAY, "--dry-run")
    assert (ran.code, "still in the outbox: message 1" in ran.err) == (code, True)
    ran = send("send", "case.yaml", *DAY)
    assert ran.code == code
    assert f"{said}" in ran.err
    waiting = hep("outbox").out
    assert waiting.count("ana@example.org") == left
    assert waiting.count("ben@example.org") == 1
    assert hep("outbox", "retry", "1").code == (0 if left else ExitCode.BAD_INPUT)

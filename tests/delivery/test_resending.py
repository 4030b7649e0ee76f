"""A program of the record goes out once more: the same bytes, and only if it may."""

import datetime
import hashlib
import json
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from msgspec.structs import replace

from generator.delivery.order import Order
from generator.delivery.resending import kept_handouts, prepare_again, resend, source_of
from generator.delivery.sending import Prepared, Sender, enqueue
from generator.delivery.settings import ServerSettings
from generator.errors import BadInput
from generator.job import Job, StopError
from generator.made import Settings, Source
from generator.records import messages, moments, reading
from generator.records.database import Database
from generator.records.reading import Whole
from tests.cli.mailing import CASE

DAY = datetime.date(2026, 11, 21)
SERVER = ServerSettings(sender="desk@lakeside.example", host="127.0.0.1", port=25, security="plain")


def ordered(**changes: object) -> Order:
    values: dict[str, object] = {
        "source": Source(path=Path("case.yaml"), text=CASE.encode()),
        "draft_ok": True,
    }
    return Order(**(values | changes))  # type: ignore[arg-type]


def job(day: datetime.date = DAY) -> Job:
    return Job(Settings(run="test", clinic=None, today=day))


def sender(order: Order) -> Sender:
    return Sender(job(), order, SERVER, moments.now())


def given(database: Database, **changes: object) -> Whole:
    """A program that was sent by mail."""
    order = ordered(**changes)
    prepared = sender(order).prepare()
    with database.writing() as db:
        enqueue(db, prepared, order)
        db.execute(
            "UPDATE message SET state = 'sent', settled_at = ?", (moments.written(moments.now()),)
        )
    with database.reading() as db:
        return reading.whole(db, 1)


def again(
    database: Database, program: Whole, day: datetime.date = DAY, **changes: object
) -> tuple[int, Prepared]:
    order = ordered(**changes)
    with database.reading() as db:
        handouts = kept_handouts(db, program, order)
    prepared = prepare_again(job(day), program, handouts, order, SERVER, moments.now())
    with database.writing() as db:
        return resend(db, program, prepared, order), prepared


def files(database: Database, number: int) -> dict[str, bytes]:
    with database.reading() as db:
        message = message_from_bytes(messages.data_of(db, number), policy=policy.default)
    return {part.get_filename() or "": part.get_content() for part in message.iter_attachments()}


def altered(database: Database, change: str, values: tuple[object, ...] = ()) -> Whole:
    """A program that was given, and changed in the record since."""
    program = given(database)
    with database.writing() as db:
        db.execute(change, values)
    with database.reading() as db:
        return reading.whole(db, program.id)


def test_the_same_bytes_go_out_in_a_new_message(database: Database) -> None:
    program = given(database, page=True)
    number, _ = again(database, program, DAY + datetime.timedelta(days=2), to="new@example.org")
    with database.reading() as db:
        now = reading.whole(db, 1)
        kept = {one.form: reading.handout(db, one) for one in now.handouts}
        assert db.execute("SELECT count(*) FROM program").fetchone()[0] == 1
    assert [(one.id, one.recipient, one.state) for one in now.messages] == [
        (1, "ana@example.org", "sent"),
        (number, "new@example.org", "queued"),
    ]
    attached = files(database, number)
    assert attached["plan-2026-11-23.pdf"] == kept["pdf"]
    assert "plan-2026-11-23.html" in attached
    assert now.messages[0].message_id != now.messages[1].message_id
    assert source_of(now).text == CASE.encode()


def refused(database: Database, program: Whole, **changes: object) -> str:
    with pytest.raises(BadInput) as error:
        again(database, program, **changes)  # type: ignore[arg-type]
    with database.reading() as db:
        assert db.execute("SELECT count(*) FROM message").fetchone()[0] == 1
    return str(error.value)


def test_what_a_first_message_would_not_do_the_second_does_not(database: Database) -> None:
    program = given(database)
    assert "drafts that no clinician" in refused(database, program, draft_ok=False)
    assert "--to" in refused(database, program, to="nobody")
    old = DAY + datetime.timedelta(days=40)
    assert "more than 30 days old" in refused(database, program, day=old)


def test_the_address_of_another_patient(database: Database) -> None:
    program = given(database)
    order = ordered(source=Source(path=Path("b.yaml"), text=CASE.replace("CHART-77", "B").encode()))
    with database.writing() as db:
        enqueue(db, sender(order).prepare(), ordered(address_ok=True))
        db.execute("UPDATE message SET state = 'cancelled' WHERE id = 1")
    with pytest.raises(BadInput, match="another patient"):
        again(database, program)
    assert again(database, program, address_ok=True)[0] == 3


def test_a_locked_pdf_stays_locked(database: Database) -> None:
    program = given(database, password="nine words")
    assert "locked with a password" in refused(database, program)
    number, prepared = again(database, program, password="other words")
    assert prepared.new.locked
    assert b"/Encrypt" in files(database, number)["plan-2026-11-21.pdf"]


def test_no_open_page_beside_a_locked_pdf(database: Database) -> None:
    program = given(database, page=True)
    number, _ = again(database, program, password="nine words")
    assert set(files(database, number)) == {"plan-2026-11-21.pdf", "plan.ics"}


def test_two_taps_send_one_message(database: Database) -> None:
    program = given(database)
    number, _ = again(database, program)
    with pytest.raises(BadInput, match=f"waits for this address.*message {number}"):
        again(database, program, to="ANA@example.org")


@pytest.mark.parametrize("words", ["stop_if", "breathing", "mistakes", "feel", "easier"])
def test_another_word_for_the_patient_is_not_sent_as_the_old_one(
    database: Database, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    """The old handout would lack a new sign to stop at."""
    program = given(database)
    ours = job()
    first = json.loads(program.explanation)["exercises"][0]["id"]
    library = ours.workshop.library
    exercise = library.exercises[first]
    old = getattr(exercise, words)
    new = "Other words." if isinstance(old, str) else ("Other words.",)
    changed = {**library.exercises, first: replace(exercise, **{words: new})}
    monkeypatch.setattr(ours.workshop, "library", replace(library, exercises=changed))
    with database.reading() as db:
        order = ordered()
        handouts = kept_handouts(db, program, order)
    with pytest.raises(BadInput, match="today this case leads to another program"):
        prepare_again(ours, program, handouts, order, SERVER, moments.now())


def test_scores_and_reasons_may_change(database: Database) -> None:
    program = altered(database, "UPDATE program SET explanation = '{}'")
    assert again(database, program)[0] == 2


def test_nobody_knows_every_word_of_a_program_of_an_older_version(database: Database) -> None:
    program = altered(database, "UPDATE program SET told = ''")
    assert "an older version of hep gave it" in refused(database, program)


def test_a_page_that_was_only_downloaded_does_not_travel(database: Database) -> None:
    program = altered(
        database,
        "INSERT INTO handout (program_id, form, variant, sha256, data) "
        "VALUES (1, 'html', '{}', ?, ?)",
        (hashlib.sha256(b"<p>").hexdigest(), b"<p>"),
    )
    number, _ = again(database, program)
    assert set(files(database, number)) == {"plan-2026-11-21.pdf", "plan.ics"}


def test_a_stop_flag_stops_it(database: Database) -> None:
    text = CASE.replace("screened: true", "screened: true\nflags: {rf_thunderclap: true}")
    change = "UPDATE program SET case_text = ?"
    program = altered(database, change, (text.encode(),))
    with pytest.raises(StopError):
        again(database, program)


def test_a_program_without_a_handout(database: Database) -> None:
    program = altered(database, "DELETE FROM handout")
    assert "no handout" in refused(database, program)


def test_a_plan_never_joins_a_program_that_was_mailed_before(database: Database) -> None:
    """Else its check-ins would follow the message of then, wherever that one went."""
    program = given(database)
    with database.writing() as db:
        for order in (ordered(again=True), ordered(again=True, plan_weeks=6)):
            prepared = sender(order).prepare()
            alike = replace(prepared, given=replace(prepared.given, handouts=()))
            _, about = enqueue(db, alike, order, program.id)
            assert (about.program == program.id) == (order.plan_weeks == 0)
        db.execute("DELETE FROM message")  # as if it had been printed only
        _, about = enqueue(db, alike, ordered(plan_weeks=6), program.id)
        assert about.program == program.id

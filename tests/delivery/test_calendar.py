"""The calendar file, read back, and expanded by hand over a change of the clock."""

import datetime
import math
import re
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from msgspec.structs import replace

from generator.assess import next_check
from generator.delivery.calendar import WEEKDAYS, Rhythm, calendar, rhythm_of, zone_of
from generator.delivery.letter import CALENDAR_NAME, Attachment, file_name, mime
from generator.delivery.wording import Titles, titles, words
from generator.errors import BadInput
from generator.model.clinic import Clinic
from tests.access.forms import CASES, Handouts
from tests.delivery.letters import FOLDERS, VIEW, letter, read
from tests.reasoning import assessed, library, program_of

CHICAGO = ZoneInfo("America/Chicago")
STAMP = datetime.datetime(2026, 10, 27, 9, tzinfo=datetime.UTC)
USUAL: dict[str, Any] = {
    "first_day": datetime.date(2026, 10, 28),
    "next_check": datetime.date(2026, 11, 11),
    "zone": CHICAGO,
    "uid": "<b2f1.4@lakeside.example>",
    "stamp": STAMP,
}
TITLES = Titles("Time for your plan", "Check with your clinic")
DAYS = "MO TU WE TH FR SA SU".split()


TWICE = Rhythm(2, 7, 12)


def made(rhythm: Rhythm = TWICE, **changes: Any) -> bytes:
    """The usual calendar with some values changed."""
    data = calendar(rhythm, TITLES, **{**USUAL, **changes})
    assert data is not None
    return data


def events(data: bytes) -> tuple[list[Any], Any]:
    """The sessions and the check, as another program reads them."""
    (found,) = Calendar.from_ical(data, multiple=True)
    assert isinstance(found, Calendar)
    assert found.get_missing_tzids() == set()
    *sessions, check = found.events
    return sessions, check


def starts(event: Any) -> list[datetime.datetime]:
    """When an event takes place: every day that its rule names, at the same time of the clock."""
    rule, start = event["RRULE"], event.start
    assert isinstance(start, datetime.datetime)
    (until,) = rule["UNTIL"]
    days = rule.get("BYDAY", DAYS)
    found = []
    while (start.astimezone(datetime.UTC) if start.tzinfo else start) <= until:
        if DAYS[start.weekday()] in days:
            found.append(start)
        start += datetime.timedelta(days=1)
    assert found[0] == event.start
    return found


@pytest.mark.parametrize(
    ("first", "check", "offsets"),
    [
        (datetime.date(2026, 10, 28), datetime.date(2026, 11, 11), (-5, -6)),
        (datetime.date(2027, 3, 8), datetime.date(2027, 3, 22), (-6, -5)),
    ],
)
def test_sessions_keep_their_time_when_the_clock_changes(
    first: datetime.date, check: datetime.date, offsets: tuple[int, int]
) -> None:
    sessions, _ = events(made(first_day=first, next_check=check))
    assert len(sessions) == 2
    for event, hour in zip(sessions, (8, 19), strict=True):
        days = starts(event)
        assert [day.date() for day in days] == [
            first + datetime.timedelta(days=number) for number in range(14)
        ]
        assert {day.time() for day in days} == {datetime.time(hour)}
        seen = [day.utcoffset() for day in days]
        wanted = [datetime.timedelta(hours=offset) for offset in offsets]
        assert (seen[0], seen[-1]) == tuple(wanted)
        assert sum(a != b for a, b in pairwise(seen)) == 1
        (change,) = (b.date() for a, b in pairwise(days) if a.utcoffset() != b.utcoffset())
        assert change in {datetime.date(2026, 11, 1), datetime.date(2027, 3, 14)}


def test_the_zone_that_travels_has_the_same_clock() -> None:
    (found,) = Calendar.from_ical(made(), multiple=True)
    assert isinstance(found, Calendar)
    (zone,) = found.timezones
    assert zone.tz_name == "America/Chicago"
    told = zone.to_tz(lookup_tzid=False)
    for month in range(1, 13):
        noon = datetime.datetime(2026, month, 15, 12)  # noqa: DTZ001  (the zone follows)
        assert noon.replace(tzinfo=told).utcoffset() == noon.replace(tzinfo=CHICAGO).utcoffset()


@pytest.mark.parametrize(("per_day", "hours"), [(1, [8]), (2, [8, 19]), (3, [8, 13, 19])], ids=str)
def test_the_hours_of_the_day(per_day: int, hours: list[int]) -> None:
    sessions, _ = events(made(Rhythm(per_day, 7, 12)))
    assert [event.start.hour for event in sessions] == hours
    assert {event.duration for event in sessions} == {datetime.timedelta(minutes=12)}
    assert len({event["UID"] for event in sessions}) == per_day


@pytest.mark.parametrize("days", [*WEEKDAYS, 7])
@pytest.mark.parametrize("start", range(7))
def test_days_of_rest_are_kept(days: int, start: int) -> None:
    first = datetime.date(2026, 10, 5 + start)
    check = first + datetime.timedelta(days=28)
    (session,), _ = events(made(Rhythm(1, days, 12), first_day=first, next_check=check))
    found = [day.date() for day in starts(session)]
    assert len(found) == 4 * days
    assert first <= found[0] < found[-1] < check


def test_the_check_is_a_whole_day_that_rings_in_the_morning() -> None:
    sessions, check = events(made())
    assert (check.start, check.end) == (datetime.date(2026, 11, 11), datetime.date(2026, 11, 12))
    assert "RRULE" not in check
    alarms = [event.walk("VALARM")[0] for event in (*sessions, check)]
    hours = [alarm["TRIGGER"].dt / datetime.timedelta(hours=1) for alarm in alarms]
    assert hours == [0, 0, 9]
    assert {alarm["ACTION"] for alarm in alarms} == {"DISPLAY"}


def test_without_a_zone_the_time_is_that_of_the_telephone() -> None:
    data = made(zone=None)
    assert b"VTIMEZONE" not in data
    assert b"\r\nDTSTART:20261028T080000\r\n" in data
    assert b";UNTIL=20261110T080000\r\n" in data
    assert len(starts(events(data)[0][0])) == 14


@pytest.mark.parametrize("zone", ["UTC", "Asia/Kolkata", "Europe/Dublin", "Australia/Lord_Howe"])
def test_other_zones(zone: str) -> None:
    sessions, _ = events(made(zone=ZoneInfo(zone)))
    for event in sessions:
        assert len(starts(event)) == 14


@pytest.mark.parametrize("check", [None, *(datetime.date(2026, 10, day) for day in (1, 27, 28))])
def test_there_is_no_calendar_after_the_check(check: datetime.date | None) -> None:
    assert calendar(Rhythm(1, 7, 12), TITLES, **{**USUAL, "next_check": check}) is None


def test_a_check_before_the_first_session_stands_alone() -> None:
    friday, saturday = datetime.date(2026, 10, 30), datetime.date(2026, 10, 31)
    sessions, _ = events(
        made(Rhythm(1, 3, 5), first_day=saturday, next_check=saturday.replace(day=1, month=11))
    )
    assert sessions == []
    sessions, _ = events(made(Rhythm(1, 3, 5), first_day=friday, next_check=saturday))
    assert len(sessions) == 1


def test_the_same_message_gives_the_same_events_and_another_gives_others() -> None:
    assert made() == made()
    other = made(uid="<c.5@lakeside.example>")
    ids = [set(re.findall(rb"UID:(\S+)", data)) for data in (made(), other)]
    assert len(ids[0]) == len(ids[1]) == 3
    assert ids[0].isdisjoint(ids[1])
    assert b"lakeside" not in other


def test_a_title_of_a_clinic_cannot_begin_a_property() -> None:
    hostile = Titles("Plan; see, \\n ATTENDEE:x 😀" + " ñ" * 60, "Check")
    data = calendar(Rhythm(1, 7, 12), hostile, **USUAL)
    assert data is not None
    (session,), _ = events(data)
    assert session["SUMMARY"] == hostile.session
    assert max(map(len, data.split(b"\r\n"))) <= 75


# --- From a program -------------------------------------------------------------------------------


def test_the_rhythm_is_that_of_the_exercises_and_not_of_habits() -> None:
    program = program_of(assessed(findings={"frt_restricted": "right", "awake_clenching": True}))
    assert {item.slot for item in program.exercises} >= {"habit"}
    seldom = tuple(
        replace(item, dosage=replace(item.dosage, per_day=1, days=5))
        for item in program.exercises
        if item.slot != "habit"
    )
    habits = [item for item in program.exercises if item.slot == "habit"]
    many = replace(habits[0], dosage=replace(habits[0].dosage, per_day=8, days=7))
    minutes = math.ceil(program.minutes_per_session)
    assert rhythm_of(replace(program, exercises=(*seldom, many))) == Rhythm(1, 5, minutes)
    assert rhythm_of(replace(program, exercises=(many,))).per_day == 3
    empty = replace(program, exercises=(), extra=(), minutes_per_session=0)
    assert rhythm_of(empty) == Rhythm(1, 7, 1)


def test_the_next_check_follows_the_evaluation() -> None:
    assert next_check(assessed(), library()) == datetime.date(2026, 12, 4)
    assert next_check(assessed(screened=False), library()) is None


def test_the_zone_is_the_clinics_or_the_computers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tzlocal.get_localzone", lambda: ZoneInfo("America/Denver"))
    assert zone_of(Clinic(timezone="America/Chicago")) == CHICAGO
    assert zone_of(Clinic()) == ZoneInfo("America/Denver")
    monkeypatch.setattr("tzlocal.get_localzone", lambda: ZoneInfo("Etc/UTC"))
    assert zone_of(Clinic()) is None
    assert zone_of(Clinic(timezone="UTC")) == ZoneInfo("UTC")
    with pytest.raises(BadInput, match=r'there is no time zone "Mars/Olympus"; write it like'):
        zone_of(Clinic(timezone="Mars/Olympus"))


# --- Privacy --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def handouts(tmp_path_factory: pytest.TempPathFactory) -> Handouts:
    """The examples."""
    return Handouts(tmp_path_factory.mktemp("privacy"))


@pytest.mark.parametrize("case", CASES)
def test_what_others_may_see_tells_nothing_of_the_patient(case: str, handouts: Handouts) -> None:
    assessment = handouts.assessed(case, None)
    program = program_of(assessment)
    data = calendar(
        rhythm_of(program),
        titles(FOLDERS, "en"),
        first_day=assessment.today + datetime.timedelta(days=1),
        next_check=next_check(assessment, library()),
        zone=CHICAGO,
        uid="<b2f1.4@lakeside.example>",
        stamp=STAMP,
    )
    assert data is not None
    said = words("program", VIEW, FOLDERS)
    files = (
        Attachment(file_name("pdf", assessment.today), "application/pdf", b"%PDF"),
        Attachment(CALENDAR_NAME, "text/calendar", data),
    )
    found = read(mime(letter(words=said, attachments=files)))
    visible = " ".join(
        [
            data.decode(),
            said.subject,
            said.text[:150],
            *(str(part.get_filename()) for part in found.iter_attachments()),
        ]
    ).lower()
    patient = assessment.case.patient
    given = (*program.exercises, *program.extra)
    secrets = {
        *patient.name.split(),
        patient.id,
        *(item.exercise.name for item in given),
        *(item.exercise.id for item in given),
        *(finding.label for finding in assessment.findings),
        *(finding.id for finding in assessment.findings),
        *"exercise therapy headache neck jaw pain health lakeside".split(),
    } - {None, ""}
    assert len(secrets) > 12
    assert [secret for secret in secrets if str(secret).lower() in visible] == []

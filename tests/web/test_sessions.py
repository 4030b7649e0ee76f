"""Sessions and the password, with a clock of the test."""

import stat
from pathlib import Path

import pytest

from generator.errors import BadInput
from generator.web.password import (
    ALL_TRIES,
    TRIES,
    WINDOW_S,
    Gate,
    keep_password,
    kept_password,
    password_file,
)
from generator.web.sessions import IDLE_S, INVITED_S, LONGEST_S, Sessions
from generator.web.settings import WebSettings, is_public_name

GOOD = "correct horse battery"


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.time = 0.0

    def __call__(self) -> float:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def hashed(tmp_path: Path) -> str:
    keep_password(tmp_path / "record.db", GOOD)
    return kept_password(tmp_path / "record.db")


def test_a_token_opens_one_session(clock: Clock) -> None:
    sessions = Sessions(now=clock)
    token = sessions.invite()
    session = sessions.accept(token)
    assert session is not None
    assert sessions.knows(session)
    assert not sessions.knows(token)
    assert sessions.accept("guess") is None


def test_who_comes_second_with_a_token_puts_the_first_out(clock: Clock) -> None:
    sessions = Sessions(now=clock)
    token = sessions.invite()
    session = sessions.accept(token)
    assert session is not None
    assert sessions.accept(token) is None
    assert not sessions.knows(session)


def test_an_old_token_opens_nothing(clock: Clock) -> None:
    sessions = Sessions(now=clock)
    token = sessions.invite()
    clock.time = INVITED_S + 1
    assert sessions.accept(token) is None


def test_a_session_ends_when_it_is_idle_or_long(clock: Clock) -> None:
    sessions = Sessions(now=clock)
    idle, busy, ended = sessions.begin(), sessions.begin(), sessions.begin()
    sessions.end(ended)
    clock.time = IDLE_S - 1
    assert sessions.knows(busy)
    assert not sessions.knows(ended)
    clock.time = IDLE_S + 1
    assert sessions.knows(busy)
    assert not sessions.knows(idle)
    clock.time = LONGEST_S + 1
    assert not sessions.knows(busy)
    sessions.begin()
    assert len(sessions._sessions) == 1


def test_settings_do_not_show_what_they_hold(tmp_path: Path) -> None:
    settings = WebSettings(db=tmp_path, secret=b"secret", password="hash")
    assert repr(settings) == "<WebSettings>"


@pytest.mark.parametrize("name", ["hep.example.org", "page", "10.0.0.5"])
def test_a_public_name(name: str) -> None:
    assert is_public_name(name)


@pytest.mark.parametrize(
    "name", ["", "https://a.b", "a b", "a/b", "a:1", "a\n", "ä.de", "a..b", "*"]
)
def test_no_public_name(name: str) -> None:
    assert not is_public_name(name)


# --- The password ---------------------------------------------------------------------------------


def test_the_password_is_kept_as_a_hash_for_this_user_only(tmp_path: Path) -> None:
    db = tmp_path / "folder" / "record.db"
    path = keep_password(db, GOOD)
    assert path == password_file(db) == db.parent / "serve-password"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_text().startswith("$argon2id$")
    assert GOOD not in path.read_text()
    again = kept_password(db)
    keep_password(db, GOOD)
    assert kept_password(db) != again


@pytest.mark.parametrize("password", ["", "eleven char", "x" * 1001])
def test_a_short_or_endless_password_is_refused(password: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="12 to 1000"):
        keep_password(tmp_path / "record.db", password)
    assert list(tmp_path.iterdir()) == []


def test_without_a_password_nothing_is_served_to_others(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="--set-password"):
        kept_password(tmp_path / "record.db")


def test_only_the_password_opens(hashed: str, clock: Clock) -> None:
    gate = Gate(hashed, clock)
    assert gate.opens(GOOD, "a") is True
    assert gate.opens(GOOD + " ", "a") is False
    assert gate.opens("x" * 2000, "a") is False
    assert Gate("", clock).opens("", "a") is False
    assert Gate("no hash", clock).opens("no hash", "a") is False


def test_an_address_has_few_tries_and_all_have_not_many(hashed: str, clock: Clock) -> None:
    gate = Gate(hashed, clock)
    gate._right = lambda password: password == GOOD  # type: ignore[method-assign]  # the hash is slow
    assert [gate.opens("wrong", "a") for _ in range(TRIES)] == [False] * TRIES
    assert gate.opens(GOOD, "a") is None
    assert gate.opens(GOOD, "b") is True
    for number in range(ALL_TRIES - TRIES):
        assert gate.opens("wrong", f"c{number}") is False
    assert gate.opens(GOOD, "b") is None
    clock.time = WINDOW_S + 1
    assert gate.opens(GOOD, "a") is True

"""The page for others: behind a TLS proxy, with a password."""

import time
from functools import partial
from pathlib import Path
from typing import Any

import argon2
import pytest
from werkzeug.test import TestResponse

from generator.records.drafts import new_id
from generator.web import password
from generator.web.app import create_app
from generator.web.password import TRIES, keep_password, kept_password
from generator.web.sessions import PROXY_IDLE_S
from generator.web.settings import WebSettings
from tests.web.conftest import HOST, Client, cookie_of

NAME = "hep.example.org"
GOOD = "correct horse battery"


@pytest.fixture(autouse=True)
def _quick_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hash that takes no quarter of a second; test_sessions has the real one."""
    quick = partial(argon2.PasswordHasher, time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(password, "PasswordHasher", quick)


@pytest.fixture
def remote(tmp_path: Path) -> Client:
    """A browser beyond a TLS proxy."""
    db = tmp_path / "record.db"
    keep_password(db, GOOD)
    made = create_app(WebSettings(db=db, proxy=NAME, password=kept_password(db)))
    made.test_client_class = Client
    client = made.test_client()
    assert isinstance(client, Client)
    client.environ_base |= {"HTTP_X_FORWARDED_PROTO": "https", "HTTP_X_FORWARDED_FOR": "10.0.0.9"}
    return client


def far(client: Client, path: str, **kwargs: Any) -> TestResponse:
    return client.open(path, base_url=f"https://{NAME}", **kwargs)


def sign_in(client: Client, password: str, **headers: str) -> TestResponse:
    page = far(client, "/sign-in").text
    token = page.rpartition('name="csrf_token" value="')[2][:64]  # the last form's
    data = {"csrf_token": token, "password": password}
    sent = {"Origin": f"https://{NAME}", **headers}
    return far(client, "/sign-in", method="POST", data=data, headers=sent)


def test_the_password_opens_the_page_to_others(remote: Client) -> None:
    assert far(remote, "/").headers["Location"] == "/sign-in"
    assert far(remote, "/", method="POST").status_code == 403
    assert far(remote, "/enter?token=x").status_code == 403
    wrong = sign_in(remote, "not the password")
    assert wrong.status_code == 403
    assert "This is not the password" in wrong.text
    right = sign_in(remote, GOOD)
    assert right.status_code == 303
    cookie = cookie_of(right)
    assert cookie.startswith("__Host-hep=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Strict"} == set(cookie.split("; ")[1:])
    assert far(remote, "/").status_code == 200


def test_a_visitors_cookie_opens_nothing(remote: Client) -> None:
    assert "__Host-hep-visitor=" in cookie_of(far(remote, "/sign-in"))
    assert far(remote, "/").status_code == 303
    assert far(remote, "/sign-in", method="POST", data={"password": GOOD}).status_code == 403
    assert sign_in(remote, GOOD, Origin="https://evil.example").status_code == 403


def test_tries_are_few_for_one_address(remote: Client) -> None:
    for _ in range(TRIES):
        assert sign_in(remote, "not the password").status_code == 403
    assert sign_in(remote, GOOD).status_code == 429
    # What the visitor itself says of its address stands further left and does not count.
    assert sign_in(remote, GOOD, **{"X-Forwarded-For": "1.2.3.4, 10.0.0.9"}).status_code == 429
    assert sign_in(remote, GOOD, **{"X-Forwarded-For": "10.0.0.10"}).status_code == 303


def test_only_the_proxys_name_and_tls_are_answered(remote: Client) -> None:
    assert far(remote, "/sign-in", headers={"Host": HOST}).status_code == 421
    assert far(remote, "/sign-in", headers={"X-Forwarded-Host": "evil"}).status_code == 421
    own = {"Host": "127.0.0.1:1", "X-Forwarded-Host": NAME}
    assert far(remote, "/sign-in", headers=own).status_code == 200
    assert far(remote, "/sign-in", headers={"X-Forwarded-Proto": "http"}).status_code == 400


def test_on_ones_own_computer_there_is_no_password(client: Client) -> None:
    assert client.get("/sign-in").status_code == 404


def test_a_link_from_another_site_ends_no_session(remote: Client) -> None:
    sign_in(remote, GOOD)
    session = remote.get_cookie("__Host-hep", NAME)
    assert session is not None
    remote.delete_cookie("__Host-hep", domain=NAME)  # as a browser holds a strict one back
    remote.delete_cookie("__Host-hep-visitor", domain=NAME)
    assert far(remote, "/").headers["Location"] == "/sign-in"
    given = cookie_of(far(remote, "/sign-in"))
    assert not given.startswith("__Host-hep=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Strict"} == set(given.split("; ")[1:])
    remote.set_cookie("__Host-hep", session.value, domain=NAME)
    assert far(remote, "/").status_code == 200
    # Who takes the form for what it says signs in anew.
    assert sign_in(remote, GOOD).status_code == 303
    assert far(remote, "/").status_code == 200


def test_whoever_signs_in_again_goes_on_in_a_page_that_was_open(remote: Client) -> None:
    """A page left open takes its word anew from its own address; static/live.js does so."""

    def save(token: str, note: str) -> TestResponse:
        data = {"csrf_token": token, "version": "1" if note == "later" else "0", "notes": note}
        headers = {"Origin": f"https://{NAME}"}
        return far(remote, f"{at}/live", method="POST", data=data, headers=headers)

    def word() -> str:
        return far(remote, at).text.partition('name="csrf_token" value="')[2][:64]

    sign_in(remote, GOOD)
    at = f"/new/{new_id()}"
    before = word()
    assert save(before, "typed").status_code == 200
    session = remote.get_cookie("__Host-hep", NAME)
    assert session is not None
    remote.application.extensions["hep-sessions"].end(session.value)
    assert save(before, "later").status_code == 403
    sign_in(remote, GOOD)
    assert save(before, "later").status_code == 403
    told: Any = save(word(), "later").json
    assert told["version"] == 2


def test_a_page_that_only_asks_about_mail_is_not_used(
    remote: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(remote, GOOD)
    now = time.monotonic()
    monkeypatch.setattr(remote.application.extensions["hep-sessions"], "_now", lambda: now)
    at = f"/new/{new_id()}"
    assert far(remote, at).status_code == 200
    now += PROXY_IDLE_S - 1
    assert far(remote, f"{at}/messages").status_code == 200
    now += 2
    assert far(remote, at).headers["Location"] == "/sign-in"

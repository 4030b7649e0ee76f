"""The page in this process, and a browser of Flask's that is let in."""

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from generator.records.drafts import new_id
from generator.web import security
from generator.web.app import create_app
from generator.web.sessions import Sessions
from generator.web.settings import WebSettings
from tests.reasoning import TODAY
from tests.web.served import Open, opened, served

HOST = "127.0.0.1:8765"
BASE = f"http://{HOST}"


class Client(FlaskClient):
    """A browser that knows the word of its forms."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        kwargs.setdefault("base_url", BASE)
        kwargs["buffered"] = True
        return super().open(*args, **kwargs)

    def token(self) -> str:
        """The word that a form brings back."""
        cookie = self.get_cookie(self.application.config["HEP"].cookie, "127.0.0.1")
        headers = {"Cookie": f"{cookie.key}={cookie.value}"} if cookie else {}
        with self.application.test_request_context(base_url=BASE, headers=headers):
            return security.csrf_token()

    def send(self, path: str, data: dict[str, Any] | None = None, **kwargs: Any) -> TestResponse:
        """Post a form as a browser does, with its token."""
        headers = {"Origin": BASE, "Sec-Fetch-Site": "same-origin"}
        form = {"csrf_token": self.token(), **(data or {})}
        return self.post(path, data=form, headers=headers, **kwargs)


def entered(db: Path, case: Path | None = None) -> Client:
    """A browser that is let in, on the day of the examples."""
    sessions = Sessions()
    app = create_app(WebSettings(db=db, case=case), sessions)
    app.config["HEP_TODAY"] = TODAY
    app.test_client_class = Client
    client = app.test_client()
    assert isinstance(client, Client)
    assert client.get("/enter", query_string={"token": sessions.invite()}).status_code == 200
    return client


@pytest.fixture(scope="module")
def desk_client(tmp_path_factory: pytest.TempPathFactory) -> Client:
    """One browser for all tests of a module: the library is read once."""
    return entered(tmp_path_factory.mktemp("page") / "record.db")


@pytest.fixture
def at() -> str:
    """The address of an evaluation that nobody has begun."""
    return f"/new/{new_id()}"


@pytest.fixture
def sessions() -> Sessions:
    return Sessions()


@pytest.fixture
def app(tmp_path: Path, sessions: Sessions) -> Flask:
    """The page, of which this computer's own browser is asked."""
    made = create_app(WebSettings(db=tmp_path / "record.db"), sessions)
    made.test_client_class = Client
    return made


@pytest.fixture
def stranger(app: Flask) -> Client:
    """A browser that was not let in."""
    client = app.test_client()
    assert isinstance(client, Client)
    return client


@pytest.fixture
def client(stranger: Client, sessions: Sessions) -> Client:
    """A browser that is let in."""
    assert stranger.get("/enter", query_string={"token": sessions.invite()}).status_code == 200
    return stranger


@pytest.fixture
def clinic(tmp_path: Path) -> Path:
    """A clinic's folder, empty."""
    folder = tmp_path / "clinic"
    folder.mkdir()
    return folder


def let_in(settings: WebSettings) -> Client:
    """A browser that is let in to a page of its own."""
    sessions = Sessions()
    made = create_app(settings, sessions)
    made.test_client_class = Client
    browser = made.test_client()
    assert isinstance(browser, Client)
    assert browser.get("/enter", query_string={"token": sessions.invite()}).status_code == 200
    return browser


@pytest.fixture
def at_clinic(clinic: Path, tmp_path: Path) -> Client:
    """A browser at the page of a clinic."""
    browser = let_in(WebSettings(db=tmp_path / "record.db", clinic=clinic))
    browser.application.config["HEP_TODAY"] = datetime.date(2026, 11, 23)
    return browser


def cookie_of(response: TestResponse) -> str:
    (cookie,) = response.headers.getlist("Set-Cookie")
    return cookie


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Open]:
    """One real server for the tests in a browser that need none of their own."""
    with served(tmp_path_factory.mktemp("page"), "--port", "0") as page:
        yield opened(page)

"""Who is answered: Host, token, cookie, form, headers."""

from io import BytesIO
from typing import Any

import pytest
from flask import Flask, request
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from generator.web.app import LARGEST, MOST_PARTS
from generator.web.security import framed
from generator.web.sessions import Sessions
from tests.web.conftest import BASE, HOST, Client, cookie_of


@pytest.fixture
def app(app: Flask) -> Flask:
    """The page with a form to post and a view that fails."""

    @app.route("/form", methods=["GET", "POST"])
    def form() -> str:
        return f"{sorted(request.form)} {sorted(request.files)}"

    @app.post("/file")
    def file() -> str:
        return type(request.files["file"].stream).__name__

    @app.get("/bug")
    def bug() -> str:
        raise ValueError(request.args["patient"])

    @app.get("/framed")
    def shown() -> Any:
        return framed(app.make_response("in a frame"))

    return app


# --- The address ----------------------------------------------------------------------------------


@pytest.mark.parametrize("host", [HOST, "localhost:8765", "[::1]:8765", "LocalHost:8765"])
def test_the_own_names_are_answered(host: str, client: Client) -> None:
    assert client.get("/static/page.css", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    (
        "evil.example:8765;127.0.0.1;127.0.0.1:80;localhost;127.0.0.1:8765.evil.example;;"
        "127.0.0.1:8765, evil;127.0.0.1:8765@evil;evil@127.0.0.1:8765;0.0.0.0:8765"
    ).split(";"),
)
@pytest.mark.parametrize("path", ["/", "/static/page.css", "/enter", "/none"])
def test_a_foreign_host_is_refused(host: str, path: str, client: Client) -> None:
    answer = client.get(path, headers={"Host": host})
    assert answer.status_code == 421
    assert "evil" not in answer.text


def test_nobody_may_say_the_host_for_a_proxy_that_is_not_there(client: Client) -> None:
    headers = {"Host": "evil.example", "X-Forwarded-Host": HOST}
    assert client.get("/", headers=headers).status_code == 421


# --- The token and the cookie ---------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/form", "/none", "/sign-out", "/enter", "/enter?token=x"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_without_the_cookie_every_page_is_closed(method: str, path: str, stranger: Client) -> None:
    answer = stranger.open(path, method=method)
    assert answer.status_code in ({403} if "enter" not in path else {200, 403, 405})
    if answer.status_code == 200:
        assert (method, answer.data) == ("OPTIONS", b"")
    if method == "GET":
        assert "hep serve" in answer.text


def test_a_token_is_exchanged_once_for_a_strict_cookie(
    app: Flask, stranger: Client, sessions: Sessions
) -> None:
    address = f"/enter?token={sessions.invite()}"
    answer = stranger.get(address)
    assert answer.status_code == 200
    cookie = cookie_of(answer)
    assert cookie.startswith("hep-8765=")
    assert {"HttpOnly", "Path=/", "SameSite=Strict"} == set(cookie.split("; ")[1:])
    assert stranger.get("/").status_code == 200
    # The same browser may load the address again; another one cannot, and closes the page.
    assert stranger.get(address).status_code == 200
    assert stranger.get("/").status_code == 200
    assert app.test_client().get(address, base_url=BASE).status_code == 403
    assert stranger.get("/").status_code == 403


@pytest.mark.parametrize(
    ("method", "headers"), [("HEAD", {}), ("GET", {"Sec-Purpose": "prefetch;prerender"})]
)
def test_looking_ahead_does_not_use_the_token_up(
    method: str, headers: dict[str, str], stranger: Client, sessions: Sessions
) -> None:
    address = f"/enter?token={sessions.invite()}"
    assert stranger.open(address, method=method, headers=headers).status_code == 403
    assert stranger.get(address).status_code == 200


@pytest.mark.parametrize("value", ["", "x", "x" * 4000, "\udcff", "é", '"', "a=b", "\x00"])
def test_a_guessed_cookie_opens_nothing(value: str, stranger: Client) -> None:
    assert stranger.get("/", headers={"Cookie": f"hep-8765={value}"}).status_code == 403


def test_the_cookie_ends_with_the_session(client: Client) -> None:
    answer = client.send("/sign-out")
    assert answer.status_code == 200
    assert "Max-Age=0" in cookie_of(answer)
    assert client.get("/").status_code == 403


# --- Forms ----------------------------------------------------------------------------------------


def test_no_file_of_a_patient_is_laid_into_a_temporary_one(client: Client) -> None:
    file = FileStorage(BytesIO(b"x" * 900_000), "case.yaml")
    boundary, body = encode_multipart({"csrf_token": client.token(), "file": file})
    kind = f"multipart/form-data; boundary={boundary}"
    answer = client.post("/file", data=body, content_type=kind, headers={"Origin": BASE})
    assert answer.text == "BytesIO"


def test_our_own_form_is_taken(client: Client) -> None:
    assert client.send("/form", {"a": "1"}).text == "['a', 'csrf_token'] []"
    headers = {"X-CSRF-Token": client.token()}
    assert client.post("/form", headers=headers).status_code == 200


@pytest.mark.parametrize("token", [None, "", "x", "0" * 64, "é" * 64])
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE"])
def test_without_the_word_nothing_changes(token: str | None, method: str, client: Client) -> None:
    data = {} if token is None else {"csrf_token": token}
    assert client.open("/form", method=method, data=data).status_code == 403


def test_the_word_of_another_session_is_refused(
    app: Flask, client: Client, sessions: Sessions
) -> None:
    other = app.test_client()
    other.get("/enter", query_string={"token": sessions.invite()}, base_url=BASE)
    assert isinstance(other, Client)
    assert other.token() != client.token()
    data = {"csrf_token": other.token()}
    assert client.post("/form", data=data).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "http://127.0.0.1:8766"},
        {"Origin": "https://127.0.0.1:8765"},
        {"Origin": "http://localhost:8765"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": BASE},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "null"},
    ],
)
def test_a_form_of_another_site_is_refused(headers: dict[str, str], client: Client) -> None:
    data = {"csrf_token": client.token()}
    assert client.post("/form", data=data, headers=headers).status_code == 403
    own = {"Origin": "null", "Sec-Fetch-Site": "same-origin"}
    assert client.post("/form", data=data, headers=own).status_code == 200


# --- Uploads --------------------------------------------------------------------------------------


def uploaded(client: Client, **data: Any) -> TestResponse:
    """A form with a file, written out here: Flask's client would leave a file of its own open."""
    boundary, body = encode_multipart({"csrf_token": client.token(), **data})
    return client.post("/form", data=body, content_type=f"multipart/form-data; boundary={boundary}")


def test_too_much_is_refused(client: Client) -> None:
    small = FileStorage(BytesIO(b"x"), "case.yaml")
    assert (
        uploaded(client, file=FileStorage(BytesIO(b"x" * LARGEST), "case.yaml")).status_code == 413
    )
    assert uploaded(client, word="x" * 600_000, file=small).status_code == 413
    parts = {f"part{number}": "" for number in range(MOST_PARTS + 1)}
    assert uploaded(client, **parts, file=small).status_code == 413
    assert client.send("/form", {"a": "x" * LARGEST}).status_code == 413
    fits = FileStorage(BytesIO(b"x" * (LARGEST - 1000)), "../../case.yaml")
    assert uploaded(client, file=fits).text == "['csrf_token'] ['file']"


@pytest.mark.parametrize(
    "kind",
    [
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=\x00",
        "multipart/form-data; boundary=a; charset=utf-16",
        "application/x-www-form-urlencoded; charset=utf-16",
        "application/json",
        "",
    ],
)
@pytest.mark.parametrize(
    "body", [b"", b"--a", b"--a\r\n\r\n", b"--a--", b"\xff\x00" * 50, b"a=%ff&&="]
)
def test_a_malformed_upload_is_no_fault_of_ours(kind: str, body: bytes, client: Client) -> None:
    headers = {"X-CSRF-Token": client.token()}
    answer = client.post("/form", data=body, content_type=kind, headers=headers)
    assert answer.status_code in (200, 400, 413)


# --- Headers --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/", 200),
        ("/none", 404),
        ("/bug?patient=Ana", 500),
        ("/bug", 400),
        ("/static/page.css", 200),
        ("/static/none", 404),
    ],
)
def test_every_answer_is_sealed(path: str, code: int, client: Client) -> None:
    answer = client.get(path)
    assert answer.status_code == code
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; ")
    assert policy.endswith("; frame-ancestors 'none'")
    assert "unsafe" not in policy
    assert "*" not in policy
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    kept = "no-cache" if path == "/static/page.css" else "no-store"
    assert answer.headers["Cache-Control"] == kept
    assert "Server" not in answer.headers


def test_only_what_is_meant_for_a_frame_may_stand_in_one(client: Client) -> None:
    policy = client.get("/framed").headers["Content-Security-Policy"]
    assert policy.endswith("; frame-ancestors 'self'")

"""`hep serve` as a server on loopback: its address, its end, and what strangers send to it."""

import os
import pty
import random
import select
import signal
import socket
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.web.settings import DEFAULT_PORT
from tests.cli.conftest import GOOD, Hep, hep  # noqa: F401  (a fixture)
from tests.web.served import HEP, PATIENCE_S, Served, ended, served

pytestmark = pytest.mark.xdist_group("serving")
SEED = 20261123


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("page"), "--port", "0") as running:
        yield running


def head(path: str, *lines: str, method: str = "GET", port: int) -> bytes:
    host = f"Host: 127.0.0.1:{port}"
    return "\r\n".join(
        [f"{method} {path} HTTP/1.1", host, *lines, "Connection: close", "", ""]
    ).encode("latin-1")


def code(answer: bytes) -> int:
    """The code of an answer; 0 when there is none."""
    return int(answer.split(b" ", 2)[1]) if answer else 0


# --- The life of a server -------------------------------------------------------------------------


def test_it_prints_its_address_only_and_ends_with_ctrl_c(tmp_path: Path) -> None:
    with served(tmp_path, "--port", "0") as page:
        assert page.address.startswith(f"http://127.0.0.1:{page.port}/enter?token=")
        assert len(page.token) >= 43
        cookie = page.enter()
        answer = page.ask(head("/", f"Cookie: {cookie}", port=page.port))
        assert code(answer) == 200
        assert b"\r\nServer:" not in answer
        again = page.ask(head(f"/enter?token={page.token}", port=page.port))
        assert code(again) == 403
        assert ended(page) == (0, "", "Ctrl-C ends it.\n")
    assert list(tmp_path.iterdir()) == []


def test_a_case_may_be_given_and_the_system_can_end_it(tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text(GOOD)
    with served(tmp_path, "case.yaml", "--port", "0") as page:
        cookie = f"Cookie: {page.enter()}"
        shown = page.ask(head("/new/case", cookie, port=page.port))
        assert b'value="Ana Ruiz"' in shown
        page.process.send_signal(signal.SIGTERM)
        assert page.process.wait(PATIENCE_S) == 0


def test_only_this_computer_reaches_it(page: Served) -> None:
    lines = Path("/proc/net/tcp").read_text("ascii") if Path("/proc/net/tcp").exists() else ""
    if not lines:
        pytest.skip("this system does not show its sockets in /proc")
    listening = [line.split()[1] for line in lines.splitlines() if line.split()[3] == "0A"]
    assert [where for where in listening if where.endswith(f":{page.port:04X}")] == [
        f"0100007F:{page.port:04X}"
    ]


def test_a_taken_port_is_left_for_a_free_one_unless_it_was_asked_for(
    tmp_path: Path,
    hep: Hep,  # noqa: F811
) -> None:
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            taken.bind(("127.0.0.1", DEFAULT_PORT))
        except OSError:
            pytest.skip(f"another program has port {DEFAULT_PORT}")
        taken.listen()
        with served(tmp_path) as page:
            assert page.port != DEFAULT_PORT
        ran = hep("serve", "--no-open", "--port", str(DEFAULT_PORT))
        assert (ran.code, ran.out) == (3, "")
        assert f"127.0.0.1:{DEFAULT_PORT}: the page cannot be here (address already" in ran.err


# --- What strangers send --------------------------------------------------------------------------


def hostile(port: int, cookie: str) -> Iterator[bytes]:
    """Requests that no browser sends, many of them cut or twisted by chance."""
    chance = random.Random(SEED)
    inside = f"Cookie: {cookie}"
    paths = [
        "/static/../../../../etc/passwd",
        "/static/%2e%2e/%2e%2e/app.py",
        "/static/..%2f..%2fapp.py",
        "/static/..%5c..%5capp.py",
        "/static/%00",
        "/static/%252e%252e/app.py",
        "//etc/passwd",
        "/%ff%fe",
        "/?" + "a=b&" * 3000,
        "/" + "x" * 20_000,
        "http://evil.example/",
        "*",
        "/enter?token=%00",
        "/enter?token=" + "%ff" * 50,
        "/sign-in",
        "/sign-out",
        "/new",
        "/fonts/..%2f..%2fLICENSE",
    ]
    whole = [
        head(path, inside, *extra, method=method, port=port)
        for path in paths
        for method in ("GET", "POST", "PUT", "OPTIONS", "TRACE", "HEAD")
        for extra in ((), ("Content-Length: 5", "Content-Type: multipart/form-data; boundary=a"))
    ]
    yield from whole
    yield from (
        b"",
        b"\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET / HTTP/1.0\r\n\r\n",
        head("/", "Host: evil", port=port),
        head("/", "Content-Length: -1", method="POST", port=port),
        head("/", "Content-Length: 99999999999", method="POST", port=port),
        head("/", "Content-Length: 1", "Transfer-Encoding: chunked", method="POST", port=port),
        head("/", "Transfer-Encoding: chunked", method="POST", port=port) + b"zz\r\n",
        head("/", "Cookie: " + "x" * 40_000, port=port),
        head("/", "X: " + "\xff" * 100, inside, port=port),
        head("/", inside, "Sec-Fetch-Site: \x00", port=port),
    )
    for request in chance.sample(whole, 120):
        at = chance.randrange(len(request))
        yield request[:at] + bytes(chance.randrange(256) for _ in range(4)) + request[at + 4 :]


def test_nothing_that_is_sent_gets_in_or_breaks_it(tmp_path: Path) -> None:
    with served(tmp_path, "--port", "0") as own:
        cookie = own.enter()
        sent = list(hostile(own.port, cookie))
        assert len(sent) > 300
        codes = []
        for request in sent:
            answer = own.ask(request)
            codes.append(code(answer))
            # 501: waitress answers so to a Transfer-Encoding that it does not know.
            assert codes[-1] < 500 or codes[-1] == 501, (request, answer[:200])
            assert b"root:" not in answer
            assert b"import " not in answer
            assert b"Traceback" not in answer
        assert {200, 400, 403, 404, 421} <= set(codes)
        assert code(own.ask(head("/", f"Cookie: {cookie}", port=own.port))) == 200
        assert ended(own) == (0, "", "Ctrl-C ends it.\n")


def test_a_body_that_is_too_large_is_not_read(page: Served) -> None:
    request = head("/", f"Content-Length: {3 * 1024 * 1024}", method="POST", port=page.port)
    assert code(page.ask(request)) == 413


# --- The command ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (["--host", "0.0.0.0"], 3, "it needs a TLS proxy"),
        (["--host", "::"], 3, "it needs a TLS proxy"),
        (["--host", "10.0.0.5"], 3, "it needs a TLS proxy"),
        (["--host", "page.example"], 2, "is no address"),
        (["--proxy", "hep.example.org"], 3, "no password is set"),
        (["--proxy", "https://hep.example.org"], 2, "is no name of a host"),
        (["--set-password"], 2, "asks on a terminal"),
        (["--port", "65536"], 2, "65536"),
        (["none.yaml"], 3, "none.yaml"),
        (["--clinic", "none"], 3, "none"),
    ],
)
def test_what_cannot_be_served_is_said_at_once(
    options: list[str],
    code: int,
    said: str,
    hep: Hep,  # noqa: F811
) -> None:
    ran = hep("serve", "--no-open", *options)
    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err


def test_the_password_is_asked_on_a_terminal_and_opens_the_proxys_page(tmp_path: Path) -> None:
    env = os.environ | {"HEP_DB": str(tmp_path / "new" / "record.db")}
    ours, theirs = pty.openpty()
    command = [str(HEP), "serve", "--set-password"]
    with subprocess.Popen(
        command,
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=theirs,
        env=env,
        start_new_session=True,
    ) as process:
        try:
            # What is typed before the question is thrown away.
            for _ in range(2):
                assert select.select([ours], [], [], PATIENCE_S)[0]
                asked = b""
                while b": " not in asked:
                    asked += os.read(ours, 1000)
                os.write(ours, b"correct horse battery\n")
            out, _ = process.communicate(timeout=PATIENCE_S)
        finally:
            process.kill()
    os.close(ours)
    os.close(theirs)
    path = tmp_path / "new" / "serve-password"
    assert (process.returncode, out.decode().strip()) == (0, str(path))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_text().startswith("$argon2id$")
    options = (
        "--port",
        "0",
        "--proxy",
        "hep.example.org",
        "--db",
        str(tmp_path / "new" / "record.db"),
    )
    with served(tmp_path, *options) as page:
        assert page.address == "https://hep.example.org/"

"""`hep generate --password`: asked for or read from a file, and told to nobody."""

import os
import pty
import sys
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest

from tests.cli.conftest import DAY, GOOD, Hep

HEP = str(Path(sys.executable).with_name("hep"))
PASSWORD = "Zaun & Kirschblüte"
SECONDS = 60


@pytest.fixture
def written(tmp_path: Path) -> Callable[[bytes], str]:
    """Writes a password file."""

    def write(content: bytes) -> str:
        (tmp_path / "secret.txt").write_bytes(content)
        return "secret.txt"

    return write


def opens(path: str, password: str) -> bool:
    """Whether a PDF opens with this password, and not with none."""
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(path)
    with pikepdf.open(path, password=password) as pdf:
        return len(pdf.pages) > 1


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n", b"\nmore that is not read\n"])
def test_the_first_line_of_a_file(hep: Hep, written: Callable[[bytes], str], end: bytes) -> None:
    file = written(b"\xef\xbb\xbf" + PASSWORD.encode() + end)
    ran = hep("generate", "case.yaml", *DAY, "--password-file", file)
    assert (ran.code, ran.out) == (0, "case.pdf\n")
    assert opens("case.pdf", PASSWORD)
    assert PASSWORD not in ran.err


def test_several_cases_share_it_in_several_processes(
    hep: Hep, written: Callable[[bytes], str]
) -> None:
    Path("other.yaml").write_text(GOOD)
    file = written(PASSWORD.encode())
    args = ("-o", "out", "--password-file", file, "-j", "2")
    assert hep("generate", "case.yaml", "other.yaml", *DAY, *args).code == 0
    assert opens("out/case.pdf", PASSWORD)
    assert opens("out/other.pdf", PASSWORD)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "too short"),
        (b"\nsecond line", "too short"),
        (b"3 words\n", "too short"),
        (b"x" * 200, "too long"),
        ("é".encode() * 65, "too long"),
        (b"tab\tin the middle", "cannot be seen"),
        (b"\xff\xfe bytes of no text", "UTF-8"),
    ],
)
def test_what_cannot_be_one(
    hep: Hep, written: Callable[[bytes], str], content: bytes, said: str
) -> None:
    ran = hep("generate", "case.yaml", *DAY, "--password-file", written(content))
    assert ran.code == 3
    assert said in ran.err
    assert not content or content.decode("latin-1").strip() not in ran.err
    assert not Path("case.pdf").exists()


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (["--password"], 2, "use --password-file"),
        (["--password", "--password-file", "x"], 2, "give --password or --password-file"),
        (["--password-file", "x", "--format", "html"], 2, "only a PDF can have a password"),
        (["--password", "--format", "text"], 2, "only a PDF can have a password"),
        (["--password-file", "nothere"], 3, "nothere: no such file"),
        (["--password-file", "."], 3, "is a directory"),
    ],
)
def test_wrong_usage(
    hep: Hep, monkeypatch: pytest.MonkeyPatch, args: list[str], code: int, said: str
) -> None:
    with Path(os.devnull).open() as nothing:
        monkeypatch.setattr(sys, "stdin", nothing)
        ran = hep("generate", "case.yaml", *DAY, *args)
    assert ran.code == code
    assert said in ran.err
    assert not Path("case.pdf").exists()


def typed(folder: Path, *answers: str) -> tuple[int, str]:
    """Run `hep generate --password` on a terminal; its exit code and all that the screen shows."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(folder)
        os.execv(HEP, [HEP, "generate", "case.yaml", *DAY, "--password"])
    shown = b""
    for answer in answers:
        asked = shown.count(b": ")
        while shown.count(b": ") == asked or not shown.rstrip(b" ").endswith(b":"):
            shown += os.read(terminal, 1000)
        os.write(terminal, answer.encode() + b"\n")
    while True:
        try:
            more = os.read(terminal, 1000)
        except OSError:  # how Linux says that the other end is closed
            break
        if not more:
            break
        shown += more
    _, status = os.waitpid(pid, 0)
    os.close(terminal)
    return os.waitstatus_to_exitcode(status), shown.decode()


def test_it_is_asked_for_twice_and_not_shown(hep: Hep, tmp_path: Path) -> None:
    assert hep("--version").code == 0
    code, shown = typed(tmp_path, PASSWORD, PASSWORD)
    assert code == 0, shown
    assert "Password of the handouts: " in shown
    assert "Once more: " in shown
    assert "Zaun" not in shown
    assert opens("case.pdf", PASSWORD)


def test_a_slip_is_asked_again(hep: Hep, tmp_path: Path) -> None:
    assert hep("--version").code == 0
    code, shown = typed(tmp_path, PASSWORD, PASSWORD + "x", PASSWORD, PASSWORD)
    assert code == 0, shown
    assert "do not match" in shown
    assert opens("case.pdf", PASSWORD)

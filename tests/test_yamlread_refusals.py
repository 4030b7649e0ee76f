"""What must not be read is refused: extremes, other kinds of files, bytes that are no text."""

from __future__ import annotations

import io
import os
import random  # noqa: TC003  (hypothesis reads the annotation)
import stat
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.errors import BadInput
from generator.yamlread import MAX_BYTES, Document, read_yaml, read_yaml_file

if TYPE_CHECKING:
    from collections.abc import Iterator

SAMPLE = """\
patient: {name: Ana Ruiz, age: 34}   # a comment
provider: "Dr. M. Lee"
findings:
  masseter_tender: both
  oa_nod_loss: {side: right, severity: 3}
priority:
  - frt_restricted
  - [a, 'b c']
notes: |
  Two
  lines.
empty:
"""


def refusal(text: bytes | str) -> str:
    with pytest.raises(BadInput) as caught:
        read_yaml(text, "f")
    assert caught.value.problems
    return str(caught.value)


@pytest.mark.parametrize("opener", ["[", "{a: ", "- ", "a:\n", "? "])
def test_thirty_thousand_levels_are_refused_at_once(opener: str) -> None:
    text = opener * 30_000
    if opener == "a:\n":
        text = "".join(" " * i + opener for i in range(1000))
    start = time.perf_counter()
    said = refusal(text)
    assert "more than 64 levels" in said or "a key cannot be a list or a mapping" in said
    assert time.perf_counter() - start < 1


def test_sixty_four_levels_are_allowed() -> None:
    assert read_yaml("[" * 64 + "]" * 64, "f").data
    assert "f:1:65: more than 64 levels" in refusal("[" * 65 + "]" * 65)


@pytest.mark.parametrize(
    "text",
    [
        "".join(f"%TAG !a{i}! x\n" for i in range(50_000)) + "---\na\n",
        "\n".join(f"{i * ((1 << 61) - 1)}: 1" for i in range(1, 30_000)),
        "- *a\n" * 100_000,
        "a: 1\n" * 100_000,
        "\x07" * MAX_BYTES,
        "1" * MAX_BYTES,
    ],
    ids=["directives", "colliding keys", "aliases", "duplicates", "controls", "digits"],
)
def test_a_hostile_megabyte_is_refused_quickly(text: str) -> None:
    start = time.perf_counter()
    refusal(text)
    assert time.perf_counter() - start < 2


def test_a_file_of_fifty_megabytes_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    with path.open("wb") as stream:
        stream.truncate(50_000_000)
    start = time.perf_counter()
    assert file_refusal(path) == "the file is larger than 1 MB; split it"
    assert time.perf_counter() - start < 0.5


def test_exactly_a_megabyte_is_read(tmp_path: Path) -> None:
    path = tmp_path / "just.yaml"
    path.write_bytes(b"a: " + b"x" * (MAX_BYTES - 3))
    assert len(read_yaml_file(path).data["a"]) == MAX_BYTES - 3
    assert "larger than 1 MB" in refusal(b"a" * (MAX_BYTES + 1))


def file_refusal(path: Path) -> str:
    with pytest.raises(BadInput) as caught:
        read_yaml_file(path)
    return str(caught.value).removeprefix(f"{path}: ")


def test_what_is_no_file(tmp_path: Path) -> None:
    pipe, loop, dangling = tmp_path / "pipe", tmp_path / "loop", tmp_path / "dangling"
    os.mkfifo(pipe)
    loop.symlink_to(loop)
    dangling.symlink_to(tmp_path / "nowhere")
    missing = "there is no such file; check the name of the file"
    assert file_refusal(tmp_path) == "this is a folder; name a file inside it"
    assert file_refusal(tmp_path / "no.yaml") == missing
    assert file_refusal(dangling) == missing
    assert file_refusal(Path(__file__) / "x") == missing
    assert file_refusal(loop) == "this link leads back to itself; make the link again"
    assert file_refusal(pipe).startswith("this is not a plain file; name a YAML file")
    assert file_refusal(Path("/dev/zero")).startswith("this is not a plain file")
    assert "name is too long" in file_refusal(tmp_path / ("a" * 300))
    with pytest.raises(BadInput, match="this cannot be the name of a file"):
        read_yaml_file(Path("a\0b"))
    with pytest.raises(BadInput, match="there is no such file"):
        read_yaml_file(Path("a\udcffb"))


@pytest.fixture
def nobody() -> Iterator[None]:
    """Make the permission checks apply, where the tests run as root."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    yield
    os.seteuid(0)


def test_a_file_that_may_not_be_read(nobody: None) -> None:
    del nobody
    shadow = Path("/etc/shadow")
    if not shadow.exists() or stat.S_IMODE(shadow.stat().st_mode) & 0o004:
        pytest.skip("no file here that others may not read")
    assert file_refusal(shadow) == "you are not allowed to read this file; check its permissions"


def test_an_unusual_failure_is_said_in_the_systems_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> int:
        raise OSError(5, "x")

    monkeypatch.setattr(os, "open", broken)
    assert file_refusal(tmp_path / "a") == "input/output error"
    assert file_refusal(tmp_path) == "this is a folder; name a file inside it"


@pytest.mark.parametrize(
    ("stream", "data"),
    [
        (io.TextIOWrapper(io.BytesIO(b"a: \xc3\xa9")), "é"),
        (io.StringIO("a: é"), "é"),
    ],
)
def test_a_single_dash_reads_standard_input(
    stream: io.TextIOBase, data: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", stream)
    document = read_yaml_file(Path("-"))
    assert (document.data, document.file) == ({"a": data}, "standard input")


@pytest.mark.parametrize("closed", [True, False])
def test_no_standard_input_is_said(closed: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    stream.close()
    monkeypatch.setattr(sys, "stdin", stream if closed else None)
    with pytest.raises(BadInput, match="standard input: nothing can be read from it"):
        read_yaml_file(Path("-"))


def test_standard_input_is_not_read_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    with Path("/dev/zero").open(encoding="latin-1") as endless:
        monkeypatch.setattr(sys, "stdin", endless)
        with pytest.raises(BadInput, match="larger than 1 MB"):
            read_yaml_file(Path("-"))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"%PDF-1.7\0\xff", "this is not a text file"),
        (b"\x89PNG\r\n\x1a\n\0\0", "this is not a text file"),
        ("a: 1".encode("utf-16"), "saved as UTF-16"),
        ("a: 1".encode("utf-32"), "saved as UTF-16"),
        (b"a: 1\nb: \xff", "f:2:4: byte ff is not UTF-8"),
        (b"a: \xc3", "f:1:4: byte c3 is not UTF-8"),
        (b"a: \xed\xa0\x80", "f:1:4: byte ed is not UTF-8"),
        (b"a: x" + b"y" * 9000 + b"\0", "cannot be printed"),
    ],
)
def test_what_is_not_text_is_refused(data: bytes, said: str) -> None:
    assert said in refusal(data)


def test_a_lone_surrogate_in_text_is_refused() -> None:
    assert "f:1:4: the character \\ud800 cannot be printed" in refusal("a: \ud800")


def only_our_errors(text: bytes | str) -> None:
    try:
        document = read_yaml(text, "f")
    except BadInput as error:
        said = str(error)
    else:
        assert isinstance(document, Document)
        said = str(document.problem(("a", 0), "m"))
    assert said.startswith("f:")
    assert said.replace("\n", "").isprintable()


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_raise_only_our_error(data: bytes) -> None:
    only_our_errors(data)


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("ab:- \n\t[]{},'\"|>&*!%#?@`<~.0\\x\r\ufeff\xa0é"), max_size=60))
def test_any_text_like_yaml_raises_only_our_error(text: str) -> None:
    only_our_errors(text)


@settings(max_examples=150, deadline=None)
@given(st.randoms(use_true_random=False))
def test_a_mutated_file_raises_only_our_error(chance: random.Random) -> None:
    data = bytearray(SAMPLE.encode())
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(data))
        data[at : at + chance.randint(0, 3)] = bytes(
            chance.choice(b"\t\n :-[]{}\"'&*!|>%\xc3\xff\0a1") for _ in range(chance.randint(0, 3))
        )
    only_our_errors(bytes(data))

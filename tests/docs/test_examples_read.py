"""Every YAML that the documentation shows is read by the real reader, and every case is a case."""

import datetime
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from generator.case import check_case
from generator.errors import BadInput
from generator.library import load_library
from generator.model.library import Library
from generator.yamlread import read_yaml
from tests.docs.pages import Block, blocks, pages

# What a case cannot do without; a part of a case that says it itself wins.
NEEDED = {
    "patient": "patient: {age: 40}",
    "evaluated": "evaluated: 2026-11-20",
    "screened": "screened: true",
    "irritability": "irritability: moderate",
}
TODAY = datetime.date(2026, 11, 20)


@cache
def library() -> Library:
    return load_library().library


def unreadable(block: Block) -> Iterator[str]:
    """Say what the real reader has against a block of YAML."""
    if block.language not in ("yaml", "yml") or block.file:
        return
    text = block.text
    if block.mark == "part of a case":
        missing = [line for key, line in NEEDED.items() if f"\n{key}:" not in f"\n{text}"]
        text = "\n".join((*missing, text))
    try:
        document = read_yaml(text, str(block))
        if block.mark in ("case", "part of a case"):
            check_case(document, library(), TODAY)
    except BadInput as error:
        yield f"{block}: {error}"


def test_every_example_is_read() -> None:
    shown = [block for page in pages() for block in blocks(page)]
    assert sum(block.mark in ("case", "part of a case") for block in shown) > 8
    wrong = [words for block in shown for words in unreadable(block)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("mark", "text", "seen"),
    [
        ("", "a: [1, 2\n", "is missing"),
        ("part of a case", "findings: {frt_restrictd: right}\n", "frt_restricted"),
        ("part of a case", "patient: {age: 400}\n", "400"),
        ("part of a case", "irritability: high\n", ""),
        ("case", "irritability: high\n", "patient"),
    ],
)
def test_a_wrong_example_is_seen(mark: str, text: str, seen: str) -> None:
    said = "".join(unreadable(Block(Path("page.md"), 1, "yaml", mark, text)))
    assert seen in said
    assert bool(said) == bool(seen)

"""The library as plain data, read without the program: what the properties are judged by."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

Raw = dict[str, Any]

FOLDER = Path(__file__).parents[1] / "exercises"


def read(path: Path) -> Raw:
    """One file of the library."""
    data: Raw = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    return data


@cache
def flags() -> dict[str, Raw]:
    """The flags by id."""
    return {flag["id"]: flag for flag in read(FOLDER / "flags.yaml")["flags"]}


@cache
def findings() -> dict[str, Raw]:
    """The findings by id."""
    return {finding["id"]: finding for finding in read(FOLDER / "findings.yaml")["findings"]}


@cache
def measurements() -> dict[str, Raw]:
    """The measurements by id."""
    known: dict[str, Raw] = read(FOLDER / "findings.yaml")["measurements"]
    return known


@cache
def exercises() -> dict[str, Raw]:
    """The exercises by id."""
    files = sorted(FOLDER.glob("*/*.yaml"))
    return {exercise["id"]: exercise for exercise in map(read, files)}

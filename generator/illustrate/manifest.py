"""What is drawn, from which words, by which illustrator: it decides what to draw again."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec

from generator.figures.manifest import MANIFEST, VERSION
from generator.illustrate.shots import of_variant
from generator.model import figure as figure_model

if TYPE_CHECKING:
    from generator.model.figure import FigureSpec

SHORT: Final = 16  # hexadecimal digits of a digest
Entry = dict[str, Any]


@cache
def illustrator_digest() -> str:
    """A digest of everything that decides how a pose is drawn: the sources and the body."""
    folder = Path(__file__).parent
    files = [*sorted(folder.glob("*.py")), folder / "model.npz", Path(figure_model.__file__)]
    total = hashlib.sha256()
    for file in files:
        total.update(file.name.encode() + b"\0" + file.read_bytes())
    return total.hexdigest()[:SHORT]


def pose_digest(spec: FigureSpec, variant: str | None) -> str:
    """A digest of the words of one way to do it."""
    words = msgspec.json.encode(of_variant(spec, variant), order="deterministic")
    return hashlib.sha256(words).hexdigest()[:SHORT]


def read_manifest(folder: Path) -> dict[str, Entry]:
    """The drawings by name; nothing if there is no list yet."""
    file = folder / MANIFEST
    if not file.is_file():
        return {}
    drawings: dict[str, Entry] = json.loads(file.read_text(encoding="utf-8"))["drawings"]
    return drawings


def write_manifest(folder: Path, drawings: dict[str, Entry]) -> None:
    """Write the list in the order of names: the same drawings give the same bytes."""
    ordered = {name: drawings[name] for name in sorted(drawings)}
    text = json.dumps(
        {"version": VERSION, "drawings": ordered}, indent=1, ensure_ascii=False, sort_keys=True
    )
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")

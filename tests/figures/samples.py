"""A clinic's folder with drawings in it, as the illustrator would leave them."""

from __future__ import annotations

import json
import shutil
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.compiled import library_of
from generator.figures.manifest import key_of
from generator.figures.texts import text_hash

if TYPE_CHECKING:
    from generator.model.library import Library

DATA = Path(__file__).parent / "data"
SITTING, PROFILE, LYING = (
    DATA / f"{name}.svg" for name in ("upper_trap", "chin_tuck", "supine_nod")
)


@cache
def library() -> Library:
    return library_of(None)


def entry(exercise: str, part: str, variant: str | None = None, **changes: Any) -> dict[str, Any]:
    """One drawing as the manifest describes it."""
    found = library().exercises[exercise]
    alt = "Front view. The {side} hand holds the seat." if found.sided else "Side view."
    return {
        "exercise": exercise,
        "part": part,
        "variant": variant,
        "authored_side": "right" if found.sided else None,
        "pose_hash": "0" * 16,
        "text_hash": text_hash(found, variant),
        "alt": f"{alt} This is the {part}.",
        "caption": "",
        "width": 820,
        "height": 840,
        "bytes": 8000,
        "kind": "upper",
        "facts": {"head": {"tilt": 3.5}},
    } | changes


def with_drawings(
    root: Path,
    *exercises: str,
    variant: str | None = None,
    svg: Path = SITTING,
    parts: tuple[str, ...] = ("start", "end"),
    **changes: Any,
) -> Path:
    """A clinic's folder with drawings of some exercises, beside those that are there already."""
    folder = root / "figures"
    folder.mkdir(parents=True, exist_ok=True)
    listed = folder / "manifest.json"
    drawings = json.loads(listed.read_text())["drawings"] if listed.exists() else {}
    for exercise in exercises:
        for part in parts:
            key = key_of(exercise, variant, part)
            shutil.copy(svg, folder / f"{key}.svg")
            drawings[key] = entry(exercise, part, variant, **changes)
    listed.write_text(json.dumps({"version": 1, "drawings": drawings}))
    return root

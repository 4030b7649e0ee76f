"""Distinct cases, the same each time, and their pages."""

import datetime
import json
import random
from pathlib import Path
from typing import Any, Final

import yaml

from benchmarks.peers import Source

ROOT: Final = Path(__file__).parents[1]
TODAY: Final = datetime.date(2026, 11, 20)


def write_cases(folder: Path, number: int) -> list[Path]:
    """Write so many cases; their findings are drawn from the example cases."""
    chance = random.Random(1)  # noqa: S311  (a draw, not a secret)
    examples = [yaml.safe_load(p.read_text("utf-8")) for p in (ROOT / "examples").glob("*.yaml")]
    examples.sort(key=lambda example: str(example["patient"]["name"]))
    pool = sorted({json.dumps(item) for e in examples for item in e.get("findings", {}).items()})
    width = len(str(number - 1))
    paths = [folder / f"{index:0{width}}.yaml" for index in range(number)]
    for index, path in enumerate(paths):
        ticked: dict[str, Any] = dict(map(json.loads, chance.sample(pool, chance.randint(2, 7))))
        case = {
            "patient": {"name": f"Patient {index:04}", "age": chance.randint(20, 49)},
            "evaluated": TODAY.isoformat(),
            "screened": True,
            "irritability": chance.choice(["low", "moderate", "high"]),
            "measurements": {"frt_deg": {"right": chance.randint(18, 44), "left": 42}},
            "findings": ticked,
        }
        path.write_text(yaml.safe_dump(case), "utf-8")
    return paths


def write_pages(cases: list[Path], folder: Path) -> list[Source]:
    """Write the page of each case, with its drawings in it, for those that print HTML."""
    from generator.handout.press import Press
    from generator.workshop import Workshop

    workshop = Workshop(None, TODAY)
    press = Press(workshop.library, None)
    sources = []
    for case in cases:
        assessment, _ = workshop.read(case)
        page = folder / f"{case.stem}.html"
        page.write_bytes(press.print(assessment, "html"))
        sources.append(Source(case, page))
    return sources

"""A case whose handout has drawings, how the tests make it, and what they read in it."""

import datetime
import io
from pathlib import Path
from typing import Any

import pikepdf
from PIL import Image

from generator.handout.press import Press
from generator.handout.variant import Variant
from generator.workshop import Workshop

DAY = datetime.date(2026, 11, 21)
CASE = """\
patient: {name: Ana Ruiz, age: 34, sex: female}
provider: Dr. M. Lee, DPT
evaluated: 2026-11-20
screened: true
irritability: moderate
headache_type: [cervicogenic]
measurements:
  frt_deg: {right: 24, left: 42}
findings:
  ut_short: left
  masseter_tender: both
  oa_nod_loss: right
priority: [frt_restricted, ut_short, masseter_tender]
"""
SNAG, STRETCH, JAW, NOD = (
    "c1c2_self_snag",
    "upper_trap_stretch",
    "masseter_self_massage",
    "ccf_nod",
)


def made(clinic: Path, case: str = CASE, form: str = "pdf", **press: Any) -> bytes:
    path = clinic.parent / "case.yaml"
    path.write_text(case)
    workshop = Workshop(clinic, DAY)
    assessment, _ = workshop.read(path)
    return Press(workshop.library, clinic, Variant(**press)).print(assessment, form)  # type: ignore[arg-type]


def figures_of(data: bytes) -> list[dict[str, Any]]:
    """The figures of a PDF in reading order: alt words, box, words inside, what stands around."""
    found = []
    with pikepdf.open(io.BytesIO(data)) as document:
        waiting = [(document.Root.StructTreeRoot.K, "")]
        while waiting:
            kid, above = waiting.pop()
            if isinstance(kid, pikepdf.Array):
                waiting.extend((each, above) for each in reversed(list(kid)))
            elif isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                role = str(kid.S)
                if role == "/Figure":
                    box = [float(x) for x in kid.A[0].BBox]
                    found.append({"alt": str(kid.Alt), "box": box, "in": above})
                waiting.append((kid.get("/K", pikepdf.Array()), f"{above}{role}"))
    return found


def placings(data: bytes) -> list[tuple[str, list[float]]]:
    """Each time that a drawing is painted: its name and the matrix that places it on the page."""
    found = []
    with pikepdf.open(io.BytesIO(data)) as document:
        for page in document.pages:
            matrix, kept = pikepdf.Matrix(), []
            for step in pikepdf.parse_content_stream(page):
                match str(step.operator):
                    case "q":
                        kept.append(matrix)
                    case "Q":
                        matrix = kept.pop()
                    case "cm":
                        matrix = pikepdf.Matrix(*map(float, step.operands)) @ matrix
                    case "Do":
                        found.append((str(step.operands[0]), list(matrix.shorthand)))
    return found


def in_dots(root: Path, exercise: str) -> None:
    """Put pictures of dots in the place of an exercise's drawings."""
    folder = root / "figures"
    lines = []
    for part in ("start", "end"):
        Image.new("RGB", (300, 280), "white").save(folder / f"{exercise}-{part}.png")
        alt = "The {side} hand holds the seat. This is the " + f"{part}."
        lines.append(
            f"{exercise}-{part}: {{alt: {alt!r}, side: right, file: {exercise}-{part}.png}}"
        )
    (folder / "figures.yaml").write_text("\n".join(lines))

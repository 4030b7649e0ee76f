"""The example handouts in the forms that they can be had in."""

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import combinations, product
from pathlib import Path
from typing import Any, Final, NamedTuple

from msgspec.structs import replace
from PIL import Image

from generator.assess import Assessment
from generator.case import check_case
from generator.compiled import library_of
from generator.handout.artwork import inlined
from generator.handout.pdf import render_pdf
from generator.handout.press import Format, Press
from generator.handout.variant import Variant
from generator.resources import data_dir
from generator.workshop import Workshop
from generator.yamlread import read_yaml_file

CASES: Final = tuple(sorted(path.stem for path in data_dir("examples").glob("*.yaml")))

# What a handout can be like; a new option of `hep generate` is one more line.
AXES: Final[Mapping[str, Sequence[Any]]] = {
    "size": ("standard", "large"),
    "ink": ("color", "bw"),
    "paper": ("letter", "a4"),
    "layout": ("full", "compact", "cards"),
    "fillable": (False, True),
    "letterhead": (False, True),
}
Form = dict[str, Any]
BOXES: Final = re.compile(
    r'<aside class="(?:call|card|emergency|note|warn)">.*?</aside>', re.DOTALL
)
CLINIC: Final = """\
name: Cedar Street Headache Clinic
address: [12 Cedar Street, "Bend, OR 97701"]
phone: (541) 555-0142
email: hello@clinic.example
logo: logo.png
emergency_number: "911"
qr: https://clinic.example/start
videos: {c1c2_self_snag: "https://clinic.example/turn"}
"""


def cover(axes: Mapping[str, Sequence[Any]]) -> list[Form]:
    """A few rows in which every two values of different axes meet."""
    candidates = [dict(zip(axes, row, strict=True)) for row in product(*axes.values())]
    open_pairs = {pair for row in candidates for pair in pairs(row)}
    rows = []
    while open_pairs:
        rows.append(max(candidates, key=lambda row: len(open_pairs & set(pairs(row)))))
        open_pairs -= set(pairs(rows[-1]))
    return rows


def pairs(row: Form) -> Iterator[tuple[Any, Any]]:
    """Every two values of a row, each with its axis."""
    return combinations(row.items(), 2)


PLAIN: Final = {axis: values[0] for axis, values in AXES.items()}
ROWS: Final = [
    *({"case": case} | PLAIN for case in CASES),
    *(row for row in cover({"case": CASES, **AXES}) if row != {"case": row["case"]} | PLAIN),
]


def name_of(row: Form) -> str:
    """A short name for a file or a test."""
    return "-".join(str(value) for value in row.values() if not isinstance(value, bool)) + "".join(
        f"-{key}" for key, value in row.items() if value is True
    )


def clinic_in(folder: Path) -> Path:
    """A clinic's folder with a letterhead and a logo."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "clinic.yaml").write_text(CLINIC, "utf-8")
    Image.new("RGB", (40, 40), (14, 90, 106)).save(folder / "logo.png")
    return folder


class Sample(NamedTuple):
    """A short PDF and its page for a browser."""

    pdf: Path
    page: str


class Handouts:
    """Prints the examples; each is assessed once."""

    def __init__(self, folder: Path) -> None:
        """Name an empty folder."""
        self.folder = folder
        self.clinic = clinic_in(folder / "clinic")
        self.assessed = cache(self._assessed)
        self.printed = cache(self._printed)

    def _assessed(self, case: str, clinic: Path | None) -> Assessment:
        path = data_dir("examples") / f"{case}.yaml"
        day = check_case(read_yaml_file(path), library_of(None), datetime.date.max).case.evaluated
        assert day is not None
        assessment, _ = Workshop(clinic, day).read(path)
        return assessment

    def _printed(self, kind: Format, case: str, letterhead: bool, **form: Any) -> Path:
        clinic = self.clinic if letterhead else None
        press = Press(library_of(clinic), clinic, Variant(**form))
        row = {"case": case, **form, "letterhead": letterhead}
        path = self.folder / f"{name_of(row)}.{kind}"
        path.write_bytes(press.print(self.assessed(case, clinic), kind))
        return path

    def pdf(self, case: str, *, letterhead: bool = False, **form: Any) -> Path:
        """A handout as PDF."""
        path: Path = self.printed("pdf", case, letterhead, **form)
        return path

    def html(self, case: str, *, letterhead: bool = False, **form: Any) -> Path:
        """The same for a browser."""
        path: Path = self.printed("html", case, letterhead, **form)
        return path

    def page(self, case: str, *, letterhead: bool = False, **form: Any) -> str:
        """The page that a PDF is made of."""
        clinic = self.clinic if letterhead else None
        press = Press(library_of(clinic), clinic, Variant(**form))
        assessment = self.assessed(case, clinic)
        return inlined(press.xhtml(assessment))

    def short(self) -> Sample:
        """One exercise and the log: quick to judge, with a tag of every kind."""
        press = Press(library_of(None), None)
        assessment = self.assessed("eli", None)
        assert assessment.program is not None
        program = replace(assessment.program, exercises=assessment.program.exercises[:1])
        assessment = replace(assessment, program=program)
        path = self.folder / "short.pdf"
        page, shown = (BOXES.sub("", press.xhtml(assessment, form)) for form in ("pdf", "html"))
        path.write_bytes(render_pdf(page, press.theme, created=assessment.today))
        return Sample(path, inlined(shown))

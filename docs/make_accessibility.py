"""Write the measured parts of docs/accessibility.md anew; needs Java."""  # noqa: INP001

import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.access.forms import CASES, Handouts
from tests.access.reading import Figures, figures, of_random_programs
from tests.access.trial import table, trial

PAGE = Path(__file__).with_name("accessibility.md")
BEGIN = "<!-- {}: written by docs/make_accessibility.py -->"
END = "<!-- end of {} -->"


def main() -> None:
    """Write the page anew."""
    with tempfile.TemporaryDirectory() as name:
        handouts = Handouts(Path(name))
        examples = [handouts.html(case).read_text("utf-8") for case in CASES]
        programs = of_random_programs()
        parts = {
            "mutants": table(trial(handouts).mutants),
            "reading": _reading(figures([*examples, *programs]), len(programs)),
        }
        PAGE.write_text(renewed(PAGE.read_text("utf-8"), parts), "utf-8")
    sys.stdout.write(f"{PAGE}\n")


def renewed(text: str, parts: Mapping[str, Iterable[str]]) -> str:
    """The page with these parts made anew; what was written by hand stays as it is."""
    for name, lines in parts.items():
        begin, end = BEGIN.format(name), END.format(name)
        before, found, rest = text.partition(begin)
        _, found_end, after = rest.partition(end)
        if not (found and found_end):
            raise SystemExit(f"{PAGE.name} has lost the lines\n{begin}\n{end}")
        text = "\n".join((before + begin, "", *lines, "", end + after))
    return text


def _reading(found: Figures, programs: int) -> Iterable[str]:
    yield f"- Measured: {found.number} different sentences, of the {len(CASES)} examples and of"
    yield f"  {programs} programs for random cases."
    yield f"- The median is grade {found.median:g}."
    yield f"- Above 6th grade: {len(found.hard)}."
    yield from (f"  - {grade:g}: “{sentence}”" for sentence, grade in sorted(found.hard.items()))


if __name__ == "__main__":
    main()

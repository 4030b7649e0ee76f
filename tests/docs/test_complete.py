"""Nothing is left out of the documentation, and nothing in it points to what is not there."""

import re
import runpy
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

import click
import pytest
from PIL import Image

from generator.errors import ExitCode
from generator.library import load_library
from generator.model.clinic import Clinic
from tests.docs.pages import ROOT, SHELL, anchors, blocks, links, pages, prose

# Written before the rule that a page's first line says who it is for.
WITHOUT_READER = {"handout-template.md", "benchmarks.md"}
PATH_PREFIXES = "generator|exercises|templates|tests|docs|examples|benchmarks"

# Pieced together, or this file would hold what it forbids.
FOLDERS = (r"(?<![\w.])/wor" + "k/", "/tm" + "p/", "/ro" + "ot/", "/ho" + "me/")
MACHINE = re.compile("|".join(FOLDERS))


def everything() -> str:
    """The text of all pages."""
    return "\n".join(page.read_text("utf-8") for page in pages())


# --- Commands and exit codes ----------------------------------------------------------------------


def parts_of_commands() -> Iterator[str]:
    """Every command, and each of its options as `hep COMMAND: --option`."""
    commands = runpy.run_path(str(ROOT / "docs" / "make_commands.py"))["commands"]
    for context in commands():
        yield context.command_path
        for option in context.command.get_params(context):
            if isinstance(option, click.Option):
                yield from (f"{context.command_path}: {name}" for name in option.opts)


def unmentioned(parts: Iterable[str], text: str) -> list[str]:
    """The commands and options that a text does not name."""
    return [
        part
        for part in parts
        if not re.search(rf"(?<![\w-]){re.escape(part.rpartition(': ')[2])}(?![\w-])", text)
    ]


def test_every_command_and_option_is_mentioned() -> None:
    parts = list(parts_of_commands())
    assert {"hep generate", "hep library show", "hep generate: --stale-ok"} <= set(parts)
    assert unmentioned(parts, everything()) == []


def test_a_command_that_is_not_mentioned_is_seen() -> None:
    parts = ["hep make", "hep make: --fast", "hep make: -f"]
    assert unmentioned(parts, "hep make-up --faster foo-f") == parts
    assert unmentioned(parts, "`hep make --fast`, or `-f`") == []


def codes_in(page: str) -> set[int]:
    """The exit codes in the first column of a table."""
    return {int(code) for code in re.findall(r"^\| (\d+) \|", page, re.MULTILINE)}


def test_every_exit_code_is_explained() -> None:
    page = (ROOT / "docs" / "errors.md").read_text("utf-8")
    assert codes_in(page) == {int(code) for code in ExitCode}
    assert codes_in(page.replace("| 4 |", "| four |")) != {int(code) for code in ExitCode}
    shown = set(re.findall(r"ends with exit code (\d)", page))
    assert shown == {"2", "3", "4", "5"}


def test_every_key_of_a_clinic_is_explained() -> None:
    page = (ROOT / "docs" / "add-an-exercise.md").read_text("utf-8")
    known = Clinic.__struct_fields__
    assert "emergency_number" in known
    assert [key for key in known if not re.search(rf"`{key}[`:]", page)] == []


def test_every_target_of_make_exists() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    shown = [block.text for page in pages() for block in blocks(page) if block.language in SHELL]
    used = set(re.findall(r"^make ([a-z]+)", "\n".join(shown), re.MULTILINE))
    assert {"demo", "test"} <= used <= targets


# --- Links, paths and ids -------------------------------------------------------------------------


def broken_links(page: Path) -> Iterator[str]:
    """The links of a page that lead nowhere; addresses of other sites are not opened."""
    for target in links(page):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        place = page.parent / path if path else page
        if not place.exists() or (anchor and anchor not in anchors(place)):
            yield f"{page}: {target}"


def test_every_link_leads_somewhere() -> None:
    assert sum(len(links(page)) for page in pages()) > 15
    assert [link for page in pages() for link in broken_links(page)] == []


def test_a_broken_link_is_seen(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "# A page, of mine\n[a](#a-page-of-mine) [b](#no) [c](no.md) [d](https://example.org)\n"
        "```text\n[e](code.md)\n```\n"
    )
    assert list(broken_links(page)) == [f"{page}: #no", f"{page}: no.md"]


def missing_paths(text: str) -> list[str]:
    """The paths of our own, in backticks, that are not there."""
    found = re.findall(rf"`((?:{PATH_PREFIXES})/[\w./-]*)`", text)
    return [path for path in found if not (ROOT / path).exists()]


def test_every_path_exists() -> None:
    assert missing_paths("`docs/tour.md` and `docs/detour.md`") == ["docs/detour.md"]
    text = "\n".join(prose(page) for page in pages())
    assert len(re.findall(rf"`(?:{PATH_PREFIXES})/", text)) > 30
    assert missing_paths(text) == []


def unknown_flags(text: str, known: Iterable[str]) -> list[str]:
    """The flags, in backticks, that the library does not have."""
    return [key for key in re.findall(r"`((?:rf|pr)_\w+)`", text) if key not in known]


def test_every_id_of_the_clinical_review_exists() -> None:
    library = load_library().library
    assert unknown_flags("`rf_gca` and `rf_gac`", library.flags) == ["rf_gac"]
    text = "\n".join(prose(page) for page in pages())
    assert unknown_flags(text, library.flags) == []
    page = prose(ROOT / "docs" / "clinical-review.md")
    tables = (library.exercises, library.flags, library.findings, library.patient_texts)
    named = set(re.findall(r"`(\w+)`", page))
    assert len(named & {key for table in tables for key in table}) > 60
    assert len(re.findall(r"^- \[ \] \*\*\d+\.", page, re.MULTILINE)) == 11


# --- Form -----------------------------------------------------------------------------------------


def first_line(page: Path) -> str:
    """The first line below the title."""
    lines = [line for line in page.read_text("utf-8").splitlines() if line.strip()]
    return lines[1]


def silent(some: Iterable[Path]) -> list[Path]:
    """The pages whose first line does not say who they are for."""
    return [page for page in some if not first_line(page).startswith("For ")]


def test_every_page_says_who_it_is_for(tmp_path: Path) -> None:
    planted = tmp_path / "planted.md"
    planted.write_text("# A page\n\nIt is for everyone.\n")
    assert silent([planted]) == [planted]
    assert silent(page for page in pages() if page.name not in WITHOUT_READER) == []


def test_no_page_names_a_machine() -> None:
    assert MACHINE.search("see /wor" + "k/main")
    assert [str(page) for page in pages() if MACHINE.search(page.read_text("utf-8"))] == []


def layers(project: str) -> list[str]:
    """The layers of the modules that are built, from the text of pyproject.toml."""
    (contract, *_) = tomllib.loads(project)["tool"]["importlinter"]["contracts"]
    lines = [re.sub(r"[()]", "", line) for line in contract["layers"]]
    package = ROOT / "generator"
    built = {path.stem for path in package.glob("*.py")}
    built |= {path.parent.name for path in package.glob("*/__init__.py")}
    return [line for line in lines if set(re.findall(r"\w+", line)) <= built]


def test_the_tour_shows_the_layers() -> None:
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    shown = [block.text.splitlines() for block in blocks(ROOT / "docs" / "tour.md")]
    assert len(layers(project)) > 15
    assert layers(project) in shown
    assert layers(project.replace('"model",', '"models",')) not in shown


def test_the_picture_is_small_and_wide_enough() -> None:
    picture = ROOT / "docs" / "images" / "handout.png"
    assert picture.stat().st_size < 150_000
    with Image.open(picture) as page:
        assert page.width == 1616  # two pages
        assert page.height > page.width / 2
    assert "docs/images/handout.png" in (ROOT / "README.md").read_text("utf-8")


@pytest.mark.parametrize("decision", sorted((ROOT / "docs" / "decisions").glob("*.md")))
def test_a_decision_is_short_and_says_why(decision: Path) -> None:
    text = decision.read_text("utf-8")
    assert len(text.splitlines()) <= 25
    for part in ("**Context.**", "**Decision.**", "**Consequences.**"):
        assert part in text

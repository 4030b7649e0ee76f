"""The clinic's folder: a letterhead that prints, a color that can be read, templates in use."""

import io
from collections.abc import Iterator
from pathlib import Path, PurePath
from typing import Final

from generator.errors import Problem, did_you_mean, quote
from generator.handout.theme import Theme, ThemeError
from generator.library.load import Loaded
from generator.resources import data_dir

LARGEST_LOGO: Final = 1_000_000
MOST_DOTS: Final = 4000 * 4000

_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
_CONTACTS = {
    "phone": 'the handout says "Call your clinic"',
    "emergency_number": "the handout names the usual one",
}


def contacts(loaded: Loaded) -> Iterator[Problem]:
    """A patient needs a number to call."""
    if loaded.clinic is None:
        return
    for field, instead in _CONTACTS.items():
        if not getattr(loaded.library.clinic, field).strip():
            text = f"the clinic has no {field}"
            hint = f"without it {instead}"
            yield loaded.clinic.problem((field,), text, hint, severity="warning")


def accent_color(loaded: Loaded) -> Iterator[Problem]:
    """The clinic's color must stand out from the paper and from the tint of a panel."""
    accent = loaded.library.clinic.colors.accent
    if loaded.clinic is None or accent is None:
        return
    try:
        Theme(accent_code=accent)
    except ThemeError as error:
        yield loaded.clinic.problem(("colors", "accent"), str(error), "choose a darker color")


def logo(loaded: Loaded) -> Iterator[Problem]:
    """The logo is a PNG or JPEG in the clinic's folder."""
    name = loaded.library.clinic.logo
    if loaded.clinic is None or loaded.folder is None or not name:
        return
    fault = logo_fault(loaded.folder, name)
    if fault:
        yield loaded.clinic.problem(("logo",), *fault)


def videos(loaded: Loaded) -> Iterator[Problem]:
    """A video belongs to an exercise that there is."""
    known = loaded.library.exercises
    for name in loaded.library.clinic.videos if loaded.clinic else ():
        if loaded.clinic and name not in known:
            text = f"there is no exercise {quote(name)}"
            hint = did_you_mean(name, known) or "see `hep library list`"
            yield loaded.clinic.problem(("videos", name), text, hint)


def logo_fault(folder: Path, name: str) -> tuple[str, str] | None:
    """What is wrong with a logo in a clinic's folder, and what to do; None when it prints."""
    given = PurePath(name)
    if given.is_absolute() or ".." in given.parts:
        return "the logo must stand in the clinic's folder", "put it beside clinic.yaml"
    try:
        with (folder / given).open("rb") as stream:
            data = stream.read(LARGEST_LOGO + 1)
    except (OSError, ValueError):
        beside = [path.name for path in folder.iterdir() if path.is_file()]
        return f"there is no picture {quote(name)}", did_you_mean(name, beside) or "add it"
    return picture_fault(data, name)


def picture_fault(data: bytes, name: str) -> tuple[str, str] | None:
    """What is wrong with the bytes of a logo, and what to do; None when it can be printed."""
    if not data.startswith(_PICTURES):
        return f"{quote(name)} is no PNG or JPEG", "save the logo as a PNG"
    if len(data) > LARGEST_LOGO:
        return f"{quote(name)} is larger than 1 MB", "save the logo smaller; it prints 16 mm high"
    from PIL import Image  # noqa: PLC0415  (only for a clinic with a logo)

    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as picture:
            across, down = picture.size
            if across * down > MOST_DOTS:
                hint = "save the logo smaller; it prints 16 mm high"
                return f"{quote(name)} is {across} by {down} dots", hint
            picture.load()
    # Pillow raises many kinds for a broken file, and SyntaxError for a broken PNG.
    except Exception:  # noqa: BLE001
        return f"{quote(name)} is damaged", "save the logo anew"
    return None


def templates(loaded: Loaded) -> Iterator[Problem]:
    """A template of the clinic takes the place of one of ours, or is named by one of its own."""
    root = loaded.folder / "templates" if loaded.folder is not None else None
    if root is None or not root.is_dir():
        return
    ours = _names_below(data_dir("templates"))
    theirs = _names_below(root)
    used = "\n".join(_text(root / name) or "" for name in theirs)
    for name in theirs:
        if name not in ours and name not in used:
            text = "no template of ours has this name, and no other template names it"
            hint = did_you_mean(name, ours) or f"ours are: {', '.join(ours)}"
            yield Problem(str(root / name), None, None, text, hint, severity="warning")
        if name.endswith(".j2"):
            yield from _syntax(root / name)


def _names_below(root: Path) -> list[str]:
    found = (path.relative_to(root) for path in sorted(root.rglob("*")) if path.is_file())
    return [path.as_posix() for path in found if not any(part[0] == "." for part in path.parts)]


def _text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return None


def _syntax(path: Path) -> Iterator[Problem]:
    """What Jinja says of a template that it cannot read."""
    from jinja2 import Environment, TemplateSyntaxError  # noqa: PLC0415  (only for a clinic's own)

    source = _text(path)
    if source is None:
        hint = "save it as UTF-8 in your editor"
        yield Problem(str(path), None, None, "this template cannot be read as text", hint)
        return
    try:
        Environment(extensions=["jinja2.ext.i18n"], autoescape=True).parse(source)
    except TemplateSyntaxError as error:
        line = error.lineno
        lines = source.splitlines()
        shown = lines[line - 1] if line <= len(lines) else ""
        said = (error.message or "it cannot be read").rstrip(".")
        yield Problem(str(path), line, None, f"the template is broken: {said}", "", shown)


def no_clinic_file(loaded: Loaded) -> Iterator[str]:
    """A folder without a letterhead."""
    folder = loaded.folder
    if folder is not None and folder.is_dir() and not (folder / "clinic.yaml").exists():
        yield (
            f"{folder} has no clinic.yaml, so the handout names no clinic, phone or "
            "emergency number of its own"
        )

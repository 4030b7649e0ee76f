"""What a message says: its subject and its body, as plain text and as HTML, from templates."""

import re
import unicodedata
from pathlib import Path
from typing import Final, Literal

from msgspec import Struct

from generator.errors import BadInput
from generator.handout.template import environment, render
from generator.handout.view import ClinicView
from generator.handout.xhtml import TemplateError

Kind = Literal["program", "check_in", "test"]
# Paragraphs, each of lines.
Note = tuple[tuple[str, ...], ...]

_BLANK_LINES: Final = re.compile(r"\n{3,}")


class MessageView(Struct, frozen=True, kw_only=True):
    """Everything that a template of a message sees.

    `locked`: the PDF asks for a password; `page` and `calendar`: these are attached too.
    """

    lang: str
    clinic: ClinicView = ClinicView()
    provider_name: str = ""
    note: Note = ()  # the provider's own words
    locked: bool = False
    page: bool = False
    calendar: bool = False
    week: int = 1  # how many weeks the patient has had the program, in a check-in


class Words(Struct, frozen=True):
    """The subject and the body of a message, in one language."""

    subject: str
    text: str
    html: str
    language: str


class Titles(Struct, frozen=True):
    """What a calendar shows for a session and for the next check."""

    session: str
    check: str


def words(kind: Kind, view: MessageView, folders: tuple[Path, ...]) -> Words:
    """The words of a message of a kind; templates in earlier folders replace those in later ones.

    Raises: TemplateError, with file and line, for a clinic's template that does not work.
    """
    if view.locked and view.page:
        message = "beside a locked PDF no open page may travel"
        raise ValueError(message)
    subject = _line(f"email/{kind}.subject.txt.j2", folders, view.lang, view=view)
    text, html = (
        render(folders, view.lang, f"email/{kind}.{form}.j2", view=view, subject=subject)
        for form in ("txt", "html")
    )
    return Words(subject, _tidy(text), _tidy(html), view.lang)


def titles(folders: tuple[Path, ...], language: str) -> Titles:
    """The titles in a calendar.

    Raises: TemplateError, with file and line, for a clinic's template that does not work.
    """
    names = ("email/calendar.session.txt.j2", "email/calendar.check.txt.j2")
    return Titles(*(_line(name, folders, language) for name in names))


def note_of(text: str, file: str) -> Note:
    """The provider's own words from a text file, as paragraphs.

    Raises: BadInput for a character that no mail program shows.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    for number, line in enumerate(text.split("\n"), start=1):
        for character in line:
            if unicodedata.category(character) in ("Cc", "Cs"):
                said = f"line {number} has a control character (U+{ord(character):04X})"
                raise BadInput.one(file, said, "take it out, or write the line again")
    paragraphs = re.split(r"\n\s*\n", text.strip())
    return tuple(tuple(map(str.strip, one.split("\n"))) for one in paragraphs if one)


def _line(name: str, folders: tuple[Path, ...], language: str, **values: object) -> str:
    """What a template of one line writes."""
    written = render(folders, language, name, **values).strip()
    if len(written.splitlines()) != 1:
        file = environment(folders, language).get_template(name).filename
        fault = "more than one line" if written else "nothing"
        message = f"{file}: it writes {fault}; correct the template so that it writes one line"
        raise TemplateError(message)
    return written


def _tidy(text: str) -> str:
    """The text without the blanks and blank lines that a template leaves."""
    lines = "\n".join(map(str.rstrip, text.split("\n")))
    return _BLANK_LINES.sub("\n\n", lines).strip() + "\n"

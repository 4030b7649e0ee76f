"""From an assessed case to the bytes of its handout, within one clinic's letterhead."""

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Literal

from msgspec import structs

from generator.assess import Assessment
from generator.case import CaseFile
from generator.errors import BadInput, Problem, quote
from generator.handout.artwork import inlined
from generator.handout.choices import CHOICES
from generator.handout.compose import template_folders, view_of
from generator.handout.dots import dots_of
from generator.handout.drawings import Drawings, told
from generator.handout.fonts import missing_characters, printable
from generator.handout.pdf import render_pdf
from generator.handout.plain import plain_text
from generator.handout.template import data_uri, render_xhtml
from generator.handout.theme import BLACK_AND_WHITE, Theme
from generator.handout.variant import STANDARD, TYPE_SIZES, Variant
from generator.model.library import Library
from generator.resources import data_dir

Format = Literal["pdf", "html", "text"]
LANGUAGES = ("en",)


class Press:
    """Prints the handouts of one clinic."""

    def __init__(
        self,
        library: Library,
        clinic: Path | None,
        variant: Variant = STANDARD,
    ) -> None:
        """Take the library, the clinic's folder, and the form that the handouts shall have."""
        self.library = library
        self.clinic = clinic
        self.variant = variant
        self._drawings: dict[Format, Drawings] = {}
        self.paper = variant.paper or library.clinic.paper

    @cached_property
    def theme(self) -> Theme:
        """The clinic's accent color on our page, or none at all; and the size of type."""
        variant, accent = self.variant, self.library.clinic.colors.accent
        theme = Theme(accent_code=accent) if accent else Theme()
        theme = BLACK_AND_WHITE if variant.ink == "bw" else theme
        theme = structs.replace(theme, body=TYPE_SIZES[variant.size])
        match variant.layout:
            case "compact":
                return theme.compact
            case "cards":
                return theme.for_cards
            case _:
                return theme

    @cached_property
    def logo(self) -> bytes | None:
        """The clinic's logo.

        Raises: BadInput when it cannot be read, or is damaged.
        """
        name = self.library.clinic.logo
        if not (name and self.clinic):
            return None
        path = self.clinic / name
        try:
            logo = path.read_bytes()
            dots_of(data_uri(logo))
        except OSError as error:
            text = f"the logo cannot be read ({(error.strerror or 'no reason given').lower()})"
            raise BadInput.one(str(path), text, "correct logo: in clinic.yaml") from None
        except ValueError as error:
            raise BadInput.one(str(path), str(error), "save the logo anew") from None
        return logo

    def drawings(self, form: Format) -> Drawings:
        """Where the drawings of a form come from."""
        if form not in self._drawings:
            self._drawings[form] = Drawings(
                self.library,
                self.clinic,
                "html" if form == "html" else "pdf",
                self.variant.ink,
            )
        return self._drawings[form]

    def left_out(self, assessment: Assessment, form: Format) -> tuple[str, ...]:
        """Which drawings are not printed although there are some, each with the reason."""
        program, drawings = assessment.program, self.drawings(form)
        given = (*program.exercises, *program.extra) if program else ()
        return tuple(filter(None, (drawings.choice(told(item)).left_out for item in given)))

    def xhtml(self, assessment: Assessment, form: Format = "html") -> str:
        """The handout as one XHTML page, with its drawings as the form needs them."""
        drawings = self.drawings(form)
        variant = self.variant
        if form == "text" and variant.layout == "cards":
            variant = structs.replace(variant, layout="full")  # nothing to cut out
        view = view_of(
            assessment,
            self.library,
            logo=self.logo,
            drawings=drawings,
            variant=variant,
        )
        drawings.gallery.keep()
        return render_xhtml(view, template_folders(self.clinic, data_dir("templates")))

    def print(self, assessment: Assessment, form: Format) -> bytes:
        """The handout as a file's bytes; the same case and day give the same bytes."""
        page = self.xhtml(assessment, form)
        if form == "html":
            return inlined(page).encode()
        if form == "text":
            return plain_text(page).encode()
        made = render_pdf(
            page,
            self.theme,
            created=assessment.today,
            paper=self.paper,
        )
        CHOICES.keep()
        return made


def unprintable(file: CaseFile) -> Iterator[Problem]:
    """What the typeface has no letters for; a name of which nothing is left is an error."""
    case = file.case
    texts: tuple[tuple[tuple[str, ...], str], ...] = (
        (("patient", "name"), case.patient.name),
        (("patient", "id"), case.patient.id or ""),
        (("provider",), case.signed_by.name),
        (("notes",), case.notes),
    )
    for path, text in texts:
        missing = missing_characters(text)
        if not missing:
            continue
        shown = " ".join(dict.fromkeys(missing))
        prints = printable(text).strip()
        empty = path[0] != "notes" and not prints
        message = f"the handout's typeface has no {shown}"
        hint = (
            "nothing of it would print: write it in Latin letters"
            if empty
            else f"it prints as {quote(prints)}"
        )
        severity: Literal["error", "warning"] = "error" if empty else "warning"
        yield file.document.problem(path, message, hint, severity=severity)


def unknown_language(file: CaseFile) -> Problem | None:
    """A language that the handout does not speak yet; None when it does."""
    language = file.case.patient.language
    if language in LANGUAGES:
        return None
    text = f'there is no handout in the language "{language}" yet'
    return file.document.problem(("patient", "language"), text, f"write {' or '.join(LANGUAGES)}")

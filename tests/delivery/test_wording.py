"""The words of a message: from our templates, in another language, and from a clinic's own."""

import html
import itertools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from msgspec.structs import replace

from generator.check import check_library
from generator.check.wording import HIGHEST_GRADE, MOST_WORDS, _measure, sentences, words_in
from generator.delivery.wording import Kind, MessageView, Titles, Words, note_of, titles, words
from generator.errors import BadInput
from generator.handout.view import ClinicView
from generator.handout.xhtml import TemplateError
from tests.access.reading import FEWEST_WORDS
from tests.delivery.letters import CLINIC, FOLDERS, VIEW

KINDS: tuple[Kind, ...] = ("program", "check_in", "test")
LOCKED = replace(VIEW, locked=True, page=False)
PLAIN = MessageView(lang="en")
NOTHING = replace(VIEW, note=(), page=False, calendar=False)
VIEWS = {"full": VIEW, "locked": LOCKED, "plain": PLAIN, "nothing": NOTHING}
ALL = list(itertools.product(KINDS, VIEWS))
# What a mail program shows beside the subject, and some.
PREVIEW = 150


def every_message() -> Iterator[Words]:
    """Each kind of message in each form, and a later check-in."""
    yield from (words(kind, VIEWS[view], FOLDERS) for kind, view in ALL)
    yield words("check_in", replace(VIEW, week=2), FOLDERS)


def shown(page: str) -> str:
    """The words of an HTML body, in order."""
    body = page.partition("<body")[2]
    return " ".join(html.unescape(re.sub(r"<[^>]*>?|^[^>]*>", " ", body)).split())


def squeezed(text: str) -> str:
    """The text without its blanks."""
    return "".join(text.split())


# --- Our own templates ----------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "view"), ALL)
def test_text_and_html_say_the_same(kind: Kind, view: str) -> None:
    made = words(kind, VIEWS[view], FOLDERS)
    assert squeezed(shown(made.html)) == squeezed(made.text)
    assert len(made.text.split()) > 10
    assert f"<title>{made.subject}</title>" in made.html


def test_the_usual_message() -> None:
    made = words("program", VIEW, FOLDERS)
    assert made.subject == "Your plan is attached"
    assert made.language == "en"
    assert made.text.split("\n\n") == [
        "Hello,",
        "Your plan is attached to this message as a PDF file. Open it to read it or to print it.",
        (
            "There is a web page too. It has the same words and is easy to read on a phone. "
            "Save it, then open it."
        ),
        (
            "The calendar file puts the times into your own calendar. "
            "Open it, and say yes to add them."
        ),
        "Questions? Call (555) 010-2277. You can also reply to this message.",
        "Do not email us in an emergency. Call 911.",
        "A note from Dr. M. Lee, DPT:",
        "Well done today.",
        "See you soon.\nMia",
        (
            "Dr. M. Lee, DPT\nLakeside Headache Clinic\n12 Shore Road\nSpringfield, IL 62701\n"
            "(555) 010-2277\nlakeside.example\n"
        ),
    ]


def test_a_locked_message_says_how_to_open_the_file() -> None:
    made = words("program", LOCKED, FOLDERS)
    assert "the one that you agreed on with the clinic" in made.text
    assert "web page" not in made.text
    with pytest.raises(ValueError, match="no open page"):
        words("program", replace(LOCKED, page=True), FOLDERS)


def test_a_check_in_counts_the_weeks_and_says_when_to_stop() -> None:
    first = words("check_in", VIEW, FOLDERS).text
    assert "You have had your plan for 1 week. How is it going?" in first
    assert "Do you feel worse? Then stop, and call us." in first
    second = words("check_in", replace(VIEW, week=2), FOLDERS).text
    assert "for 2 weeks." in second


def test_only_html_is_escaped() -> None:
    wild = '<img src="https://evil.example/x.png"> & {{ 7 * 7 }}'
    view = replace(
        VIEW,
        clinic=replace(CLINIC, name=wild, address=(wild,), phone=wild, web=wild),
        provider_name=wild,
        note=((wild,),),
    )
    for kind in KINDS:
        made = words(kind, view, FOLDERS)
        assert made.text.count(wild) >= 4
        assert "<img" not in made.html
        assert squeezed(shown(made.html)) == squeezed(made.text)


def test_the_html_asks_for_nothing_and_leads_only_to_the_clinic() -> None:
    for made in every_message():
        assert not re.search(r"src=|url\(|@import|<(style|script|link|img|object)", made.html)
        found = set(re.findall(r'href="([^"]*)"', made.html))
        assert found <= {"tel:5550102277", "tel:911", "https://lakeside.example"}
        assert not re.findall(r"&(?!amp;|lt;|gt;|#)\w+;", made.html)
    assert found


def test_a_tired_patient_can_read_it() -> None:
    grade_of, seen = _measure(), set()
    for made in every_message():
        for paragraph in made.text.split("\n"):
            for sentence in sentences(paragraph):
                assert words_in(sentence) <= MOST_WORDS + 1, sentence
                if words_in(sentence) >= FEWEST_WORDS and sentence.endswith((".", "?")):
                    assert grade_of(sentence) <= HIGHEST_GRADE, sentence
                    seen.add(sentence)
    assert len(seen) > 15


# --- Privacy --------------------------------------------------------------------------------------


def test_subject_and_preview_tell_nothing() -> None:
    telling = re.compile(
        "lakeside|headache|exercis|pain|neck|jaw|shoulder|therap|health|patient|lee|mia",
        re.IGNORECASE,
    )
    for made in every_message():
        if made.subject == "Test message":  # goes to the clinic itself
            continue
        assert not telling.search(made.subject)
        assert "clinic" not in made.subject
        for preview in (made.text, shown(made.html)):
            assert not telling.search(preview[:PREVIEW])


def test_the_providers_own_words_stand_behind_the_preview() -> None:
    view = replace(VIEW, note=(("Secret",),), page=False, calendar=False)
    for kind in ("program", "check_in"):
        made = words(kind, view, FOLDERS)
        assert made.text.index("A note from") > PREVIEW
        assert shown(made.html).index("A note from") > PREVIEW


# --- The provider's own words ---------------------------------------------------------------------


def test_a_note_has_paragraphs_and_lines() -> None:
    text = "\ufeff¡Bien hecho! 😀\r\nSigue así.\r\n\r\n \r\n\r\nMia\tLee\n"
    assert note_of(text, "note.txt") == (("¡Bien hecho! 😀", "Sigue así."), ("Mia Lee",))
    assert note_of(" \n\n", "note.txt") == ()


def test_a_note_with_a_control_character_is_refused() -> None:
    with pytest.raises(BadInput) as caught:
        note_of("Well done.\nSee\x1b[31m you", "note.txt")
    assert str(caught.value) == (
        "note.txt: line 2 has a control character (U+001B); take it out, or write the line again"
    )


# --- Languages ------------------------------------------------------------------------------------


def catalog_in(folder: Path, language: str, catalog: Catalog) -> None:
    """Write a catalog where a clinic would."""
    place = folder / "locale" / language / "LC_MESSAGES"
    place.mkdir(parents=True)
    with (place / "handout.mo").open("wb") as stream:
        write_mo(stream, catalog)


def test_a_catalog_is_all_that_another_language_needs(tmp_path: Path) -> None:
    catalog = Catalog(locale="es")
    catalog.add("Your plan is attached", "Su plan está aquí")
    catalog.add("How is it going?", "¿Cómo va?")
    catalog.add("Time for your plan", "Hora de su plan")
    one, many = (
        "You have had your plan for %(num)s week.",
        "You have had your plan for %(num)s weeks.",
    )
    catalog.add((one, many), ("Lleva %(num)s semana.", "Lleva %(num)s semanas."))
    catalog_in(tmp_path, "es", catalog)
    folders = (*FOLDERS, tmp_path)
    view = replace(VIEW, lang="es", week=2)
    assert words("program", view, folders).subject == "Su plan está aquí"
    made = words("check_in", view, folders)
    assert "Lleva 2 semanas. ¿Cómo va?" in made.text
    assert '<html lang="es"' in made.html
    assert titles(folders, "es") == Titles("Hora de su plan", "Check with your clinic")


def untranslated(line: str) -> str:
    """What no catalog reached."""
    while "«" in line:
        line, found = re.subn(r"«[^«»]*»", " ", line)
        assert found
    return line.strip()


def test_another_language_reaches_every_word(tmp_path: Path) -> None:
    catalog = Catalog(locale="de")  # two forms, like English
    root = FOLDERS[0]
    for _, _, message, _, _ in extract_from_dir(
        root, [("**.j2", "jinja2.ext.babel_extract")], {"**.j2": {"newstyle_gettext": "true"}}
    ):
        if isinstance(message, str):
            catalog.add(message, f"«{message}»")
        elif message[0] and message[1]:
            catalog.add(message[:2], tuple(f"«{form}»" for form in message[:2]))
    catalog_in(tmp_path, "de", catalog)
    folders = (*FOLDERS, tmp_path)
    data = {*VIEW.clinic.address, CLINIC.name, CLINIC.phone, CLINIC.web, VIEW.provider_name}
    for kind, name in ALL:
        view = replace(VIEWS[name], lang="de", note=())
        made = words(kind, view, folders)
        for line in (made.subject, *made.text.splitlines()):
            assert not line or untranslated(line) in {"", *data}, line
    for title in (titles(folders, "de").session, titles(folders, "de").check):
        assert title.startswith("«")


# --- A clinic's own templates ---------------------------------------------------------------------


def own(folder: Path, name: str, source: str) -> tuple[Path, ...]:
    """The folders with one template of a clinic's own."""
    file = folder / "templates" / "email" / name
    file.parent.mkdir(parents=True)
    file.write_text(source, "utf-8")
    return (folder / "templates", *FOLDERS)


def test_a_clinic_writes_its_own(tmp_path: Path) -> None:
    source = "\n  {{ view.clinic.phone }}: {{ _('Your plan is attached') }} & <more>\n\n"
    folders = own(tmp_path, "program.subject.txt.j2", source)
    made = words("program", VIEW, folders)
    assert made.subject == "(555) 010-2277: Your plan is attached & <more>"
    assert "<title>(555) 010-2277: Your plan is attached &amp; &lt;more&gt;</title>" in made.html


@pytest.mark.parametrize(
    ("name", "source", "said"),
    [
        ("program.txt.j2", "Hello\n{{ view.patient }}", "program.txt.j2:2: "),
        ("program.html.j2", "<p>\n\n{% if %}", "program.html.j2:3: "),
        ("layout.html.j2", "\n{{ ''.__class__.__mro__ }}", "layout.html.j2:2: "),
        ("program.subject.txt.j2", "One\ntwo\n", "program.subject.txt.j2: it writes more than one"),
        ("program.subject.txt.j2", "One\u2028two\n", "program.subject.txt.j2: it writes more than"),
        ("program.subject.txt.j2", " \n", "program.subject.txt.j2: it writes nothing"),
    ],
)
def test_a_broken_template_is_named_with_its_line(
    name: str, source: str, said: str, tmp_path: Path
) -> None:
    with pytest.raises(TemplateError) as caught:
        words("program", VIEW, own(tmp_path, name, source))
    assert str(tmp_path / "templates" / "email" / said) in str(caught.value)


def test_hep_check_knows_the_templates_of_messages(tmp_path: Path) -> None:
    own(tmp_path, "program.text.j2", "Hello\n{% if %}")
    (tmp_path / "templates" / "email" / "check_in.txt.j2").write_text("Hello", "utf-8")
    found = [str(problem) for problem in check_library(tmp_path).problems]
    about = [line for line in found if "/email/" in line]
    assert len(about) == 2
    assert 'did you mean "email/program.txt.j2"?' in about[0]
    assert "email/program.text.j2:2: the template is broken" in about[1]


def test_a_bare_clinic_needs_no_letterhead() -> None:
    view = MessageView(lang="en", clinic=ClinicView(emergency_number="911 or your local number"))
    made = words("program", view, FOLDERS)
    assert "Questions? Call your clinic." in made.text
    assert "Call 911 or your local number." in made.text
    assert "<footer" not in made.html

"""The template's output, and what the layout refuses."""

import html
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from msgspec.structs import replace

from generator.errors import ExitCode
from generator.handout.pdf import lay_out, render_pdf
from generator.handout.template import environment, render_xhtml
from generator.handout.theme import Theme
from generator.handout.vocabulary import VOCABULARY
from generator.handout.xhtml import Element, TemplateError, parse, parse_whole
from tests.handout.sample import DAY, SAMPLE, TEMPLATES

DOCS = Path(__file__).parents[2] / "docs" / "handout-template.md"
PAGE = '<!DOCTYPE html><html lang="en"><head><title>T</title></head><body>{}</body></html>'


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("<blink>x</blink>", "does not know the element <blink>"),
        ('<p class="loud">x</p>', 'does not know class "loud" of <p>'),
        ('<p class="side dose">x</p>', 'does not know class "side dose" of <p>'),
        ('<p style="color:red">x</p>', 'does not know the attribute "style" of <p>'),
        ("loose words", 'the text "loose words" may not stand directly in <body>'),
        ("<ol><p>x</p></ol>", "<p> may not stand directly in <ol>"),
        ("<dl><dd>x</dd><dt>y</dt></dl>", "must hold dt and dd in turn"),
        ('<img src="file:///etc/passwd" alt="x"/>', "no file and no address is ever opened"),
        ('<img src="https://example.org/x.png" alt="x"/>', "no file and no address is ever opened"),
        ("<p>x&nbsp;y</p>", "not well-formed"),
        ("<p>x", "not well-formed"),
        ("<?php x ?>", "processing instruction"),
    ],
)
def test_what_the_layout_does_not_know_is_an_error(body: str, message: str) -> None:
    with pytest.raises(TemplateError, match=re.escape(message)) as caught:
        render_pdf(PAGE.format(body), Theme(), created=DAY)
    assert caught.value.exit_code is ExitCode.BAD_INPUT


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE html [<!ENTITY x "y">]>',
        '<!DOCTYPE html SYSTEM "file:///etc/passwd">',
        "<!DOCTYPE lolz>",
    ],
)
def test_a_dtd_is_refused(doctype: str) -> None:
    with pytest.raises(TemplateError, match="DTD"):
        parse(doctype + "<html/>")


def test_a_document_without_a_title_is_refused() -> None:
    with pytest.raises(TemplateError, match="title"):
        render_pdf("<html><head/><body><p>x</p></body></html>", Theme(), created=DAY)


def test_what_is_absent_takes_no_room() -> None:
    absent = """<div class="figures"></div><figure></figure><ul></ul><dl></dl><p> </p>
        <aside class="note"></aside><div class="cards"></div>"""
    pages, _ = lay_out(parse(PAGE.format(absent)), Theme(), "letter")
    assert pages == [[]]


def test_no_element_closes_itself_that_a_browser_would_leave_open(sample_xhtml: str) -> None:
    closed = set(re.findall(r"<(\w+)[^<>]*/>", sample_xhtml))
    assert closed <= {"meta", "img", "br"}
    assert "&nbsp;" not in sample_xhtml


def test_the_document_asks_for_nothing_from_outside(sample_xhtml: str) -> None:
    assert not re.search(r"src=|url\(|@import|<script|<link", sample_xhtml)
    assert set(re.findall(r'<[^>]*href="(\w+:)', sample_xhtml)) <= {"tel:", "mailto:", "https:"}
    assert sample_xhtml.count("href=") == len(re.findall('<a href="', sample_xhtml))


def test_another_language_reaches_every_word() -> None:
    made = environment(TEMPLATES).overlay()
    made.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: f"«{text}»",
        lambda one, many, count: f"«{one if count == 1 else many}»",
        newstyle=True,
        pgettext=lambda _, text: f"«{text}»",
    )
    document = made.get_template("handout.html.j2").render(view=SAMPLE)
    text = re.sub(r"<style>.*?</style>|<[^>]*>", " ", document, flags=re.DOTALL)
    count = 0
    while "«" in text:
        text, found = re.subn(r"«[^«»]*»", " ", text)
        assert found
        count += found
    assert count > 100
    given = re.findall(r"[A-Za-z]+", html.unescape(repr(SAMPLE)))
    assert set(re.findall(r"[A-Za-z]+", html.unescape(text))) <= set(given)


def test_a_catalog_is_all_that_another_language_needs(tmp_path: Path) -> None:
    catalog = Catalog(locale="de")
    catalog.add("Your home exercise program", "Ihr Übungsprogramm")
    catalog.add(("%(num)s minute", "%(num)s minutes"), ("%(num)s Minute", "%(num)s Minuten"))
    place = tmp_path / "locale" / "de" / "LC_MESSAGES"
    place.mkdir(parents=True)
    with (place / "handout.mo").open("wb") as stream:
        write_mo(stream, catalog)
    page = render_xhtml(replace(SAMPLE, lang="de"), (*TEMPLATES, tmp_path))
    assert "<h1>Ihr Übungsprogramm</h1>" in page
    assert "11 Minuten" in page


def test_the_docs_name_every_element_and_class() -> None:
    text = DOCS.read_text("utf-8")
    for name, rule in VOCABULARY.items():
        classes = " ".join(f"`{kind}`" for kind in sorted(rule.classes))
        assert f"| `{name}` | {classes} | {rule.meaning} | {rule.pdf_tag or '–'} |" in text


def test_every_part_of_the_view_is_printed_or_known() -> None:
    marked = render_xhtml(SAMPLE, TEMPLATES)
    for words in (
        SAMPLE.provider_name,
        SAMPLE.provider_license,
        SAMPLE.patient_name,
        *SAMPLE.why,
        *SAMPLE.just_for_you,
    ):
        assert words in marked


def _told(element: Element) -> list[object]:
    """An element with all below it, by tag, attributes and words."""
    return [
        element.tag,
        element.attributes,
        *(child if isinstance(child, str) else _told(child) for child in element.children),
    ]


def test_reading_by_parts_reads_the_same(sample_xhtml: str) -> None:
    assert _told(parse(sample_xhtml)) == _told(parse_whole(sample_xhtml))


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ('<aside class="warn">', '<aside class="warn" href="x">'),
        ('<ol class="steps">', '<ol class="stairs">'),
        ("</ol>", ""),
    ],
)
def test_a_message_names_the_line_in_the_document(sample_xhtml: str, good: str, bad: str) -> None:
    broken = sample_xhtml.replace(good, bad, 1)
    with pytest.raises(TemplateError) as whole:
        parse_whole(broken)
    with pytest.raises(TemplateError) as by_parts:
        parse(broken)
    assert str(by_parts.value) == str(whole.value)


def test_a_part_that_holds_another_of_its_name_is_read_in_place() -> None:
    inner = '<aside class="warn"><p>In</p></aside>'
    page = PAGE.format(f'<aside class="call">{inner}<p>Out</p></aside>')
    assert _told(parse(page)) == _told(parse_whole(page))

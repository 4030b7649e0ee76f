"""The frame of the page: layout, errors, static files."""

import logging
import re

import pytest
from flask import Flask, render_template_string, request

from generator.handout.theme import colour, contrast
from tests.test_house import ROOT
from tests.web.conftest import Client

CSS = ROOT / "generator" / "web" / "static" / "page.css"
SECRET = "Ana Ruiz 10421"


@pytest.fixture
def app(app: Flask) -> Flask:
    @app.route("/bug", methods=["GET", "POST"])
    def bug() -> str:
        raise ValueError(SECRET)

    @app.get("/shown")
    def shown() -> str:
        page = '{% extends "web/layout.html.j2" %}{% block main %}{{ word }}{% endblock %}'
        return render_template_string(page, word=request.args["word"])

    return app


def test_the_first_page_says_what_the_program_is(client: Client) -> None:
    page = client.get("/").text
    assert "From an evaluation to a handout" in page
    assert "No licensed clinician has reviewed" in page
    assert "New program" in page


def test_every_screen_is_in_the_menu(client: Client) -> None:
    page = client.get("/").text
    assert page.count('href="/new"') == 2
    menu = page.partition("<nav")[2].partition("</nav>")[0]
    for screen in ("/new", "/history", "/library", "/settings"):
        assert f'href="{screen}"' in menu


def test_what_a_visitor_sends_is_never_markup(client: Client) -> None:
    page = client.get("/shown", query_string={"word": "<script>alert(1)</script>"}).text
    assert "&lt;script&gt;alert(1)" in page
    assert "<script" not in page


@pytest.mark.parametrize("path", ["/", "/none", "/bug"])
def test_a_page_has_nothing_inline_and_nothing_from_elsewhere(path: str, client: Client) -> None:
    page = client.get(path).text
    assert not re.search(
        r"<script|<style|\sstyle=|\son\w+=|javascript:|//", page.partition("\n")[2]
    )


def test_an_error_shows_an_id_and_no_data(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = client.get("/bug", query_string={"q": SECRET})
    assert answer.status_code == 500
    (mark,) = re.findall(r"<code>([0-9a-f]{8})</code>", answer.text)
    assert SECRET not in answer.text
    assert [record.getMessage() for record in caplog.records] == [f"error {mark}: ValueError"]
    assert caplog.records[0].exc_info is None


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/static/page.css", 200),
        ("/static/icon.svg", 200),
        ("/fonts/AtkinsonHyperlegible-Regular.ttf", 200),
        ("/fonts/AtkinsonHyperlegible-Bold.ttf", 200),
        ("/fonts/../../../../LICENSE", 404),
        ("/fonts/%2e%2e/LICENSE", 404),
        ("/static/../app.py", 404),
        ("/static/%2e%2e/app.py", 404),
        ("/static/..%2fapp.py", 404),
        ("/static/..%5capp.py", 404),
        ("/static/....//app.py", 404),
        ("/static//etc/passwd", 404),
        ("/static/%00", 404),
        ("/static/page.css%00.txt", 404),
        ("/static/" + "x" * 5000, 404),
        ("/static/", 404),
        ("/static/C:/windows/win.ini", 404),
        ("/static/%ff%fe", 404),
    ],
)
def test_no_path_leaves_the_static_files(path: str, code: int, stranger: Client) -> None:
    # In a browser an address with // inside is left as it is; Flask may answer by the short one.
    answer = stranger.get(path, follow_redirects=True)
    assert answer.status_code in ({code} if code == 200 else {code, 403})
    assert (b"import" in answer.data) is False or code == 200


# --- The colors -----------------------------------------------------------------------------------


def palettes(text: str) -> list[dict[str, str]]:
    """The colors of the light and of the dark page."""
    found = re.findall(r":root \{(.*?)\}", text, re.DOTALL)
    return [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", one)) for one in found]


def too_pale(palette: dict[str, str]) -> list[str]:
    """The pairs of colors that a tired eye could not tell apart."""
    texts = {
        "surface": "ink muted accent accent-deep alarm warn good",
        "ground": "ink muted accent accent-deep",
        "tint": "ink muted accent",
        "accent": "on-accent",
        "accent-deep": "on-accent",
        "alarm-tint": "ink alarm",
        "warn-tint": "ink warn",
        "good-tint": "ink good",
    }
    pairs = [(text, ground, 4.5) for ground, words in texts.items() for text in words.split()]
    pairs += [("edge", "surface", 3), ("edge", "ground", 3)]
    return [
        f"{text} on {ground}"
        for text, ground, least in pairs
        if contrast(colour(palette[text]), colour(palette[ground])) < least
    ]


def test_every_color_can_be_read_on_its_ground() -> None:
    light, dark = palettes(CSS.read_text("utf-8"))
    assert set(light) == set(dark)
    assert too_pale(light) == []
    assert too_pale(dark) == []
    assert "muted on surface" in too_pale(light | {"muted": "#8a949c"})

"""The library on the page: the cards, their filters, and an exercise with all that it says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from generator.figures.choosing import with_sides
from generator.library import load_library
from generator.web import catalog
from generator.web.entry import DRAWN, kind_of, plain
from tests.library.folder import NEW, write
from tests.web.pages import page, select, text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.web.conftest import Client

LIBRARY = load_library().library
DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d4944415478da63f8cfc0f01f0005000201a2d4a4c90000000049454e44ae426082"
)


def cards(client: Client, query: str = "") -> list[str]:
    """The exercises on the screen, by id."""
    answer = client.get(f"/library{query}")
    assert answer.status_code == 200
    links = select(page(answer.data), "li.card a[href]")
    return [link.get("href").rpartition("/")[2] for link in links]


# --- The cards ------------------------------------------------------------------------------------


def test_every_exercise_has_a_card_with_its_drawing(client: Client) -> None:
    root = page(client.get("/library").data)
    assert sorted(cards(client)) == sorted(LIBRARY.exercises)
    assert len(select(root, "li.card img")) == len(LIBRARY.exercises)
    (card,) = [one for one in select(root, "li.card") if "Strap-assisted" in one.text_content()]
    said = " ".join(card.text_content().split())
    for words in ("self-SNAG strap", "sitting", "Phase 1", "step 2 of 2", "not at high", "Draft"):
        assert words in said
    assert text(root, "p.count") == f"{len(LIBRARY.exercises)} exercises"
    assert text(root, "p.progress") == f"0 of {len(LIBRARY.reviewable)} reviewed"


@pytest.mark.parametrize(
    ("query", "field", "value"),
    [
        ("?region=jaw", "region", "jaw"),
        ("?position=supine", "positions", "supine"),
        ("?finding=frt_restricted", "indications", "frt_restricted"),
        ("?finding=headache_type=migraine", "indications", "headache_type=migraine"),
    ],
)
def test_a_filter_shows_what_has_it(client: Client, query: str, field: str, value: str) -> None:
    def has(exercise: Any) -> bool:
        found = getattr(exercise, field)
        return found == value if isinstance(found, str) else value in found

    expected = sorted(key for key, one in LIBRARY.exercises.items() if has(one))
    assert 0 < len(expected) < len(LIBRARY.exercises)
    assert sorted(cards(client, query)) == expected
    root = page(client.get(f"/library{query}").data)
    assert text(root, "p.count").startswith(f"{len(expected)} exercise")
    (chosen,) = select(root, "form.filters option[selected]")
    assert chosen.get("value") == value


def test_filters_add_up_and_equipment_goes_by_kind(client: Client) -> None:
    bands = cards(client, "?equipment=band")
    assert "band_row" in bands
    assert all("latex" in " ".join(LIBRARY.exercises[key].equipment) for key in bands)
    assert cards(client, "?equipment=band&region=jaw") == []
    assert "ccf_nod" not in cards(client, "?equipment=none&state=reviewed")
    every = {
        key
        for kind in (*catalog.EQUIPMENT, catalog.OTHER)
        for key in cards(client, f"?equipment={kind}")
    }
    assert every == set(LIBRARY.exercises)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("self-snag strap", "c1c2_self_snag"),  # what a provider calls it
        ("MULLIGAN", "c1c2_self_snag"),
        ("c1c2_self_snag", "c1c2_self_snag"),
        ("flexion-rotation", "c1c2_self_snag"),  # a finding
        ("mässeter", "masseter_self_massage"),
    ],
)
def test_the_search_finds_names_findings_and_muscles(
    client: Client, words: str, found: str
) -> None:
    assert found in LIBRARY.exercises
    shown = cards(client, f"?q={words}")
    assert found in shown
    assert len(shown) < len(LIBRARY.exercises)


def test_nothing_matches_is_said_with_a_way_back(client: Client) -> None:
    root = page(client.get("/library?q=zeppelin&region=jaw").data)
    assert "Nothing matches" in text(root, "section.nothing")
    assert select(root, 'section.nothing a[href="/library"]')
    assert text(root, "p.count").startswith("0 exercises of")
    (word,) = select(root, 'input[id="q"]')
    assert word.get("value") == "zeppelin"


@pytest.mark.parametrize(
    "query",
    ["?region=../..", "?region=jaw%27&state=x", "?finding=%00&q=%3Cscript%3E", "?q=" + 3000 * "a"],
)
def test_what_the_library_does_not_have_is_not_asked_for(client: Client, query: str) -> None:
    answer = client.get(f"/library{query}")
    assert answer.status_code == 200
    assert b"<script>" not in answer.data


# --- One exercise ---------------------------------------------------------------------------------


def texts_in(value: Any) -> Iterator[str]:
    """Every text in plain data; of tables the values."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from texts_in(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from texts_in(inner)
    elif isinstance(value, str):
        yield value


def squeezed(words: str) -> str:
    """As a page shows it: ids as words, space as it comes."""
    signs = words.replace("<=", "≤").replace(">=", "≥")
    return " ".join(signs.replace("_", " ").replace("-", " ").split()).casefold()


def said_of(key: str, text: str) -> tuple[str, ...]:
    """The words that may stand on a page for a text of an entry."""
    library, exercise = LIBRARY, LIBRARY.exercises.get(key)
    words = [text]
    if text in library.findings:
        words.append(library.findings[text].label)
    if text in library.exercises:
        words.append(library.exercises[text].name)
    if exercise:
        words.append(library.stop_texts.get(text, text))
        words.append(with_sides(text, "right", library.phrases.sides))
        words.append(catalog.PLACES.get(text, text))
        words += [library.sources[text].reference] if text in library.sources else []
        words += [text.removeprefix("rf_").removeprefix("pr_")] if text in exercise.contra else []
    return tuple(map(squeezed, words))


def unseen(client: Client, key: str) -> list[str]:
    """The texts of an entry that are not on its page, without what is folded away."""
    root = page(client.get(f"/library/{key}").data)
    for hidden in select(root, "section.sign", "details"):
        hidden.drop_tree()
    shown = squeezed(root.text_content())
    content = {
        name: inner for name, inner in plain(LIBRARY.content(key)).items() if name not in DRAWN
    }
    softer = dict(content.get("gentle_variant") or {}) if key in LIBRARY.exercises else {}
    softer.pop("pose", None)
    if softer:
        content["gentle_variant"] = softer
    return [
        text for text in texts_in(content) if not any(one in shown for one in said_of(key, text))
    ]


@pytest.mark.parametrize("kind", ["flags", "files", "texts", "exercises"])
def test_a_page_shows_all_that_its_review_covers(client: Client, kind: str) -> None:
    keys = [key for key in LIBRARY.reviewable if kind_of(key, LIBRARY) == kind]
    missing = {key: found for key in keys if (found := unseen(client, key))}
    assert len(keys) >= 4
    assert missing == {}


def test_the_dose_is_told_for_each_irritability(client: Client) -> None:
    root = page(client.get("/library/c1c2_self_snag").data)
    doses = [" ".join(one.text_content().split()) for one in select(root, "dl.doses div")]
    assert doses[0] == "High irritabilitynot offered"
    assert doses[1].endswith("2 times, hold 3 seconds, twice a day, every day")
    said = text(root, "section[aria-labelledby=dose]")
    assert "From phase 1 on" in said
    (chain,) = select(root, "ol.chain")
    assert "→" not in chain.text_content()
    assert [one.text_content() for one in select(chain, "li")] == [
        "Chin-down turn",
        "Strap-assisted neck turn",
    ]


def test_what_excludes_an_exercise_is_said_with_when(client: Client) -> None:
    said = text(page(client.get("/library/c1c2_self_snag").data), "ul.against")
    assert "vascular risk named in the exercise itself; excludes end range rotation" in said
    assert "day 2 to 7: excludes strap on neck" in said
    softer = text(page(client.get("/library/open_book").data), "section[aria-labelledby=against]")
    assert "Done in another way withhypermobility gentle variant" in softer


def test_sources_are_links_that_tell_nothing_of_us(client: Client) -> None:
    links = select(page(client.get("/library/c1c2_self_snag").data), "ol.sources a")
    assert links[0].get("href") == "https://doi.org/10.2519/jospt.2007.2379"
    assert {link.get("rel") for link in links} == {"noreferrer noopener"}


# --- Drawings -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/library/nope",
        "/library/nope/drawing/0",
        "/library/ccf_nod/drawing/99",
        "/library/ccf_nod/drawing/-1",
        "/library/rf_gca/drawing/0",
        "/library/..%2f..%2fetc%2fpasswd",
        "/library/..%2fflags.yaml",
        "/library/neck%2fccf_nod.yaml",
        "/library/ccf_nod/drawing/..%2f0",
        "/library/%00",
    ],
)
def test_what_is_not_there_is_not_found(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


# --- A clinic's own -------------------------------------------------------------------------------


def test_a_clinics_exercise_its_picture_and_its_file(clinic: Path, at_clinic: Client) -> None:
    (clinic / "figures").mkdir()
    (clinic / "figures" / "towel_nod-start.png").write_bytes(DOT)
    hostile = NEW.replace("Towel nod", "<script>alert(1)</script>")
    files = {
        "figures/figures.yaml": "towel_nod-start: {alt: A towel.}\n",
        "neck/towel_nod.yaml": hostile,
    }
    write(clinic, files)
    answer = at_clinic.get("/library/towel_nod")
    assert b"<script>" not in answer.data
    root = page(answer.data)
    assert "neck/towel_nod.yaml in the clinic's folder" in text(root, "p.origin")
    (image,) = select(root, "figure img")
    shown = at_clinic.get(image.get("src"))
    assert (shown.mimetype, shown.data) == ("image/png", DOT)
    assert str(clinic).encode() not in answer.data


def test_a_folder_that_cannot_be_read_is_said(clinic: Path, at_clinic: Client) -> None:
    write(clinic, {"neck/ccf_nod.yaml": "id: ccf_nod\nminutes: many\n"})
    answer = at_clinic.get("/library")
    assert answer.status_code == 500
    said = text(page(answer.data), "main")
    assert "The library cannot be read" in said
    assert "ccf_nod.yaml:2" in said
    assert str(clinic) not in said

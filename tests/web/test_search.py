"""What the search box of a new program can find."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator.compiled import library_of
from generator.records.drafts import new_id
from generator.web.casedata import field_names
from tests.web.pages import page, select

if TYPE_CHECKING:
    from tests.web.conftest import Client

LIBRARY = library_of(None)


@pytest.fixture(scope="module")
def client(desk_client: Client) -> Client:
    return desk_client


def test_everything_that_is_found_has_a_place_on_the_screen(client: Client) -> None:
    found = client.get("/new/search.json").json
    assert found is not None
    shown = page(client.get(f"/new/{new_id()}").data)
    ids = {place.get("id") for place in select(shown, "[id]")}
    assert {entry["to"] for entry in found} <= ids
    assert {entry["field"] for entry in found} <= field_names(LIBRARY)
    assert len(found) == len(LIBRARY.findings) - 2 + len(LIBRARY.flags)  # two have fields apart


@pytest.mark.parametrize("kind", ["findings", "flags"])
def test_each_finding_and_flag_has_other_words(kind: str) -> None:
    table = getattr(LIBRARY, kind)
    bare = {key for key, one in table.items() if not one.aka}
    assert bare <= {"irritability", "headache_type"}
    for one in table.values():
        assert len({word.casefold() for word in one.aka}) == len(one.aka)


def test_what_a_browser_has_is_not_sent_again(client: Client) -> None:
    first = client.get("/new/search.json")
    assert first.headers["Cache-Control"] == "private, no-cache"
    again = client.get("/new/search.json", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")

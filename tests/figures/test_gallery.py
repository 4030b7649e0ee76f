"""The lists of drawings, a clinic's over ours, and what is kept between two runs."""

import json
import shutil
from pathlib import Path

import pytest

from generator import cache
from generator.errors import BadInput
from generator.figures import making as module
from generator.figures import svg
from generator.figures.gallery import Gallery
from generator.figures.manifest import sources_of
from tests.figures.samples import LYING, PROFILE, SITTING, with_drawings

pytestmark = pytest.mark.usefixtures("own_cache")


def test_a_start_stands_before_its_end(tmp_path: Path) -> None:
    root = with_drawings(tmp_path, "ccf_nod", parts=("end", "start"))
    found = Gallery(root / "figures").of("ccf_nod")
    assert [source.key for source in found] == ["ccf_nod-start", "ccf_nod-end"]
    assert Gallery(root / "figures").of("wall_slide") == ()
    assert Gallery(tmp_path / "none").of("ccf_nod") == ()


def test_a_later_folder_replaces_a_way_whole(tmp_path: Path) -> None:
    ours = with_drawings(tmp_path / "ours", "ccf_nod", "upper_trap_stretch")
    with_drawings(ours, "upper_trap_stretch", variant="gentle")
    theirs = with_drawings(tmp_path / "theirs", "upper_trap_stretch", parts=("end",))
    found = Gallery(ours / "figures", theirs / "figures")
    assert [source.key for source in found.of("ccf_nod")] == ["ccf_nod-start", "ccf_nod-end"]
    trap = {source.key: source.path.parents[1].name for source in found.of("upper_trap_stretch")}
    assert trap == {
        "upper_trap_stretch-end": "theirs",
        "upper_trap_stretch-gentle-start": "ours",
        "upper_trap_stretch-gentle-end": "ours",
    }


def test_two_ways_may_share_one_file(tmp_path: Path) -> None:
    root = with_drawings(tmp_path, "ccf_nod")
    listed = root / "figures" / "manifest.json"
    manifest = json.loads(listed.read_text())
    manifest["drawings"]["ccf_nod-end"]["file"] = "ccf_nod-start.svg"
    listed.write_text(json.dumps(manifest))
    start, end = sources_of(root / "figures").values()
    assert start.path == end.path


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "cannot be read"),
        ('{"version": 2, "drawings": {}}', "is of version 2, not 1"),
        ('{"version": 1, "drawings": {"a": {}}}', "missing required field"),
    ],
)
def test_a_broken_list_is_an_error(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(BadInput, match=said):
        sources_of(tmp_path)


def test_a_clinic_names_its_pictures_by_hand(tmp_path: Path) -> None:
    shutil.copy(SITTING, tmp_path / "chair_turn-start.svg")
    (tmp_path / "turn.png").write_bytes(b"\x89PNG")
    (tmp_path / "figures.yaml").write_text(
        "chair_turn-start: {alt: 'Sitting tall.', side: right}\n"
        "chair_turn-gentle-end: {alt: 'Turned.', kind: body, file: turn.png, shows: abc}\n"
    )
    start, end = sources_of(tmp_path).values()
    assert (start.entry.exercise, start.entry.variant, start.entry.part) == (
        "chair_turn",
        None,
        "start",
    )
    assert (start.entry.authored_side, start.entry.text_hash) == ("right", None)
    assert not start.is_raster
    assert (end.entry.variant, end.entry.part, end.entry.kind) == ("gentle", "end", "body")
    assert (end.entry.text_hash, end.path.name, end.is_raster) == ("abc", "turn.png", True)


# --- What is kept --------------------------------------------------------------------------------


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Which drawings were read from their files."""
    seen: list[Path] = []
    read = svg.read_drawing

    def counted(path: Path) -> object:
        seen.append(path)
        return read(path)

    monkeypatch.setattr(module, "read_drawing", counted)
    return seen


def test_a_drawing_is_read_once_and_then_kept(tmp_path: Path, reads: list[Path]) -> None:
    root = with_drawings(tmp_path, "ccf_nod", "wall_slide")
    first = Gallery(root / "figures")
    art = first.art("ccf_nod-start")
    assert first.art("ccf_nod-start") is art
    first.keep()
    again = Gallery(root / "figures")
    assert again.art("ccf_nod-start") == art
    assert again.of("wall_slide") == first.of("wall_slide")
    assert len(reads) == 1
    again.art("wall_slide-end")
    again.keep()
    third = Gallery(root / "figures")
    assert third.art("ccf_nod-start") == art
    third.art("wall_slide-end")
    assert len(reads) == 2


def test_an_edit_is_seen_at_once(tmp_path: Path) -> None:
    root = with_drawings(tmp_path, "ccf_nod")
    before = Gallery(root / "figures")
    old = before.art("ccf_nod-start")
    before.keep()
    shutil.copy(LYING, root / "figures" / "ccf_nod-start.svg")
    assert Gallery(root / "figures").art("ccf_nod-start") != old
    with_drawings(root, "ccf_nod", svg=PROFILE, alt="Something else.")
    (source, _) = Gallery(root / "figures").of("ccf_nod")
    assert source.entry.alt == "Something else."


def test_each_kind_of_handout_keeps_its_own(tmp_path: Path) -> None:
    root = with_drawings(tmp_path, "ccf_nod")
    made = set()
    for form in ("pdf", "html"):
        for ink in ("color", "bw"):
            gallery = Gallery(root / "figures", form=form, ink=ink)
            made.add(gallery.art("ccf_nod-start").data)
            gallery.keep()
    assert len(made) == 4
    assert Gallery(root / "figures").art("ccf_nod-start").data in made


def test_what_is_kept_may_be_broken_or_gone(
    own_cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = with_drawings(tmp_path, "ccf_nod")
    first = Gallery(root / "figures")
    art = first.art("ccf_nod-start")
    first.keep()
    (kept,) = own_cache.iterdir()
    kept.write_bytes(b"\xc1")
    assert Gallery(root / "figures").art("ccf_nod-start") == art
    monkeypatch.setenv("HEP_CACHE", "off")
    cache.folder.cache_clear()
    off = Gallery(root / "figures")
    assert off.art("ccf_nod-start") == art
    off.keep()


def test_a_drawing_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    root = with_drawings(tmp_path, "ccf_nod")
    (root / "figures" / "ccf_nod-end.svg").unlink()
    with pytest.raises(BadInput, match=r"ccf_nod-end\.svg: this drawing cannot be read"):
        Gallery(root / "figures").art("ccf_nod-end")


def test_a_clinic_without_drawings_shares_what_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, none = with_drawings(tmp_path, "ccf_nod") / "figures", tmp_path / "clinic" / "figures"
    first = Gallery(ours)
    art = first.art("ccf_nod-start")
    first.keep()
    monkeypatch.delattr(module, "read_drawing")
    assert Gallery(ours, none).art("ccf_nod-start") == art
    none.mkdir(parents=True)
    with pytest.raises(NameError):
        Gallery(ours, none).art("ccf_nod-start")

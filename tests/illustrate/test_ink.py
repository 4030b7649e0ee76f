"""From meshes to ink: what hides what, where lines are, and what the file may hold."""

import re
from functools import cache
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree as ET

import pytest

np = pytest.importorskip("numpy")
pytest.importorskip("scipy")
pytest.importorskip("skimage")

from generator.figures.drawing import LINES, TINTS  # noqa: E402
from generator.figures.ink import SHADES  # noqa: E402
from generator.illustrate.arrows import circle, shape_of  # noqa: E402
from generator.illustrate.bezier import evaluate, fit  # noqa: E402
from generator.illustrate.buffers import NOTHING, View, render  # noqa: E402
from generator.illustrate.camera import Camera  # noqa: E402
from generator.illustrate.contours import calm, chains_of  # noqa: E402
from generator.illustrate.cracks import Line, find_cracks  # noqa: E402
from generator.illustrate.drawing import Drawing, draw  # noqa: E402
from generator.illustrate.figure import Figure  # noqa: E402
from generator.illustrate.line_ends import bridges  # noqa: E402
from generator.illustrate.parts import Arrow, Highlight, Part  # noqa: E402
from generator.illustrate.raster import rasterise  # noqa: E402
from generator.illustrate.scene import Scene  # noqa: E402
from generator.illustrate.strokes import Strokes  # noqa: E402
from generator.illustrate.svg import COLOURS  # noqa: E402
from generator.illustrate.vectors import Pen, even, smooth  # noqa: E402
from generator.illustrate.weights import (  # noqa: E402
    FINEST,
    UNIT_MM,
    Weights,
    automatic_ppd,
    automatic_unit,
)

ALLOWED = {
    "svg": {"viewBox", "width", "height"},
    "g": {"class", "fill", "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin"},
    "path": {
        *("class", "fill", "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin"),
        *("fill-rule", "d"),
    },
}
PATH = re.compile(r"(M-?\d+[ -]\d+([cl]-?\d+([ -]\d+)*)+z?)+")


def sheet(depth: float, *, shift: float = 0.0, name: str = "body", **rest: Any) -> Part:
    """A square of 2 dm, `depth` dm before the middle of the world."""
    flat = np.array([[-1.0, -1, 0], [1, -1, 0], [1, 1, 0], [-1, 1, 0]])
    posed = flat + np.array([shift, 0.0, depth])
    rest = {"rest": posed.copy(), "triangles": np.array([[0, 1, 2], [0, 2, 3]]), **rest}
    return Part(name, rest.pop("material", "skin"), posed=posed, **rest)


# Tests that share a drawing run in one worker.
shared = pytest.mark.xdist_group("ink")


@cache
def upper_body(*, body: bool = False) -> Drawing:
    """The figure at rest, from the front or as a whole, with a highlight and two arrows."""
    figure = Figure()
    box = (-8.0, -8.2, 8.0, 9.2) if body else (-4.2, 0.9, 4.2, 9.2)
    camera = Camera(0, 6, box=box)
    camera = camera.with_box(box, automatic_ppd(box, body=body) / 2)
    trapezius = np.array([[-0.5, 5.9, 0.0], [-1.2, 5.6, 0.0]])
    arrows = [
        Arrow(np.array([[-3.0, 6.0, 0], [-2.5, 8.0, 0], [-1.0, 8.6, 0]]), np.zeros((3, 2))),
        Arrow(np.array([[2.0, 7.0, 0], [3.5, 7.0, 0]]), np.zeros((2, 2)), both=True),
    ]
    parts = figure.parts()
    return draw(
        Scene(
            figure,
            parts,
            len(parts),
            camera,
            [Highlight(trapezius, np.array([0.4, 0.3]), "upper_trapezius_right")],
            arrows,
            unit=automatic_unit(camera, body=body),
        )
    )


# --- What is seen ----------------------------------------------------------------------------


def test_the_nearer_triangle_is_seen_in_whatever_order_they_come() -> None:
    points = np.array(
        [[0.0, 0, 5], [20, 0, 5], [0, 20, 5], [0.0, 0, 2], [10, 0, 2], [0, 10, 2]],
    )
    for order, near in (([[0, 1, 2], [3, 4, 5]], 1), ([[3, 4, 5], [0, 1, 2]], 0)):
        hits = rasterise(points, np.array(order), 24, 24)
        assert hits.triangle[2, 2] == near
        assert hits.triangle[2, 14] == 1 - near
        assert hits.triangle[22, 22] == -1
        assert np.allclose(hits.weights[hits.triangle >= 0].sum(axis=1), 1)


def test_the_weights_give_back_a_vertex_value() -> None:
    points = np.array([[0.0, 0, 1], [30, 0, 2], [0, 30, 3]])
    hits = rasterise(points, np.array([[0, 1, 2]]), 32, 32)
    across = hits.interpolate(np.array([[0, 1, 2]]), points[:, 0])
    assert across[4, 9] == pytest.approx(9.5)
    assert np.isnan(across[31, 31])


def test_a_clip_cuts_a_mesh_along_the_zero_of_its_field() -> None:
    part = sheet(0.0, clip=np.array([-1.0, 1, 1, -1]))  # its right half stays
    view = View.of(Camera(box=(-1.5, -1.5, 1.5, 1.5), ppd=20))
    seen = render([part], view).cropped(view.margin).part
    assert (seen >= 0).sum() == pytest.approx(2 * 20**2, rel=0.01)
    assert (seen[:, :30] == NOTHING).all()


def test_a_zone_recolours_a_part() -> None:
    part = sheet(0.0, zones={"lips": np.array([1.0, 1, -1, -1])})
    view = View.of(Camera(box=(-1.5, -1.5, 1.5, 1.5), ppd=20))
    buffers = render([part], view)
    assert buffers.of("lips").sum() == pytest.approx(buffers.of("skin").sum(), rel=0.05)


# --- Where lines are -------------------------------------------------------------------------


def cracks_of(*parts: Part, n_figure: int = 9) -> Any:
    view = View.of(Camera(box=(-2, -2, 2, 2), ppd=40))
    return find_cracks(render(parts, view), n_figure, 40), view.margin


def test_skin_on_skin_is_an_edge_where_it_is_far_apart_at_rest() -> None:
    """One mesh, its halves side by side at one depth: only the places at rest tell them apart."""
    flat = np.array([[-1.0, -1, 0], [0, -1, 0], [0, 1, 0], [-1, 1, 0]])
    posed = np.vstack([flat, flat + np.array([1.0, 0, 0])])
    triangles = np.array([[0, 1, 2], [0, 2, 3], [4, 5, 6], [4, 6, 7]])
    for apart, kind in ((0.0, Line.NONE), (3.0, Line.INNER)):
        rest = posed + np.repeat([[0.0, 0, 0], [0, apart, 0]], 4, axis=0)
        part = Part("body", "skin", rest, posed, triangles)
        cracks, margin = cracks_of(part)
        assert cracks.across[margin + 80, margin + 79] == kind


def test_a_figure_before_a_prop_keeps_its_outline_and_a_prop_hides_it() -> None:
    wall = sheet(-1.0, shift=1.0, name="wall", material="prop", fill="wall")
    cracks, margin = cracks_of(sheet(0.0), wall, n_figure=1)
    row = cracks.across[margin + 80]
    assert row[margin + 39] == Line.OUTLINE  # against the paper
    assert row[margin + 119] == Line.OUTLINE  # against the wall
    assert row[margin + 159] in (Line.NONE, Line.PROP)  # the wall's own edge
    wall.posed[:, 2] += 2.0
    cracks, margin = cracks_of(sheet(0.0), wall, n_figure=1)
    assert cracks.across[margin + 80, margin + 79] == Line.PROP


def test_a_square_gives_one_closed_line() -> None:
    cracks, _ = cracks_of(sheet(0.0))
    (chain,) = chains_of(cracks, 10, 3.0)
    assert chain.closed
    assert set(chain.kinds.tolist()) == {Line.OUTLINE}


def test_short_runs_of_a_kind_are_calmed() -> None:
    kinds = np.array([6] * 20 + [4] * 3 + [6] * 20 + [2] * 15)
    assert calm(kinds, 12).tolist() == [6] * 43 + [2] * 15


def test_a_gap_is_bridged_between_ends_that_point_at_each_other() -> None:
    ends = np.array([[0.0, 0], [20, 2], [20, 30]])
    onward = np.array([[1.0, 0], [-1, 0], [0, 1]])
    strokes = Strokes({}, ends, ends, onward)
    (bridge,) = bridges(strokes, np.array([True, True, True]), 100.0)
    assert bridge[[0, 3]].tolist() == ends[:2].tolist()
    assert not list(bridges(strokes, np.array([True, False, True]), 100.0))


# --- Smooth lines ----------------------------------------------------------------------------


def test_fitted_curves_stay_within_the_error() -> None:
    turn = np.linspace(0, 5, 300)
    points = np.column_stack([40 * turn, 60 * np.sin(turn) + 5 * np.sin(7 * turn)])
    for error in (0.3, 1.0, 3.0):
        curves = fit(points, error)
        line = np.vstack([evaluate(curve, np.linspace(0, 1, 400)) for curve in curves])
        off = np.linalg.norm(points[:, None] - line[None], axis=2).min(axis=1)
        assert off.max() <= error
        joints = [abs(a[3] - b[0]).max() for a, b in pairwise(curves)]
        assert max(joints, default=0) < 1e-9
    assert len(fit(points, 3.0)) < len(fit(points, 0.3))


def test_evening_keeps_the_ends_and_takes_out_the_steps() -> None:
    x = np.arange(200.0)
    stairs = np.column_stack([x, np.floor(x / 40)])
    line = even(stairs, 4.0, closed=False)
    assert (line[0] == stairs[0]).all()
    assert (line[-1] == stairs[-1]).all()
    bends = np.abs(np.diff(line[20:-20, 1], 2)).max()
    assert bends < np.abs(np.diff(smooth(stairs, 4.0, closed=False)[20:-20, 1], 2)).max() / 2


def test_paths_are_short_and_straight_lines_have_no_handles() -> None:
    pen = Pen(scale=2.0, margin=1)
    bend = np.array([[1.0, 1], [3, 1], [5, 3], [5, 5]])
    line = np.array([[5.0, 5], [6, 5], [7, 5], [8, 5]])
    assert pen.path([bend, line], closed=True) == "M0 0c4 0 8 4 8 8l6 0z"
    assert not pen.path([np.ones((4, 2))])
    assert not pen.path([])


# --- The file --------------------------------------------------------------------------------


@shared
@pytest.mark.parametrize("body", [False, True])
def test_a_drawing_has_only_what_the_subset_allows(body: bool) -> None:
    root = ET.fromstring(upper_body(body=body).svg)
    for element in root.iter():
        tag = element.tag.removeprefix("{http://www.w3.org/2000/svg}")
        assert set(element.attrib) <= ALLOWED[tag]
        assert not (element.text or "").strip()
        if tag == "path":
            assert PATH.fullmatch(element.attrib["d"])
    for layer in root:
        name = layer.attrib["class"]
        paints = {layer.attrib.get("fill"), layer.attrib.get("stroke")}
        assert COLOURS[name] in paints
        assert paints <= {COLOURS[name], "none", None}


@shared
@pytest.mark.parametrize("body", [False, True])
def test_a_drawing_is_small(body: bool) -> None:
    assert 3_000 < upper_body(body=body).size <= (20_000 if body else 15_000)


@shared
def test_the_same_scene_gives_the_same_bytes() -> None:
    again = upper_body.__wrapped__()
    assert again is not upper_body()
    assert again.svg == upper_body().svg


@shared
def test_a_highlight_is_tinted_on_what_it_lies_on_and_counted() -> None:
    drawing = upper_body()
    (seen,) = drawing.highlights
    assert seen.name == "upper_trapezius_right"
    assert 0.1 < seen.share < 1
    assert seen.visible == seen.mask.sum()
    assert 'class="highlight-shirt"' in drawing.svg
    assert "opacity" not in drawing.svg
    # The person's right is the picture's left.
    assert np.nonzero(seen.mask)[1].max() < seen.mask.shape[1] / 2


@shared
def test_arrows_know_their_pixels() -> None:
    drawing = upper_body()
    curved, double = drawing.arrows
    for arrow in (curved, double):
        assert arrow.mask.shape == drawing.buffers.part.shape
        assert 0 < arrow.mask.sum() < arrow.halo.sum()
    column, row = curved.tip.astype(int)
    assert curved.halo[row, column]
    assert curved.tip[0] > curved.tail[0]
    assert drawing.svg.count('class="arrow"') == drawing.svg.count('class="arrow-halo"') == 2


def test_a_short_arrow_has_a_smaller_head() -> None:
    long = shape_of(np.array([[0.0, 0], [60, 0]]), 1.0)
    short = shape_of(np.array([[0.0, 0], [12, 0]]), 1.0)
    assert np.ptp(short.ring[:, 1]) < np.ptp(long.ring[:, 1])
    assert short.ring[:, 0].max() == pytest.approx(12)


def test_a_circle_goes_round_its_middle() -> None:
    ring = circle(np.array([10.0, 10]), 5, 0, 300, flat=0.5)
    assert ring[0] == pytest.approx([15, 10])
    assert np.abs(ring[:, 1] - 10).max() == pytest.approx(2.5, abs=0.1)


def test_lines_print_at_their_weight() -> None:
    camera = Camera(box=(-4.0, 0, 4, 8), ppd=100)
    unit = automatic_unit(camera)
    assert 50 / camera.height * unit == pytest.approx(UNIT_MM)
    assert Weights(46).line(Line.OUTLINE) * UNIT_MM == pytest.approx(0.5)
    for density in (15, 30, 60):
        weights = Weights(density)
        assert weights.line(Line.OUTLINE) * UNIT_MM >= 0.4 - 1e-9
        assert min(weights.line(kind) for kind in Line if kind) >= FINEST
        assert weights.detail(0.8) * UNIT_MM >= 0.18 - 1e-9


def test_each_class_is_known_in_black_and_white() -> None:
    assert set(COLOURS) == {*TINTS, *LINES}
    hatched_or_black = {name for name in COLOURS if name.startswith("highlight") or name in LINES}
    assert set(COLOURS) - hatched_or_black <= set(SHADES)

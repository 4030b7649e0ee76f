"""Cracks between pixels, chained to long lines, and through junctions the straightest way."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.spatial import cKDTree

from generator.illustrate.cracks import Line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.illustrate.cracks import Cracks
    from generator.illustrate.parts import Bools, Floats, Ints

LOOK: Final = 0.55  # shortest loose ends from a chain's end to where its direction is taken
TURN_MOST: Final = float(np.cos(np.radians(50)))  # lines that bend more at a junction stay apart
ISLAND: Final = 2.0  # a closed line is noise if it is shorter than so many shortest loose ends

End = tuple[int, int]  # a chain's number and which end: 0 its first point, 1 its last


@dataclass(eq=False)
class Chain:
    """A line of crack middles (n, 2) in pixels, with the kind of crack (n,) at each point.

    `nodes` are the grid corners at its ends; `free` says which ends meet no other chain.
    """

    points: Floats
    kinds: Ints
    closed: bool
    nodes: tuple[int, int]
    free: tuple[bool, bool] = (False, False)


def chains_of(cracks: Cracks, short: int, clot: float) -> list[Chain]:
    """All lines, long and merged.

    Dropped are loose ends shorter than `short` points, and what nowhere gets `clot` pixels away
    from a more important line: a surface seen edge-on frays it.
    """
    chains, degree = _trace(cracks)
    kept = []
    for chain in chains:
        size = len(chain.points)
        loose = any(degree[node] == 1 for node in chain.nodes)
        if size >= ISLAND * short if chain.closed else not (loose and size < short):
            kept.append(chain)
    look = round(LOOK * short)
    # First only what meets no third line, so that a junction of burrs does not cut a line up.
    whole = _apart(_merge(kept, look, most=2), clot)
    return [chain for chain in _merge(whole, look) if not _stray(chain, short)]


def _apart(chains: list[Chain], clot: float) -> list[Chain]:
    """Drop lines along the outline, and the shorter of two ways from here to there."""
    outline = [chain.points[chain.kinds >= Line.FINE_OUTLINE] for chain in chains]
    tree = cKDTree(np.vstack([*outline, np.full((1, 2), -1e9)]))
    ways: dict[tuple[int, ...], list[Chain]] = {}
    kept = []
    for chain in sorted(chains, key=lambda c: -len(c.points)):
        if not (chain.kinds >= Line.FINE_OUTLINE).any():
            # What closes a ring is no bridge: without it the lines hang together as before.
            others = ways.get(tuple(sorted(chain.nodes)), [])
            if tree.query(chain.points)[0].max() < clot or any(
                cKDTree(other.points).query(chain.points)[0].max() < clot for other in others
            ):
                continue
        ways.setdefault(tuple(sorted(chain.nodes)), []).append(chain)
        kept.append(chain)
    return kept


def _stray(chain: Chain, short: int) -> bool:
    loose = sum(chain.free)
    return not chain.closed and loose > 0 and len(chain.points) < short * loose


def _edges(cracks: Cracks) -> tuple[Ints, int]:
    """Cracks as rows of grid corner, grid corner, kind (n, 3); and corners in a grid row."""
    stride = cracks.down.shape[1] + 1
    row, column = np.nonzero(cracks.across)
    corner = row * stride + column + 1
    upright = np.column_stack([corner, corner + stride, cracks.across[row, column]])
    row, column = np.nonzero(cracks.down)
    corner = (row + 1) * stride + column
    level = np.column_stack([corner, corner + 1, cracks.down[row, column]])
    return np.vstack([upright, level]), stride


def _trace(cracks: Cracks) -> tuple[list[Chain], dict[int, int]]:
    """Lines from junction to junction, and how many cracks meet at each corner."""
    edges, stride = _edges(cracks)
    around: dict[int, list[tuple[int, int, int]]] = {}
    for number, (a, b, kind) in enumerate(edges.tolist()):
        around.setdefault(a, []).append((number, b, kind))
        around.setdefault(b, []).append((number, a, kind))
    used = [False] * len(edges)
    simple = 2  # cracks at a corner that a line merely passes
    chains = []
    # First from junctions and loose ends; what is left over are closed lines.
    for starts in ([n for n, near in around.items() if len(near) != simple], list(around)):
        for node in starts:
            for number, _, _ in around[node]:
                if not used[number]:
                    corners, kinds = _walk(node, number, around, used)
                    closed = corners[0] == corners[-1] and len(around[node]) == simple
                    chains.append(_chain(corners, kinds, stride, closed=closed))
    return chains, {node: len(near) for node, near in around.items()}


def _walk(
    node: int, number: int, around: dict[int, list[tuple[int, int, int]]], used: list[bool]
) -> tuple[list[int], list[int]]:
    corners, kinds = [node], []
    step = next(edge for edge in around[node] if edge[0] == number)
    while True:
        number, node, kind = step
        used[number] = True
        corners.append(node)
        kinds.append(kind)
        onward = [edge for edge in around[node] if not used[edge[0]]]
        if len(around[node]) != 2 or not onward:  # noqa: PLR2004 (in and out)
            return corners, kinds
        step = onward[0]


def _chain(corners: Sequence[int], kinds: Sequence[int], stride: int, *, closed: bool) -> Chain:
    grid = np.array(corners)
    places = np.column_stack([grid % stride, grid // stride]).astype(np.float64)
    middles = 0.5 * (places[1:] + places[:-1])
    ends = (corners[0], corners[-1])
    if closed:
        return Chain(middles, np.array(kinds), closed=True, nodes=ends)
    points = np.vstack([places[:1], middles, places[-1:]])
    return Chain(points, np.array([kinds[0], *kinds, kinds[-1]]), closed=False, nodes=ends)


def _merge(chains: list[Chain], look: int, most: int = 4) -> list[Chain]:
    """Join open chains that run on through a junction of at most so many lines."""
    meeting: dict[int, list[End]] = {}
    for number, chain in enumerate(chains):
        if not chain.closed:
            for end in (0, 1):
                meeting.setdefault(chain.nodes[end], []).append((number, end))
    links: dict[End, End] = {}
    for ends in meeting.values():
        if len(ends) <= most:
            links.update(_pairs(chains, ends, look))
    merged = [chain for chain in chains if chain.closed]
    done: set[int] = set()
    for number, chain in enumerate(chains):
        if not chain.closed and number not in done:
            ends = list(_route(number, links))
            done |= {part for part, _ in ends}
            merged.append(_joined(chains, ends, meeting, links))
    return merged


def _pairs(chains: list[Chain], ends: list[End], look: int) -> Iterator[tuple[End, End]]:
    """Which ends at one junction belong together: the straightest first."""
    choices = [
        (-float(_outward(chains[a[0]], a[1], look) @ _outward(chains[b[0]], b[1], look)), a, b)
        for a, b in combinations(ends, 2)
        if a[0] != b[0]
    ]
    taken: set[End] = set()
    # Where only two lines meet, they are one, whatever its bend.
    enough = TURN_MOST if len(ends) > 2 else -1.0  # noqa: PLR2004
    for straight, a, b in sorted(choices, key=lambda choice: -choice[0]):
        if straight >= enough and a not in taken and b not in taken:
            taken |= {a, b}
            yield a, b
            yield b, a


def _outward(chain: Chain, end: int, look: int) -> Floats:
    points = chain.points if end == 0 else chain.points[::-1]
    way = points[min(look, len(points) - 1)] - points[0]
    direction: Floats = way / (np.linalg.norm(way) + 1e-9)
    return direction


def _route(number: int, links: dict[End, End]) -> Iterator[End]:
    """The chains of one line in order, each with the end at which it is entered."""
    current = (number, 0)
    seen = {number}
    while current in links and links[current][0] not in seen:  # back to the line's beginning
        before, end = links[current]
        seen.add(before)
        current = (before, 1 - end)
    seen = set()
    step: End | None = current
    while step is not None and step[0] not in seen:
        seen.add(step[0])
        yield step
        step = links.get((step[0], 1 - step[1]))


def _joined(
    chains: list[Chain], ends: list[End], meeting: dict[int, list[End]], links: dict[End, End]
) -> Chain:
    points: list[Floats] = []
    kinds: list[Ints] = []
    for number, end in ends:
        way = slice(None) if end == 0 else slice(None, None, -1)
        skip = 1 if points else 0  # the junction's own point is there already
        points.append(chains[number].points[way][skip:])
        kinds.append(chains[number].kinds[way][skip:])
    (first, entered), (last, end) = ends[0], ends[-1]
    nodes = (chains[first].nodes[entered], chains[last].nodes[1 - end])
    single: Bools = np.array([len(meeting[node]) == 1 for node in nodes])
    ring = links.get((last, 1 - end)) == (first, entered) and len(ends) > 1
    line, kind = np.vstack(points), np.concatenate(kinds)
    if ring:
        return Chain(line[:-1], kind[:-1], closed=True, nodes=nodes)
    return Chain(line, kind, closed=False, nodes=nodes, free=(bool(single[0]), bool(single[1])))


def calm(kinds: Ints, least: int) -> Ints:
    """Runs of a kind shorter than `least` points take the longer neighbour's kind."""
    kinds = kinds.copy()
    while True:
        bounds = np.concatenate([[0], np.flatnonzero(np.diff(kinds)) + 1, [len(kinds)]])
        sizes = np.diff(bounds)
        shortest = int(sizes.argmin())
        if len(sizes) < 2 or sizes[shortest] >= least:  # noqa: PLR2004 (one run is calm)
            return kinds
        before = sizes[shortest - 1] if shortest else -1
        after = sizes[shortest + 1] if shortest + 1 < len(sizes) else -1
        start, end = bounds[shortest], bounds[shortest + 1]
        kinds[start:end] = kinds[start - 1] if before >= after else kinds[end]

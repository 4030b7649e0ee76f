"""A z-buffer: which triangle every pixel of an orthographic view sees, and where in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.illustrate.parts import Floats, Ints

CHUNK: Final = 65_536
"""Candidate pixels tested at a time, about 150 bytes each: few enough for a fast memory."""

FLAT: Final = 1e-9  # square pixels; a triangle seen edge-on
ON_EDGE: Final = -1e-9  # a pixel centre on an edge belongs to both neighbours; depth decides
EMPTY: Final = np.iinfo(np.uint64).max
DEPTH_STEPS: Final = 0xFFFFFFF0
LOW_WORD: Final = np.uint64(0xFFFFFFFF)
HALF_WORD: Final = np.uint64(32)


@dataclass(frozen=True, eq=False)
class Hits:
    """For every pixel the triangle seen, (h, w), -1 for none, and its corner weights (h, w, 3)."""

    triangle: Ints
    weights: Floats

    def interpolate(self, triangles: Ints, values: Floats) -> Floats:
        """Vertex values (n,) or (n, d) over the picture, (h, w) or (h, w, d); nan where empty."""
        out = np.full(self.triangle.shape + values.shape[1:], np.nan)
        seen = self.triangle >= 0
        corners = values[triangles[self.triangle[seen]]]
        weights = self.weights[seen]
        out[seen] = np.einsum("ij...,ij->i...", corners, weights)
        return out


@dataclass(frozen=True, eq=False)
class _Setup:
    """Triangles that may cover a pixel: pixel boxes, and weights as planes over the box.

    `planes` (m, 3, 3): weight 0, weight 1 and depth, each as x, y and constant, counted from the
    box's corner (near the triangle the differences stay exact).
    """

    index: Ints
    left: Ints
    top: Ints
    width: Ints
    count: Ints
    planes: Floats


def rasterise(points: Floats, triangles: Ints, width: int, height: int) -> Hits:
    """Draw triangles (m, 3) of points (n, 3): x right, y down, depth, all in pixels.

    The nearest triangle wins; at equal depth the one with the smaller number.
    """
    setup = _set_up(points, triangles, width, height)
    near, far = float(points[:, 2].min()), float(points[:, 2].max()) + 1e-6
    best = np.full(width * height, EMPTY, np.uint64)
    for start, end in _chunks(setup.count):
        pixel, depth, index = _covered(setup, start, end, width)
        steps = ((depth - near) / (far - near) * DEPTH_STEPS).clip(0, DEPTH_STEPS)
        key = (steps.astype(np.uint64) << HALF_WORD) | index.astype(np.uint64)
        np.minimum.at(best, pixel, key)
    return _hits(best, setup, width, height)


def _set_up(points: Floats, triangles: Ints, width: int, height: int) -> _Setup:
    corners = points[triangles]
    low = np.floor(corners[:, :, :2].min(axis=1) - 0.5).astype(np.int64)
    high = np.ceil(corners[:, :, :2].max(axis=1) - 0.5).astype(np.int64)
    low = np.maximum(low, 0)
    high = np.minimum(high, [width - 1, height - 1])
    size = (high - low + 1).clip(0)
    first, second = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    area = first[:, 0] * second[:, 1] - first[:, 1] * second[:, 0]
    index = np.flatnonzero((size.prod(axis=1) > 0) & (np.abs(area) > FLAT))
    low, size = low[index], size[index]
    a, b, c = np.moveaxis(corners[index], 1, 0)
    shift = np.column_stack([low, np.zeros(len(low))])
    a, b, c = a - shift, b - shift, c - shift
    planes = np.empty((len(index), 3, 3))
    for row, (p, q) in enumerate(((b, c), (c, a))):
        planes[:, row, 0] = p[:, 1] - q[:, 1]
        planes[:, row, 1] = q[:, 0] - p[:, 0]
        planes[:, row, 2] = p[:, 0] * q[:, 1] - p[:, 1] * q[:, 0]
    planes[:, :2] /= area[index, None, None]
    slope = np.stack([a[:, 2] - c[:, 2], b[:, 2] - c[:, 2]], axis=1)
    planes[:, 2] = np.einsum("ij,ijk->ik", slope, planes[:, :2])
    planes[:, 2, 2] += c[:, 2]
    return _Setup(index, low[:, 0], low[:, 1], size[:, 0], size.prod(axis=1), planes)


def _chunks(count: Ints) -> Iterator[tuple[int, int]]:
    total = np.cumsum(count)
    start = 0
    while start < len(count):
        done = int(total[start - 1]) if start else 0
        end = max(int(np.searchsorted(total, done + CHUNK)), start + 1)
        yield start, end
        start = end


def _covered(setup: _Setup, start: int, end: int, width: int) -> tuple[Ints, Floats, Ints]:
    """Pixel number, depth and triangle of every covered pixel of triangles start to end."""
    count = setup.count[start:end]
    which = np.repeat(np.arange(start, end), count)
    step = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    dy, dx = np.divmod(step, setup.width[which])
    x, y = dx + 0.5, dy + 0.5
    w0, w1 = (
        np.repeat(setup.planes[start:end, row, 0], count) * x
        + np.repeat(setup.planes[start:end, row, 1], count) * y
        + np.repeat(setup.planes[start:end, row, 2], count)
        for row in (0, 1)
    )
    inside = (w0 >= ON_EDGE) & (w1 >= ON_EDGE) & (w0 + w1 <= 1.0 - ON_EDGE)
    which = which[inside]
    planes = setup.planes[which, 2]
    depth = planes[:, 0] * x[inside] + planes[:, 1] * y[inside] + planes[:, 2]
    pixel = (setup.top[which] + dy[inside]) * width + setup.left[which] + dx[inside]
    return pixel, depth, which


def _hits(best: np.typing.NDArray[np.uint64], setup: _Setup, width: int, height: int) -> Hits:
    seen = np.flatnonzero(best != EMPTY)
    which = (best[seen] & LOW_WORD).astype(np.int64)
    x = seen % width - setup.left[which] + 0.5
    y = seen // width - setup.top[which] + 0.5
    weights = np.zeros((width * height, 3))
    for column in (0, 1):
        plane = setup.planes[which, column]
        weights[seen, column] = plane[:, 0] * x + plane[:, 1] * y + plane[:, 2]
    weights[seen, 2] = 1.0 - weights[seen, 0] - weights[seen, 1]
    triangle = np.full(width * height, -1, np.int64)
    triangle[seen] = setup.index[which]
    return Hits(triangle.reshape(height, width), weights.reshape(height, width, 3))

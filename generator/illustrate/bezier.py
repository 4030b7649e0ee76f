"""Schneider's curve fitting: a polyline becomes few cubic Bezier curves within an error."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from generator.illustrate.parts import Floats

ROUNDS: Final = 5  # corrections of the parameters before a piece is cut
HOPELESS: Final = 6.0  # errors; so far off no correction helps
REACH: Final = 6  # points over which the tangent at an end is taken
MIDDLE: Final = 9  # points to both sides for the tangent where a line is cut
SINGULAR: Final = 1e-9
TINY: Final = 1e-12
SHORT: Final = 3  # points; fewer are joined by one curve


def fit(
    points: Floats, error: float, start: Floats | None = None, end: Floats | None = None
) -> list[Floats]:
    """Curves (4, 2) through a smooth polyline (n, 2), nowhere farther than `error` from a point.

    `start` and `end` are unit tangents (2,) that point into the line; taken from it if None.
    """
    start = tangent(points, 0, 1) if start is None else start
    end = tangent(points, len(points) - 1, -1) if end is None else end
    length = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))])
    if length[-1] < SINGULAR:
        return []
    if len(points) < SHORT:
        third = length[-1] / 3
        a, b = points[0], points[-1]
        return [np.array([a, a + start * third, b + end * third, b])]
    curve, worst = _best(points, length / length[-1], error, start, end)
    if curve is not None:
        return [curve]
    worst = min(max(worst, 1), len(points) - 2)
    across = points[max(worst - MIDDLE, 0)] - points[min(worst + MIDDLE, len(points) - 1)]
    across = across / (np.linalg.norm(across) + TINY)
    left = fit(points[: worst + 1], error, start, across)
    return left + fit(points[worst:], error, -across, end)


def tangent(points: Floats, index: int, way: int) -> Floats:
    """The unit direction (2,) from a point forward (1) or back (-1) along the line."""
    other = min(max(index + way * REACH, 0), len(points) - 1)
    step = points[other] - points[index]
    length = float(np.linalg.norm(step))
    return step / length if length > SINGULAR else np.array([1.0, 0.0])


def evaluate(curve: Floats, at: Floats) -> Floats:
    """Points (n, 2) of a curve (4, 2) at parameters (n,) from 0 to 1."""
    t = at[:, None]
    s = 1 - t
    points: Floats = (
        s**3 * curve[0] + 3 * s * s * t * curve[1] + 3 * s * t * t * curve[2] + t**3 * curve[3]
    )
    return points


def _best(
    points: Floats, at: Floats, error: float, start: Floats, end: Floats
) -> tuple[Floats | None, int]:
    """One curve for the points, or None and the point that is farthest from the best try."""
    worst = 0
    for _ in range(ROUNDS):
        curve = _solve(points, at, start, end)
        off = evaluate(curve, at) - points
        distance = (off * off).sum(axis=1)
        worst = int(distance.argmax())
        if distance[worst] < error * error:
            return curve, worst
        if distance[worst] > (HOPELESS * error) ** 2:
            break
        at = _corrected(curve, at, off)
    return None, worst


def _solve(points: Floats, at: Floats, start: Floats, end: Floats) -> Floats:
    """The curve with the given end tangents that lies nearest to the points (least squares)."""
    s = 1 - at
    b1, b2 = 3 * at * s * s, 3 * at * at * s
    first, last = points[0], points[-1]
    rest = points - np.outer(s**3 + b1, first) - np.outer(b2 + at**3, last)
    aa, bb, ab = (b1 * b1).sum(), (b2 * b2).sum(), (b1 * b2).sum() * float(start @ end)
    right_a = float(b1 @ (rest @ start))
    right_b = float(b2 @ (rest @ end))
    det = aa * bb - ab * ab
    a = b = 0.0
    if abs(det) > SINGULAR:
        a = float((right_a * bb - right_b * ab) / det)
        b = float((aa * right_b - ab * right_a) / det)
    chord = float(np.linalg.norm(first - last))
    arc = float(np.linalg.norm(np.diff(points, axis=0), axis=1).sum())
    if min(a, b) < 1e-3 * chord or max(a, b) > 2 * arc:  # a loop or a cusp: take thirds
        a = b = arc / 3
    return np.array([first, first + start * a, last + end * b, last])


def _corrected(curve: Floats, at: Floats, off: Floats) -> Floats:
    """Parameters moved to where the curve is nearest to the points: one step of Newton's."""
    d1 = 3 * np.diff(curve, axis=0)
    d2 = 2 * np.diff(d1, axis=0)
    t, s = at[:, None], 1 - at[:, None]
    slope = s * s * d1[0] + 2 * s * t * d1[1] + t * t * d1[2]
    bend = s * d2[0] + t * d2[1]
    above = (off * slope).sum(axis=1)
    below = (slope * slope).sum(axis=1) + (off * bend).sum(axis=1)
    safe = np.abs(below) > TINY
    step = np.where(safe, above / np.where(safe, below, 1.0), 0.0)
    moved: Floats = np.maximum.accumulate(np.clip(at - step, 0.0, 1.0))
    return moved

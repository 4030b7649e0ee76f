"""Rotations as 3x3 matrices, and as quaternions (w, x, y, z). Angles are degrees."""

from math import sqrt
from typing import Final

import numpy as np
import numpy.typing as npt

from generator.illustrate.parts import Floats

STILL: Final = 1e-9
ANY_WAY: Final = np.array([1.0, 0.3, 0.2])


def unit(vector: npt.ArrayLike) -> Floats:
    """The vector (d,) scaled to length 1."""
    v = np.asarray(vector, dtype=np.float64)
    scaled: Floats = v / sqrt(v.dot(v))
    return scaled


def cross(a: Floats, b: Floats) -> Floats:
    """The cross product of two vectors (3,); `np.cross` takes ten times as long for so few."""
    (ax, ay, az), (bx, by, bz) = a.tolist(), b.tolist()
    return np.array([ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx])


def rot(axis: npt.ArrayLike, degrees: float) -> Floats:
    """The right-handed rotation about an axis."""
    x, y, z = unit(axis)
    turn = np.radians(degrees)
    across = np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])
    matrix: Floats = np.eye(3) + np.sin(turn) * across + (1.0 - np.cos(turn)) * (across @ across)
    return matrix


def frame(direction: npt.ArrayLike, normal: npt.ArrayLike) -> Floats:
    """An orthonormal frame: column 0 the direction, column 1 the normal made square to it."""
    d = unit(direction)
    n = np.asarray(normal, dtype=np.float64)
    n = unit(n - d * np.dot(n, d))
    return np.stack([d, n, cross(d, n)], axis=1)


def minimal_rotation(start: npt.ArrayLike, end: npt.ArrayLike) -> Floats:
    """The shortest rotation that carries one direction to the other."""
    a, b = unit(start), unit(end)
    axis = cross(a, b)
    sine, cosine = float(np.linalg.norm(axis)), float(np.dot(a, b))
    if sine < STILL:
        return np.eye(3) if cosine > 0 else rot(cross(a, ANY_WAY), 180.0)
    return rot(axis, float(np.degrees(np.arctan2(sine, cosine))))


def twist_of(matrix: Floats, axis: Floats) -> float:
    """How far a rotation turns about a unit axis (the twist of swing and twist), signed degrees."""
    w = 1.0 + float(np.trace(matrix))
    if w < STILL:
        return 180.0
    vector = np.array(
        [
            matrix[2, 1] - matrix[1, 2],
            matrix[0, 2] - matrix[2, 0],
            matrix[1, 0] - matrix[0, 1],
        ],
    )
    return float(np.degrees(2.0 * np.arctan2(np.dot(vector, axis), w)))


def quaternion(matrix: Floats) -> Floats:
    """The unit quaternion (4,) of a rotation matrix; its sign is arbitrary."""
    trace = float(np.trace(matrix))
    if trace > 0:
        root = np.sqrt(1.0 + trace)
        half = 0.5 / root
        return np.array(
            [
                0.5 * root,
                (matrix[2, 1] - matrix[1, 2]) * half,
                (matrix[0, 2] - matrix[2, 0]) * half,
                (matrix[1, 0] - matrix[0, 1]) * half,
            ],
        )
    i = int(np.argmax(np.diag(matrix)))  # the largest component keeps the division safe
    j, k = (i + 1) % 3, (i + 2) % 3
    root = np.sqrt(1.0 + matrix[i, i] - matrix[j, j] - matrix[k, k])
    half = 0.5 / root
    q = np.zeros(4)
    q[1 + i] = 0.5 * root
    q[0] = (matrix[k, j] - matrix[j, k]) * half
    q[1 + j] = (matrix[j, i] + matrix[i, j]) * half
    q[1 + k] = (matrix[k, i] + matrix[i, k]) * half
    return q


def quaternion_product(a: Floats, b: Floats) -> Floats:
    """The products (n, 4) of quaternions row by row."""
    w1, x1, y1, z1 = a.T
    w2, x2, y2, z2 = b.T
    return np.stack(
        [
            w1 * w2 - x1 * x2 - y1 * y2 - z1 * z2,
            w1 * x2 + x1 * w2 + y1 * z2 - z1 * y2,
            w1 * y2 - x1 * z2 + y1 * w2 + z1 * x2,
            w1 * z2 + x1 * y2 - y1 * x2 + z1 * w2,
        ],
        axis=1,
    )

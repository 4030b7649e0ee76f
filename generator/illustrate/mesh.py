"""Triangles, normals, smoothing and one step of subdivision, as arrays and sparse matrices."""

from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import sparse

from generator.illustrate.parts import Bools, Floats, Ints

Sparse: TypeAlias = sparse.csr_matrix
TINY: Final = 1e-12


def triangles_of(quads: Ints) -> Ints:
    """Two triangles (2m, 3) for each quad (m, 4)."""
    halves: Ints = quads[:, [0, 1, 2, 0, 2, 3]].reshape(-1, 3)
    return halves


def vertex_normals(vertices: Floats, triangles: Ints) -> Floats:
    """Unit normals (n, 3), the triangles' normals weighted by area; 0 where no triangle is."""
    corners = np.ascontiguousarray(triangles.T)
    # One coordinate at a time: twice as fast as rows of three, and the same to the last bit.
    ends = [np.take(values, corners) for values in np.ascontiguousarray(vertices.T)]
    (ax, bx), (ay, by), (az, bz) = ((one[1] - one[0], one[2] - one[0]) for one in ends)
    flat = (ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx)
    count, used = len(vertices), triangles.ravel()
    total = np.column_stack([np.bincount(used, np.repeat(part, 3), count) for part in flat])
    length = np.linalg.norm(total, axis=1, keepdims=True)
    normals: Floats = total / np.maximum(length, TINY)
    return normals


def neighbour_mean(triangles: Ints, count: int) -> Sparse:
    """The sparse matrix (n, n) that replaces each vertex by the mean of its neighbours."""
    corners = [triangles[:, k] for k in range(3)]
    rows = np.concatenate([corners[k] for k in (0, 1, 2, 1, 2, 0)])
    columns = np.concatenate([corners[k] for k in (1, 2, 0, 0, 1, 2)])
    joined = sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(count, count))
    joined.data[:] = 1.0
    degree = np.asarray(joined.sum(1)).ravel()
    return sparse.diags(1.0 / np.maximum(degree, 1.0)) @ joined


def halfway(mean: Sparse, values: Floats, steps: int) -> Floats:
    """Values (n, d) moved half-way to their neighbours' mean, again and again."""
    for _ in range(steps):
        values = 0.5 * values + 0.5 * (mean @ values)
    return values


def catmull_clark(quads: Ints, count: int) -> tuple[Sparse, Ints]:
    """One Catmull-Clark step of a quad mesh (m, 4) over `count` vertices.

    Returns the sparse matrix (new, count) from old to new vertices and the new quads (4m, 4). New
    vertices are only those in use: moved old ones, then edges, then faces.
    """
    faces = len(quads)
    pairs = np.stack([quads, np.roll(quads, -1, axis=1)], axis=2).reshape(-1, 2)
    edges, edge_of = np.unique(np.sort(pairs, axis=1), axis=0, return_inverse=True)
    edge_of = edge_of.reshape(-1, 4)
    to_face = _incidence(np.repeat(np.arange(faces), 4), quads.ravel(), (faces, count)) * 0.25
    to_edge = _incidence(np.repeat(np.arange(len(edges)), 2), edges.ravel(), (len(edges), count))
    beside = _incidence(edge_of.ravel(), np.repeat(np.arange(faces), 4), (len(edges), faces))
    inner = np.asarray(beside.sum(1)).ravel() > 1
    middle = 0.5 * to_edge
    edge_points = _scaled(np.where(inner, 0.5, 1.0), middle)
    edge_points = edge_points + _scaled(np.where(inner, 0.25, 0.0), beside) @ to_face
    used = np.unique(quads)
    old_points = _moved(edges, inner, to_face, middle, count)[used]
    new_index = np.full(count, -1)
    new_index[used] = np.arange(len(used))
    first_edge, first_face = len(used), len(used) + len(edges)
    quads_out = np.stack(
        [
            new_index[quads],
            first_edge + edge_of,
            np.broadcast_to(first_face + np.arange(faces)[:, None], quads.shape),
            first_edge + np.roll(edge_of, 1, axis=1),
        ],
        axis=2,
    )
    return sparse.vstack([old_points, edge_points, to_face]).tocsr(), quads_out.reshape(-1, 4)


def _moved(edges: Ints, inner: Bools, to_face: Sparse, middle: Sparse, count: int) -> Sparse:
    """Where old vertices go (count, count): by the rule of the surface, or of its border."""
    around_edges = middle.T.copy()
    around_edges.data[:] = 1.0
    around_faces = to_face.T.copy()
    around_faces.data[:] = 1.0
    degree = np.maximum(np.asarray(around_edges.sum(1)).ravel(), 1.0)
    face_degree = np.maximum(np.asarray(around_faces.sum(1)).ravel(), 1.0)
    rim = edges[~inner]
    on_rim = np.bincount(rim.ravel(), minlength=count)
    free = on_rim == 0
    surface = _scaled(free / degree / face_degree, around_faces @ to_face)
    surface = surface + _scaled(free * 2.0 / degree**2, around_edges @ middle)
    surface = surface + sparse.diags(free * (degree - 3.0) / degree)
    smooth_rim = on_rim == 2  # noqa: PLR2004 - a border passes through once; elsewhere stand still
    both = np.concatenate([rim, rim[:, ::-1]])
    along = _incidence(both[:, 0], both[:, 1], (count, count))
    border = sparse.diags(np.where(smooth_rim, 0.75, np.where(free, 0.0, 1.0)))
    return (surface + border + _scaled(smooth_rim * 0.125, along)).tocsr()


def _incidence(rows: npt.ArrayLike, columns: npt.ArrayLike, shape: tuple[int, int]) -> Sparse:
    ones = np.ones(len(np.asarray(rows)))
    return sparse.csr_matrix((ones, (rows, columns)), shape=shape)


def _scaled(factors: Floats, matrix: Sparse) -> Sparse:
    return sparse.diags(np.asarray(factors, dtype=np.float64)) @ matrix


def grid_triangles(rows: int, columns: int, *, wrap: bool = False) -> Ints:
    """Triangles (k, 3) of a grid of vertices counted row by row; `wrap` closes each row."""
    i, j = np.meshgrid(
        np.arange(rows - 1),
        np.arange(columns if wrap else columns - 1),
        indexing="ij",
    )
    right = (j + 1) % columns
    corners = [i * columns + j, i * columns + right, (i + 1) * columns + right]
    quads = np.stack([*corners, (i + 1) * columns + j], axis=-1).reshape(-1, 4)
    return triangles_of(quads)


def ellipsoid(centre: npt.ArrayLike, radii: npt.ArrayLike, around: int = 24) -> tuple[Floats, Ints]:
    """Vertices (k, 3) and outward triangles of an ellipsoid, poles along y."""
    down = np.linspace(0.0, np.pi, around // 2 + 1)
    turn = np.linspace(0.0, 2.0 * np.pi, around, endpoint=False)
    u, w = np.meshgrid(down, turn, indexing="ij")
    ball = np.stack([np.sin(u) * np.sin(w), np.cos(u), np.sin(u) * np.cos(w)], axis=-1)
    vertices: Floats = (ball * np.asarray(radii) + np.asarray(centre)).reshape(-1, 3)
    return vertices, grid_triangles(len(down), around, wrap=True)[:, ::-1].copy()

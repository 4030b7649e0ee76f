"""Small signs drawn as paths, since the typeface has none; each repeats what words beside it say.

A sign is drawn in a square of 24 units, y upwards, as (kind, operators): "s" strokes, "F" fills,
"S" strokes in white what a fill before it covered.
"""

from math import cos, pi, sin
from typing import Final

from generator.handout.tagged import TaggedCanvas
from generator.handout.theme import WHITE, Colour

KAPPA: Final = 0.5523


def _circle(x: float, y: float, radius: float) -> str:
    k = radius * KAPPA
    return (
        f"{x + radius:g} {y:g} m "
        f"{x + radius:g} {y + k:g} {x + k:g} {y + radius:g} {x:g} {y + radius:g} c "
        f"{x - k:g} {y + radius:g} {x - radius:g} {y + k:g} {x - radius:g} {y:g} c "
        f"{x - radius:g} {y - k:g} {x - k:g} {y - radius:g} {x:g} {y - radius:g} c "
        f"{x + k:g} {y - radius:g} {x + radius:g} {y - k:g} {x + radius:g} {y:g} c h"
    )


def _polygon(*points: tuple[float, float]) -> str:
    first, *others = (f"{x:.2f} {y:.2f}" for x, y in points)
    return f"{first} m " + " ".join(f"{point} l" for point in others) + " h"


def _lines(*segments: tuple[float, float, float, float]) -> str:
    return " ".join(f"{a:g} {b:g} m {c:g} {d:g} l" for a, b, c, d in segments)


_OCTAGON: Final = _polygon(
    *((12 + 11 * cos(pi / 8 + n * pi / 4), 12 + 11 * sin(pi / 8 + n * pi / 4)) for n in range(8))
)
_RAYS: Final = _lines(
    *(
        (
            12 + 7.5 * cos(n * pi / 4),
            12 + 7.5 * sin(n * pi / 4),
            12 + 10.5 * cos(n * pi / 4),
            12 + 10.5 * sin(n * pi / 4),
        )
        for n in range(8)
    )
)

SIGNS: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "reps": (
        (
            "s",
            (
                "19.6 9.2 m 17.4 4.9 12.4 2.7 7.8 4.4 c 3.2 6.1 0.9 11.2 2.6 15.8 c "
                "4.3 20.4 9.4 22.7 14 21 c 16.6 20 18.5 18 19.4 15.6 c"
            ),
        ),
        ("s", "20.6 21 m 19.6 15.4 l 14 16.4 l"),
    ),
    "hold": (("s", _circle(12, 12, 10)), ("s", "12 18 m 12 12 l 16.5 9.5 l")),
    "pace": (("s", _circle(12, 12, 10)), ("s", "12 18 m 12 12 l 16.5 9.5 l")),
    "per-day": (("s", _circle(12, 12, 4.6)), ("s", _RAYS)),
    "days": (
        ("s", "2.5 3 m 21.5 3 l 21.5 20 l 2.5 20 l h"),
        ("s", _lines((2.5, 14.5, 21.5, 14.5), (7.5, 17.5, 7.5, 22.5), (16.5, 17.5, 16.5, 22.5))),
    ),
    "effort": (
        ("s", "3 4 m 3 9 l"),
        ("s", _lines((9, 4, 9, 12), (15, 4, 15, 16), (21, 4, 21, 20))),
    ),
    "stop": (("F", _OCTAGON), ("S", _lines((7, 12, 17, 12)))),
    "emergency": (("F", _OCTAGON), ("S", _lines((12, 17.5, 12, 10.5), (12, 7, 12, 6.4)))),
    "call": (
        (
            "F",
            (
                "6.2 22 m 9.6 21.4 l 10.6 16.2 l 8 14.2 l 9.2 11.4 11.4 9.2 14.2 8 c 16.2 10.6 l "
                "21.4 9.6 l 22 6.2 l 20.6 3.6 19 2.4 16.8 2.6 c 9 3.6 3.6 9 2.6 16.8 c "
                "2.4 19 3.6 20.6 6.2 22 c h"
            ),
        ),
    ),
    "start": (("F", _circle(12, 12, 11)), ("S", "6.8 12.2 m 10.6 8.2 l 17.4 15.8 l")),
    "note": (("F", _circle(12, 12, 11)), ("S", _lines((12, 18, 12, 17.6), (12, 13.6, 12, 6.4)))),
    "go": (("F", _circle(12, 12, 10.5)),),
    "slow": (("F", _polygon((12, 23), (0.5, 2.5), (23.5, 2.5))),),
    "halt": (("F", _OCTAGON),),
    "then": (("s", "3 12 m 20.5 12 l"), ("s", "13.5 18.5 m 20.5 12 l 13.5 5.5 l")),
    "disc": (("F", _circle(12, 12, 12)),),
    "dot": (("F", _circle(12, 12, 5)),),
}


def draw_sign(
    canvas: TaggedCanvas, name: str, x: float, y: float, size: float, tone: Colour
) -> None:
    """Draw a sign with its lower left corner at (x, y)."""
    red, green, blue = tone
    scale = size / 24
    matrix = f"q {scale:.4f} 0 0 {scale:.4f} {x:.2f} {y:.2f} cm 2 w 1 J 1 j"
    out = [matrix, f"{red:g} {green:g} {blue:g} RG {red:g} {green:g} {blue:g} rg"]
    for kind, path in SIGNS[name]:
        if kind == "F":
            out.append(f"{path} f")
        else:
            knocked_out = kind == "S"
            out.append(
                ("{:g} {:g} {:g} RG 2.6 w ".format(*WHITE) if knocked_out else "") + f"{path} S"
            )
    canvas.paint("\n".join([*out, "Q"]))

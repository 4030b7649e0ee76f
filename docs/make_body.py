"""Draw templates/web/parts/drawn.j2: the body to point at on the screen of a new program."""  # noqa: INP001

import re
import sys
from pathlib import Path

from generator.decode import decode
from generator.illustrate.drawing import draw
from generator.illustrate.language import figure_for, scenes
from generator.model.figure import FigureSpec
from generator.yamlread import read_yaml

DRAWN = Path(__file__).parents[1] / "templates" / "web" / "parts" / "drawn.j2"
VIEWS = {"front": 0, "back": 180}
# The forearms point ahead, so that the arms are in the picture and the hands below its edge.
POSE = """
base: standing
look: female
frame: upper_body
camera: {yaw: YAW, pitch: 2}
still: true
start:
  alt: "Head, neck, shoulders and upper back."
  face: {smile: 0.2}
  arms: {both: {raise: 6, plane: 0, elbow: 95, rotate: -15}}
"""
GROUND = tuple(f'<path class="{name}"' for name in ("skin", "shirt", "shade"))
HEAD = "{# The body without its regions, by docs/make_body.py; colors come from new.css. #}\n"


def macros(name: str, yaw: int) -> str:
    """A view as three macros: its outline, the tints under the regions, the lines over them."""
    spec = decode(read_yaml(POSE.replace("YAW", str(yaw)), name), FigureSpec)
    (scene,) = scenes(spec, figure_for(spec.look))
    layers = draw(scene).svg.splitlines()[1:-1]
    plain = [re.sub(r' (fill|stroke|fill-rule|stroke-line\w+)="[^"]*"', "", one) for one in layers]
    outline = re.search(r' d="[^"]*"', plain[0])
    if outline is None:
        raise SystemExit("the drawing has no outline")
    ground = [one for one in plain if one.startswith(GROUND)]
    parts = {
        "outline": [f"<path{outline[0]}/>"],
        "under": ground,
        "over": [one for one in plain if one not in ground],
    }
    return "".join(
        "\n".join([f"{{% macro {name}_{part}() %}}", *lines, "{% endmacro %}", ""])
        for part, lines in parts.items()
    )


def main() -> None:
    """Draw both views."""
    DRAWN.write_text(HEAD + "".join(macros(*view) for view in VIEWS.items()), "utf-8")
    sys.stdout.write(f"{DRAWN}\n")


if __name__ == "__main__":
    main()

"""Make docs/images/handout.png: two pages of the handout of the README's own case."""  # noqa: INP001

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs" / "images" / "handout.png"
WIDTH = 800
GAP = 16
COLORS = 256
DAY = "2026-11-20"


def main() -> None:
    """Print the case, put pages 1 and 2 side by side with pdftoppm, and keep few colors."""
    found = re.search(r"```yaml\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    if found is None:
        raise SystemExit("the README shows no case")
    with tempfile.TemporaryDirectory() as folder:
        case = Path(folder, "case.yaml")
        case.write_text(found[1], "utf-8")
        hep = [str(Path(sys.executable).with_name("hep")), "generate", "case.yaml", "--date", DAY]
        paint = ["pdftoppm", "-png", "-l", "2", "-scale-to-x", str(WIDTH), "-scale-to-y", "-1"]
        for command in (hep, [*paint, "case.pdf", "page"]):
            subprocess.run(command, cwd=folder, check=True, capture_output=True)  # noqa: S603
        pages = [Image.open(path).convert("RGB") for path in sorted(Path(folder).glob("*.png"))]
        both = Image.new("RGB", (WIDTH * len(pages) + GAP, pages[0].height), "#888")
        for number, page in enumerate(pages):
            both.paste(page, (number * (WIDTH + GAP), 0))
        small = both.quantize(COLORS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    PICTURE.parent.mkdir(exist_ok=True)
    small.save(PICTURE, optimize=True)
    sys.stdout.write(f"{PICTURE}\n")


if __name__ == "__main__":
    main()

"""Make docs/samples/: one patient's handout in every form there is."""  # noqa: INP001

import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "docs" / "samples"
CASE = ROOT / "examples" / "ana.yaml"
DAY = "2026-11-20"
FORMS: Final = {
    "standard.pdf": (),
    "large.pdf": ("--size", "large"),
    "black-and-white.pdf": ("--ink", "bw"),
    "a4.pdf": ("--paper", "a4"),
    "compact.pdf": ("--layout", "compact"),
    "cards.pdf": ("--layout", "cards"),
    "fillable.pdf": ("--fillable",),
    "page.html": ("--format", "html"),
    "text.txt": ("--format", "text"),
}


def command(name: str, folder: Path) -> list[str]:
    """What makes one sample in a folder."""
    hep = [str(Path(sys.executable).with_name("hep")), "generate", str(CASE), "--date", DAY]
    clinic = ["--clinic", str(SAMPLES / "clinic")]
    return [*hep, *clinic, *FORMS[name], "--output", str(folder / name)]


def main() -> None:
    """Make every sample."""
    for name in FORMS:
        subprocess.run([*command(name, SAMPLES), "--force"], check=True, capture_output=True)  # noqa: S603
        sys.stdout.write(f"{SAMPLES / name}\n")


if __name__ == "__main__":
    main()

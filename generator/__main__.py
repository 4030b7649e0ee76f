"""The start of a process: `hep`, and `python -m generator`."""

import sys

from generator import garbage


def main() -> int:
    """Run `hep` and return its exit code."""
    garbage.look_rarely()
    garbage.never_at_the_end()
    from generator.cli import main as run  # noqa: PLC0415  (it makes the first objects)

    return run()


if __name__ == "__main__":
    sys.exit(main())

"""How often a process looks for garbage: rarely, for a run makes much that stays and little else.

Looking takes a tenth of a start, and a fifth of it at the end, when all is given back anyway.
"""

import atexit
import gc
from typing import Final

AFTER: Final = 100_000  # new objects: more than a start makes


def look_rarely() -> None:
    """Look for garbage so rarely that a start needs no look."""
    gc.set_threshold(AFTER)


def never_at_the_end() -> None:
    """End without a last look; what is to be done at an end stands in no `__del__` here."""
    atexit.register(gc.freeze)

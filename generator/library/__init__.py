"""Reading `exercises/` and a clinic's folder into one library."""

from generator.library.load import Loaded, load_library, read_library

__all__ = ["Loaded", "load_library", "read_library"]

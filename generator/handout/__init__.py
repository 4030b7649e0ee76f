"""From an assessed case to the handout: view, XHTML, tagged PDF."""

import importlib.util
import sys


def _defer(name: str) -> None:
    """Let a module load when something of it is first used."""
    if name in sys.modules:
        return
    spec = importlib.util.find_spec(name)
    if spec is None or spec.loader is None:
        return
    loader = importlib.util.LazyLoader(spec.loader)
    spec.loader = loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    parent, _, child = name.rpartition(".")
    # Where the package has it already, `from PIL import Image` does not look into it.
    setattr(sys.modules[parent], child, module)
    loader.exec_module(module)


# ReportLab imports it for pictures made of dots, and only a clinic's logo is one.
_defer("PIL.Image")

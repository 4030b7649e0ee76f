"""Reading a page of HTML in tests."""

from __future__ import annotations

import re
from typing import Any, Final

from lxml import html  # type: ignore[import-untyped]

_STEP: Final = re.compile(r"([\w-]*)((?:\.[\w-]+|\[[^\]]+\])*)")
_PART: Final = re.compile(r"\.([\w-]+)|\[([\w-]+)(?:=\"?([^\"\]]*)\"?)?\]")


def page(data: bytes) -> Any:
    """The document."""
    return html.document_fromstring(data)


def select(root: Any, *paths: str) -> list[Any]:
    """The elements at a path of steps like `p.name[id="x"]`, each below the one before."""
    return [found for path in paths for found in root.xpath(_xpath(path))]


def _xpath(path: str) -> str:
    steps = []
    for step in path.split():
        whole = _STEP.fullmatch(step)
        assert whole, step
        tests = []
        for name, key, value in _PART.findall(whole[2]):
            if name:
                tests.append(f'[contains(concat(" ", normalize-space(@class), " "), " {name} ")]')
            else:
                tests.append(f'[@{key}="{value}"]' if value else f"[@{key}]")
        steps.append((whole[1] or "*") + "".join(tests))
    return ".//" + "//".join(steps)


def text(root: Any, path: str) -> str:
    """The words of the elements at a path."""
    return " ".join(" ".join(found.text_content() for found in select(root, path)).split())


def sent_by(root: Any) -> dict[str, list[str]]:
    """What a browser would send of the big form."""
    found: dict[str, list[str]] = {}
    (form,) = select(root, "form.two")
    for field in select(form, "input[name]", "select[name]", "textarea[name]"):
        if field.get("type") in ("checkbox", "radio") and field.get("checked") is None:
            continue
        value = field.get("value", "on")
        if field.tag == "textarea":
            value = (field.text or "").removeprefix("\n")  # as a browser reads it
        elif field.tag == "select":
            chosen = [*select(field, "option[selected]"), *select(field, "option")][0]
            value = chosen.get("value")
        found.setdefault(field.get("name"), []).append(value)
    return found

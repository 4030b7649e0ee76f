"""Plain scalars by the YAML 1.2 core schema: `no` is text, `010` is ten, a date is text."""

from __future__ import annotations

import math
import re

from generator.errors import quote

MAX_DIGITS = 30

WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
NUMBER_STARTS = frozenset("+-.0123456789")
_DECIMAL = re.compile(r"[-+]?[0-9]+")
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_A_NUMBER = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")


class ScalarError(ValueError):
    """A plain scalar that is refused."""

    def __str__(self) -> str:
        """Return what is wrong with it."""
        text, reason = self.args
        return f"{quote(text)} {reason}"


def resolve(text: str) -> bool | float | str | None:
    """Return the value of a plain scalar by the YAML 1.2 core schema.

    Raises: ScalarError for a number that is endless, or too long.
    """
    if text in WORDS:
        return WORDS[text]
    if text[0] not in NUMBER_STARTS:
        return text
    if _DECIMAL.fullmatch(text):
        return int(_short(text))
    if _BASED.fullmatch(text):
        return int(_short(text), 0)
    if _FLOAT.fullmatch(text):
        number = float(text)
        if math.isfinite(number):
            return number
        raise ScalarError(text, "is too large a number")
    if _NOT_A_NUMBER.fullmatch(text):
        raise ScalarError(text, "is not a number that can be used")
    return text


def _short(digits: str) -> str:
    """Return the digits, unless they are too many to be meant.

    Raises: ScalarError if so.
    """
    if len(digits.lstrip("+-")) > MAX_DIGITS:
        raise ScalarError(digits, "has too many digits for a number")
    return digits

"""What a careless or a hostile person may put into a case, a clinic, a file or a command line."""

import json
import os
from typing import Any

from hypothesis import strategies as st

from tests.cli.mailing import CASE

Drawn = dict[str, Any]

TEXTS = (
    "",
    " ",
    "Ana Ruiz",
    "ana@example.org\r\nBcc: x@y.z",
    "a\nTo: x@y.z\n\nHello",
    "a\rb",
    "%0d%0aBcc:%20x@y.z",
    "=?utf-8?q?=0D=0ABcc:_x=40y.z?=",
    '"Ana" <ana@example.org>, <x@y.z>',
    "ana@example.org, x@y.z",
    "ana@example.org;x@y.z",
    "josé@exámple.org",
    "ana@[127.0.0.1]",
    f"{'a' * 65}@example.org",
    "nul\0byte",
    "bell\a and \x1b[2J",
    "\x85\u2028\u2029",
    "\u202eright to left\u202c",
    "\u2066isolate",
    "مرحبا بالعالم",
    "\ud800 alone",
    "caf\udce9",
    "e\u0301 \u200b\ufeff 🙂👩‍⚕️",
    "x" * 10_000,
    "x " * 5_000,
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "a & b < c > d",
    "&lt;b&gt;",
    "{{ 7 * 7 }}",
    "{% include '/etc/passwd' %}",
    "{{ view.__class__.__mro__ }}",
    "${7*7} %(name)s %s {0}",
    "'; DROP TABLE message; --",
    "' OR '1'='1",
    "%' --",
    "../../../etc/passwd",
    "/dev/null",
    "a/b\\c",
    "..",
    "~root",
    "-x",
    "--to=x@y.z",
    "- a\n- b",
    "{a: b",
    "!!python/object/apply:os.system [x]",
    "&a [*a]",
    ".\n.\nQUIT",
    "javascript:alert(1)",
    "2026-11-24 08:00",
    "08:00",
    "9999-12-31T23:59:59+14:00",
    "0001-01-01T00:00:00-14:00",
    "America/Chicago",
    "../../etc/localtime",
    "9" * 400,
    "-1",
    "NaN",
)
texts = st.one_of(
    st.sampled_from(TEXTS),
    st.text(max_size=30),
    st.tuples(st.sampled_from(TEXTS), st.sampled_from(TEXTS)).map("".join),
)

OF_CASE = ("name", "id", "email", "provider", "notes", "language")
OF_CLINIC = (
    "clinic_name",
    "phone",
    "address",
    "web",
    "emergency_number",
    "sender",
    "reply_to",
    "timezone",
)
OF_COMMAND = ("to", "at", "output")
OF_FILES = ("message", "password", "case_bytes", "case_file")
TEMPLATES = ("program.subject.txt.j2", "program.txt.j2", "program.html.j2")
PLACES = (*OF_CASE, *OF_CLINIC, *OF_COMMAND, *OF_FILES, *TEMPLATES)


def cases() -> st.SearchStrategy[Drawn]:
    """Values for one place to three; all the rest is as it should be."""
    places = st.lists(st.sampled_from(PLACES), min_size=1, max_size=3, unique=True)
    return places.flatmap(lambda names: st.fixed_dictionaries({name: _of(name) for name in names}))


def _of(place: str) -> st.SearchStrategy[Any]:
    if place == "case_bytes":
        return mutated()
    if place in ("message", "password"):
        return st.one_of(texts.map(as_bytes), st.binary(max_size=60))
    return texts


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A case file with a part of it gone, doubled, or replaced by something else."""
    data = CASE.encode()
    start = draw(st.integers(0, len(data)))
    end = min(len(data), start + draw(st.integers(0, 12)))
    new = draw(st.one_of(texts.map(as_bytes), st.binary(max_size=8), st.just(data[start:end] * 2)))
    return data[:start] + new + data[end:]


def as_bytes(text: str) -> bytes:
    """The text as a file holds it; what is no character becomes bytes that are no text."""
    return text.encode("utf-8", "surrogatepass")


def as_argument(text: str) -> str:
    """The text as it comes from a command line, which can hold no NUL."""
    return os.fsdecode(as_bytes(text).replace(b"\0", b""))


def as_yaml(text: str) -> str:
    """The text as a YAML value: JSON, where the form is right and the value may not be."""
    return json.dumps(text)

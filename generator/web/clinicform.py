"""The settings of a clinic as a form: fields from a model, and changes from what was posted; pure.

A field is named by its place in clinic.yaml: `mail.host`. No field names a file: whoever uses the
page must not choose what is read on its computer.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from generator.errors import Problem
from generator.model.clinic import Clinic
from generator.model.mail import Mail
from generator.web.places import Placed
from generator.yamlcompose import FORBIDDEN, Data

Fields = Mapping[str, Sequence[str]]
Place = tuple[str, ...]

FILE: Final = "clinic.yaml"
LABELS: Final = {
    "name": "Name of the clinic",
    "address": "Address",
    "phone": "Phone",
    "email": "Email",
    "web": "Web page",
    "qr": "Page behind the code",
    "emergency_number": "Emergency number",
    "timezone": "Time zone",
    "logo": "Logo",
    "colors.accent": "Color",
    "paper": "Paper",
    "mail.sender": "Sender",
    "mail.reply_to": "Answers go to",
    "mail.host": "Mail server",
    "mail.port": "Port",
    "mail.security": "Encryption",
    "mail.user": "User",
    "mail.plain_to": "Server allowed without encryption",
    "mail.per_minute": "Messages a minute, at most",
    "mail.per_day": "Messages a day, at most",
    "mail.max_mb": "Size of a message in MB, at most",
    "videos": "Videos",
    "to": "Test message to",
}
LINES: Final = ("address",)
NUMBERS: Final = tuple(f"mail.{name}" for name in ("port", "per_minute", "per_day", "max_mb"))
NOT_POSTED: Final = ("logo", "videos", "to")
NAMES: Final = tuple(name for name in LABELS if name not in NOT_POSTED)
VIDEO: Final = "videos."
NEW_VIDEO: Final = ("video.exercise", "video.page")
LONGEST: Final = 300
MOST_LINES: Final = 8
_NUMBER: Final = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?")
_USUAL: Final = Mail()


def fields_of(clinic: Clinic) -> dict[str, list[str]]:
    """The fields of the form for a clinic."""
    found = {name: [_shown(_value(clinic, name))] for name in NAMES}
    return found | {f"{VIDEO}{key}": [page] for key, page in clinic.videos.items()}


def _value(clinic: Clinic, name: str) -> object:
    table, _, key = name.rpartition(".")
    if name == "address":
        return "\n".join(clinic.address_lines)
    return getattr(getattr(clinic, table) if table else clinic, key)


def _shown(value: object) -> str:
    if value is None:
        return ""
    return f"{value:g}" if isinstance(value, float) else str(value)


def posted(form: Mapping[str, Sequence[str]], clinic: Clinic) -> dict[str, list[str]]:
    """The fields of the form as posted; one that was not sent stays as it is."""
    now = fields_of(clinic)
    names = (*NAMES, *(name for name in now if name.startswith(VIDEO)), *NEW_VIDEO, "to")
    sent = {name: [_tidy(form[name][0])] for name in names if form.get(name)}
    return now | sent


def _tidy(text: str) -> str:
    lines = [line.strip() for line in text.replace("\r", "\n").split("\n")]
    return "\n".join(line for line in lines if line)


def refused(fields: Fields) -> Iterator[Problem]:
    """What no field may hold."""
    for name, (text,) in ((name, values) for name, values in fields.items() if values):
        path = tuple(name.split("."))
        if len(text) > LONGEST * (MOST_LINES if name in LINES else 1):
            said = f"this is longer than {LONGEST} characters"
            yield Problem(FILE, None, None, said, "shorten it", path=path)
        elif FORBIDDEN.search(text) or (name not in LINES and "\n" in text):
            said = "this holds a character that cannot be printed"
            yield Problem(FILE, None, None, said, "remove it", path=path)
    lines = "".join(fields.get("address", [""])).count("\n") + 1
    if lines > MOST_LINES:
        said = f"an address has at most {MOST_LINES} lines"
        yield Problem(FILE, None, None, said, path=("address",))


def changes(clinic: Clinic, fields: Fields) -> dict[Place, Data]:
    """What the form changes, each value at its place."""
    now = {name: _tidy(values[0]) for name, values in fields_of(clinic).items()}
    found: dict[Place, Data] = {
        _place(name): _meant(name, fields[name][0])
        for name, before in now.items()
        if fields[name][0] != before
    }
    exercise, page = (fields.get(name, [""])[0] for name in NEW_VIDEO)
    if exercise or page:
        found["videos", exercise] = page
    return found


def _place(name: str) -> Place:
    return (
        ("videos", name.removeprefix(VIDEO)) if name.startswith(VIDEO) else tuple(name.split("."))
    )


def _meant(name: str, text: str) -> Data:
    """The value for a text; what is blank says nothing, or what is usual."""
    if name in LINES:
        return text.split("\n") if text else []
    if name == "colors.accent":
        return text or None
    if name in NUMBERS:
        if not text:
            return getattr(_USUAL, name.removeprefix("mail."))
        if _NUMBER.fullmatch(text):
            return float(text) if "." in text else int(text)
    return text


def placed(problems: Iterable[Problem], fields: Fields) -> tuple[Placed, ...]:
    """Each problem beside its field; one that has none is said of the whole form."""
    return tuple(dict.fromkeys(Placed(_field(one, fields), _said(one)) for one in problems))


def _said(problem: Problem) -> str:
    text = "; ".join(filter(None, (problem.message, problem.hint)))
    return text if text.endswith("?") else f"{text}."


def _field(problem: Problem, fields: Fields) -> str:
    steps = tuple(map(str, problem.path))
    if steps[:1] == ("videos",) and len(steps) > 1:
        name = f"{VIDEO}{'.'.join(steps[1:])}"
        return name if name in fields else NEW_VIDEO[0]
    for end in range(len(steps), 0, -1):
        if (name := ".".join(steps[:end])) in LABELS or name in NEW_VIDEO:
            return name
    return ""


def differing(fields: Fields, clinic: Clinic) -> tuple[Placed, ...]:
    """The fields that somebody else has saved otherwise meanwhile, each with what stands there."""
    return tuple(
        Placed(name, f"Somebody else saved: {theirs[0] or 'nothing'}")
        for name, theirs in fields_of(clinic).items()
        if fields.get(name, [""])[0] != _tidy(theirs[0])
    )


def called(name: str) -> str:
    """A field in words."""
    if name in NEW_VIDEO or name.startswith(VIDEO):
        return LABELS["videos"]
    return LABELS.get(name, "")

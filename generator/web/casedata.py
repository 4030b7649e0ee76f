"""A posted form into the text of a case file; pure. The way back is in `casefields`.

A field is named by its place in the case file: `patient.age`, `measurements.frt_deg.right`.
What was typed stays text unless the field is a number, and then only if it is one.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import yaml

from generator.case import OWN_KEYS
from generator.errors import BadInput, Path, Problem, quote, visible
from generator.measurements import SIDES
from generator.model.case import DoseEdit
from generator.model.finding import Measurement
from generator.model.flag import Flag
from generator.model.library import Library
from generator.yamlcompose import FORBIDDEN
from generator.yamlread import read_yaml

Fields = Mapping[str, Sequence[str]]
Data = dict[str, object]

FILE: Final = "the form"
LINE: Final = 300
WORDS: Final = 5000
LIST: Final = 200
TICKED: Final = "on"
GROUPS: Final = ("stop", "refer", "precaution")
DOSES: Final = DoseEdit.__struct_fields__
TEXTS: Final = (
    "patient.name patient.id patient.sex patient.email patient.language provider.name "
    "provider.license evaluated visit irritability notes confirmed_not_screened"
).split()
NUMBERS: Final = ("patient.age", "symptom_months", "phase", "minutes_per_day")
LISTS: Final = (
    "headache_type asked not_screened priority exercises.add exercises.remove exercises.order"
).split()
LONG: Final = ("notes", "override", "exercises.override", "mail.own_words")
_NUMBER: Final = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,9})?")
_WORD: Final = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


def details_of(flag: Flag) -> dict[str, str]:
    """What a flag may say beyond yes, each with its kind: side, date, symptoms, tick or number."""
    keys = [*flag.value, *flag.escalate]
    keys += ["side"] if flag.sided else []
    keys += ["days_since"] if flag.rules else []
    kinds = {"side": "side", "date": "date", "symptoms": "symptoms"}
    return {key: "tick" if key in flag.escalate else kinds.get(key, "number") for key in keys}


def parts_of(measurement: Measurement) -> tuple[str, ...]:
    """The numbers of a measurement; none for a single one."""
    return SIDES if measurement.shape == "per_side" else measurement.parts


def field_names(library: Library) -> frozenset[str]:
    """Every field that the form may have."""
    return frozenset((*TEXTS, *NUMBERS, *LISTS, *_library_names(library)))


def _library_names(library: Library) -> Iterator[str]:
    for flag in library.flags.values():
        yield from (f"flags.{flag.id}", f"override.{flag.id}")
        yield from (f"flags.{flag.id}.{key}" for key in details_of(flag))
    for key, measurement in library.measurements.items():
        yield from (f"measurements.{key}.{part}" for part in parts_of(measurement))
        if not parts_of(measurement):
            yield f"measurements.{key}"
    for key in library.findings:
        if key not in OWN_KEYS:
            yield from (f"findings.{key}", f"findings.{key}.severity")
    for key in library.exercises:
        yield from (f"exercises.{kind}.{key}" for kind in ("swap", "side", "override"))
        yield from (f"exercises.dose.{key}.{name}" for name in DOSES)


def _is_list(name: str) -> bool:
    return name in LISTS or (name.startswith("flags.") and name.endswith(".symptoms"))


def refused(fields: Fields, known: frozenset[str]) -> Iterator[Problem]:
    """What no browser with our page would send."""
    for name, values in fields.items():
        longest = WORDS if name.startswith(LONG) else LINE
        if name not in known:
            yield Problem(FILE, None, None, f"unknown field {quote(name)}")
        elif len(values) > (LIST if _is_list(name) else 1):
            yield Problem(FILE, None, None, f"{name} is given too often", path=_path(name))
        elif any(len(value) > longest for value in values):
            text = f"this is longer than {longest} characters"
            yield Problem(FILE, None, None, text, "shorten it", path=_path(name))


def _unreadable(fields: Fields) -> Iterator[Problem]:
    """The characters that no case file may hold."""
    for name, values in fields.items():
        for found in filter(None, map(FORBIDDEN.search, values)):
            text = f"the character {visible(found.group())} cannot be printed"
            yield Problem(FILE, None, None, text, "remove it", path=_path(name))


def _path(name: str) -> Path:
    return tuple(name.split("."))


class _Form:
    """Reads single fields."""

    def __init__(self, fields: Fields) -> None:
        self.fields = fields

    def all(self, name: str) -> list[str]:
        return [value for value in self.fields.get(name, ()) if value.strip()]

    def text(self, name: str) -> str:
        """The text as a browser sends it: one line, except in a note."""
        value = next(iter(self.all(name)), "").replace("\r\n", "\n")
        return value if name == "notes" else value.replace("\n", " ")

    def number(self, name: str) -> int | float | str:
        """A number if it is one; else the text, which the checks of a case refuse in words."""
        text = self.text(name).strip()
        if not _NUMBER.fullmatch(text):
            return text
        return float(text) if "." in text else int(text)

    def group(self, prefix: str) -> list[str]:
        """The rest of the names below a prefix, in the order of the form."""
        return [name[len(prefix) :] for name in self.fields if name.startswith(prefix)]


def data_of(fields: Fields, library: Library, known: frozenset[str] | None = None) -> Data:
    """The plain data of a case file from a posted form; what is blank is left out.

    `known`: the fields of the form, where they were worked out already.

    Raises: BadInput for fields that the form does not have, for too long ones, and for characters
        that cannot be printed.
    """
    known = field_names(library) if known is None else known
    problems = list(refused(fields, known)) or list(_unreadable(fields))
    if problems:
        raise BadInput(problems)
    form = _Form(fields)
    name, license_ = form.text("provider.name"), form.text("provider.license")
    data: Data = {
        "patient": _filled(
            {
                key: form.number("patient.age") if key == "age" else form.text(f"patient.{key}")
                for key in ("name", "id", "age", "sex", "email", "language")
            }
        ),
        "provider": {"name": name, "license": license_} if license_ else name,
        "evaluated": form.text("evaluated").strip(),
        "visit": form.text("visit"),
        **_screened(form, library),
        "override": _filled({key: form.text(f"override.{key}") for key in form.group("override.")}),
        "irritability": form.text("irritability"),
        "headache_type": form.all("headache_type"),
        "symptom_months": form.number("symptom_months"),
        "phase": form.number("phase"),
        "minutes_per_day": form.number("minutes_per_day"),
        "measurements": _measurements(form, library),
        "findings": _findings(form, library),
        "priority": form.all("priority"),
        "exercises": _exercises(form),
        "notes": form.text("notes"),
    }
    return {"patient": {}} | _filled(data)


def _filled(values: Mapping[str, object]) -> Data:
    """What is there: no empty text, list or table."""
    return {key: value for key, value in values.items() if value not in ("", None, [], {})}


def _screened(form: _Form, library: Library) -> Data:
    """A group whose questions were not asked is open, but for what is ticked in it."""
    flags = {key: value for key in library.flags if (value := _flag(form, library.flags[key]))}
    asked = form.all("asked")
    still = set(form.all("not_screened"))
    if asked:
        still |= {
            flag.id
            for flag in library.flags.values()
            if flag.action not in asked and flag.id not in flags
        }
    return {
        "screened": bool(asked) or None,
        "not_screened": [key for key in library.flags if key in still]
        + sorted(still - library.flags.keys()),
        "confirmed_not_screened": bool(form.all("confirmed_not_screened")) or None,
        "flags": flags,
    }


def _flag(form: _Form, flag: Flag) -> object:
    """A flag of which only a detail is given is present all the same: the cautious reading."""
    name, found = f"flags.{flag.id}", {}
    for key, kind in details_of(flag).items():
        value: object = form.text(f"{name}.{key}")
        if kind == "number":
            value = form.number(f"{name}.{key}")
        elif kind == "symptoms":
            value = form.all(f"{name}.{key}")
        elif kind == "tick":
            value = bool(value) or None
        found[key] = value
    found = _filled(found)
    if flag.sided and found.keys() == {"side"}:
        return found["side"]
    return found or bool(form.all(name))


def _measurements(form: _Form, library: Library) -> Data:
    found: Data = {}
    for key, measurement in library.measurements.items():
        name = f"measurements.{key}"
        parts = {part: form.number(f"{name}.{part}") for part in parts_of(measurement)}
        if measurement.shape == "pair":
            found[key] = list(_filled(parts).values())
        else:
            found[key] = _filled(parts) if parts else form.number(name)
    return _filled(found)


def _findings(form: _Form, library: Library) -> Data:
    found: Data = {}
    for key in library.findings:
        name = f"findings.{key}"
        said, severity = form.text(name), form.number(f"{name}.severity")
        value: object = {"yes": True, "no": False}.get(said, said)
        if value is False or not severity:
            found[key] = value
        elif said:
            side = {} if value is True else {"side": value}
            found[key] = {**side, "severity": severity}
    return _filled(found)


def _exercises(form: _Form) -> Data:
    dose: dict[str, Data] = {}
    for name in form.group("exercises.dose."):
        key, _, part = name.partition(".")
        value = form.number(f"exercises.dose.{name}")
        if value != "":
            dose.setdefault(key, {})[part] = value
    tables = {
        kind: _filled({key: form.text(f"exercises.{kind}.{key}") for key in form.group(prefix)})
        for kind in ("swap", "side", "override")
        if (prefix := f"exercises.{kind}.")
    }
    lists = {kind: form.all(f"exercises.{kind}") for kind in ("add", "remove", "order")}
    return _filled({**lists, **tables, "dose": dose})


class _Quoting(yaml.SafeDumper):
    """Puts all text in quotes but plain words, so that none can be taken for a number."""

    def ignore_aliases(self, data: object) -> bool:
        """Write everything out."""
        return data is not self


def _quoted(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = None if _WORD.fullmatch(text) else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Quoting.add_representer(str, _quoted)


def text_of(data: Data) -> bytes:
    """The text of a case file; as it is read again, nothing in it has become something else."""
    text = yaml.dump(data, Dumper=_Quoting, sort_keys=False, allow_unicode=True, width=100)
    if read_yaml(text, FILE).data != data:
        message = "the case is read otherwise than it was written"
        raise ValueError(message)
    return text.encode()

"""clinic.yaml: read, checked as `hep check` does, and replaced whole or not at all."""

import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from generator.check.clinic import logo as logo_problems
from generator.check.clinic import logo_fault, picture_fault
from generator.check.references import found_by
from generator.check.report import OF_THE_CLINIC
from generator.compiled import library_of
from generator.delivery.outside import kept_password
from generator.delivery.settings import mail_problems
from generator.errors import BadInput, OutputError, Problem
from generator.files import write_whole
from generator.library.entries import whole
from generator.library.load import Loaded
from generator.model.clinic import Clinic
from generator.model.library import Library
from generator.web.clinicform import FILE, Place
from generator.yamlcompose import Data
from generator.yamledit import edited
from generator.yamlread import read_bytes, read_yaml

HEAD: Final = "# The clinic, as its handouts and mails name it; `hep check` looks at it.\n"
_JPEG: Final = b"\xff"
_OURS: Final = re.compile(r"letterhead-logo-[0-9a-f]{16}\.(png|jpg)")


class ClinicFile(Struct, frozen=True, kw_only=True):
    """What stands in the clinic.yaml of a folder."""

    folder: Path
    data: bytes
    clinic: Clinic

    @property
    def mark(self) -> str:
        """What tells this version from every other."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def text(self) -> str:
        """The text to be changed."""
        return self.data.decode("utf-8-sig") if self.data.strip() else HEAD

    @property
    def writable(self) -> bool:
        """Whether it can be saved."""
        path = self.folder / FILE
        wanted = (self.folder, path) if path.exists() else (self.folder,)
        effective = os.access in os.supports_effective_ids
        return all(os.access(one, os.W_OK, effective_ids=effective) for one in wanted)

    @property
    def logo(self) -> bytes:
        """The bytes of the logo, if it can be printed."""
        name = self.clinic.logo
        if not name or logo_fault(self.folder, name):
            return b""
        return (self.folder / name).read_bytes()


class Prepared(Struct, frozen=True, kw_only=True):
    """What would be saved, and all that is wrong with it or should be known."""

    clinic: Clinic
    text: str = ""
    problems: tuple[Problem, ...] = ()

    @property
    def good(self) -> bool:
        """Whether it may be saved."""
        return all(one.severity == "warning" for one in self.problems)


def read_clinic(folder: Path) -> ClinicFile:
    """The clinic.yaml of a folder; without one, a clinic that says nothing.

    Raises: BadInput when it cannot be read.
    """
    path = folder / FILE
    if not path.exists():
        return ClinicFile(folder=folder, data=b"", clinic=Clinic())
    data = read_bytes(path)
    clinic = whole(read_yaml(data, FILE), "clinic").decode(Clinic)
    return ClinicFile(folder=folder, data=data, clinic=clinic)


def remarks(file: ClinicFile, library: Library) -> tuple[Problem, ...]:
    """What `hep check` says of the file as it stands."""
    return tuple(_said(Loaded(library, {}, None), file.folder, file.text, file.clinic))


def _said(
    loaded: Loaded, folder: Path, text: str, clinic: Clinic, *, new_logo: bool = False
) -> Iterator[Problem]:
    entry = whole(read_yaml(text, FILE), "clinic")
    library = replace(loaded.library, clinic=clinic)
    checked = replace(loaded, library=library, clinic=entry, folder=folder)
    yield from found_by(OF_THE_CLINIC if new_logo else (*OF_THE_CLINIC, logo_problems), checked)
    yield from mail_problems(clinic, FILE)


def prepare(
    file: ClinicFile,
    changes: Mapping[Place, Data],
    logo: bytes | None,
    environ: Mapping[str, str],
) -> Prepared:
    """Make the changes in the text and check everything; nothing is written.

    `logo` is a new one; empty, the clinic shall have none.
    """
    wanted = dict(changes)
    problems: list[Problem] = []
    if logo:
        fault = picture_fault(logo, "this file")
        problems += [Problem(FILE, None, None, *fault, path=("logo",))] if fault else []
    if logo is not None:
        wanted["logo",] = _name_of(logo) if logo else ""
    try:
        text = edited(file.text, wanted, FILE) if wanted else file.text
        clinic = whole(read_yaml(text, FILE), "clinic").decode(Clinic) if wanted else file.clinic
    except BadInput as error:
        return Prepared(clinic=file.clinic, problems=(*problems, *error.problems))
    problems += _password_goes_elsewhere(file.clinic, clinic, environ)
    try:
        loaded = Loaded(library_of(file.folder), {}, None)
    except BadInput as error:
        problems += _elsewhere(error.problems)
    else:
        problems += _said(loaded, file.folder, text, clinic, new_logo=bool(logo))
    return Prepared(clinic=clinic, text=text, problems=tuple(dict.fromkeys(problems)))


def _elsewhere(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Faults of other files: with them nothing could be read anew after saving."""
    for one in problems:
        place = Path(one.file).name + (f", line {one.line}" if one.line else "")
        said = f"another file of the clinic's folder has a fault: {place}: {one.message}"
        yield Problem(FILE, None, None, said, one.hint)


def _password_goes_elsewhere(
    before: Clinic, after: Clinic, environ: Mapping[str, str]
) -> Iterator[Problem]:
    """A password that is kept for one server goes to no other, and is not sent openly.

    Encrypted, only the server itself can read it, whatever its port. Without encryption, which
    only this computer may be asked for, anybody may listen at another port.
    """
    source = kept_password(before.mail, environ)
    known, wanted = before.mail.host.strip(), after.mail.host.strip()
    if not (source and known):
        return
    opened = after.mail.security == "plain" and (
        before.mail.security != "plain" or after.mail.port != before.mail.port
    )
    field = "host" if wanted.casefold() != known.casefold() else "security" if opened else ""
    if field:
        said = f"the password from {source} is kept for {known}"
        said += "" if field == "host" else ", as it is reached now"
        hint = "change the server in clinic.yaml itself"
        yield Problem(FILE, None, None, said, hint, path=("mail", field))


def _name_of(logo: bytes) -> str:
    ending = "jpg" if logo.startswith(_JPEG) else "png"
    return f"letterhead-logo-{hashlib.sha256(logo).hexdigest()[:16]}.{ending}"


def keep(file: ClinicFile, prepared: Prepared, logo: bytes | None) -> None:
    """Write what was prepared: the logo first, so that no clinic.yaml names one that is not there.

    Raises: OutputError, and then nothing has changed.
    """
    new = file.folder / _name_of(logo) if logo else None
    fresh = new is not None and not new.exists()
    if new is not None and logo:
        write_whole(new, logo, force=True)
    try:
        write_whole(file.folder / FILE, prepared.text.encode(), force=True)
    except OutputError:
        if new is not None and fresh:
            new.unlink(missing_ok=True)
        raise
    before = file.clinic.logo
    if before != prepared.clinic.logo and _OURS.fullmatch(before):
        with suppress(OSError):
            (file.folder / before).unlink()

"""One clinic's library and presses, shared by all requests; one request works at a time."""

import datetime
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from generator.assess import Assessment
from generator.case import check_case
from generator.errors import BadInput, Problem
from generator.handout.drawings import Drawings
from generator.handout.press import Format, unprintable
from generator.handout.variant import Variant
from generator.job import Job
from generator.made import Made, Settings, Source
from generator.model.library import Library
from generator.model.results import Stop
from generator.records.giving import given_of
from generator.records.programs import Given, Handout
from generator.web.casedata import FILE, Data, Fields, data_of, text_of
from generator.web.casefields import fields_of, lost
from generator.web.vocabulary import Offer, offer_of
from generator.workshop import Workshop
from generator.yamlread import Document, read_yaml

NAME = Path(FILE)
T = TypeVar("T")
UNKNOWN_AGE = 40  # no flag asks for it, nor excludes it
CASE = Path("case.yaml")  # what the record calls the case of a form


class Seen(Struct, frozen=True, kw_only=True):
    """What came of a form: an assessment, or everything that is wrong with it."""

    data: Data | None = None
    assessment: Assessment | None = None
    problems: tuple[Problem, ...] = ()
    remarks: tuple[Problem, ...] = ()  # what prints otherwise than it was typed

    @property
    def text(self) -> bytes:
        """The text of the case file; empty where there is none."""
        return text_of(self.data) if self.data is not None else b""


class Desk:
    """Does what the page asks for: check, assess, draw, print."""

    def __init__(self, clinic: Path | None) -> None:
        """Name the clinic's folder; nothing is read yet."""
        self.clinic = clinic
        self.lock = Lock()
        # Work that only computes takes turns: all at once, each would be as slow as all together.
        self.turn = Lock()
        self.renew()

    def renew(self) -> None:
        """Read the clinic's folder anew, after a change in it."""
        with self.lock:
            self.workshop = Workshop(self.clinic, datetime.date.min)
            self.jobs: dict[tuple[Format, Variant, bool], Job] = {}
            self._offer: Offer | None = None

    @property
    def library(self) -> Library:
        """The library of the clinic."""
        with self.lock:
            return self.workshop.library

    @property
    def offer(self) -> Offer:
        """What the form offers."""
        with self.lock:
            return self._offered()

    def _offered(self) -> Offer:
        """The same with the lock held, so that it is of the library that is there now."""
        if self._offer is None:
            self._offer = offer_of(self.workshop.library)
        return self._offer

    def look(self, fields: Fields, today: datetime.date) -> Seen:
        """Assess a form by the same checks as a case file."""
        data: Data | None = None
        try:
            with self.lock:
                self.workshop.today = today
                data = data_of(fields, self.workshop.library, self._offered().names)
                # Straight from the data: writing and reading text takes longer than all the rest.
                assessment, file = self.workshop.assessed(Document(FILE, data, None, ()))
        except BadInput as error:
            stopped = self._stopped(data) if data is not None else None
            return Seen(data=data, problems=error.problems, assessment=stopped)
        remarks = tuple(one for one in unprintable(file) if one.severity == "warning")
        return Seen(data=data, assessment=assessment, remarks=remarks)

    def _stopped(self, data: Data) -> Assessment | None:
        """What a stop flag says at once, while the rest of the form is still missing or wrong."""
        patient: Any = data["patient"]
        flags: Any = data.get("flags", {})
        measured = {"flags": flags, "measurements": data.get("measurements", {})}
        bare = {"flags": dict.fromkeys(flags, True)}
        for told in (measured, bare):
            for age in (patient.get("age"), UNKNOWN_AGE):
                least = {
                    "patient": {"age": age, "id": patient.get("id", "")},
                    "irritability": "high",
                    **told,
                }
                with suppress(BadInput), self.lock:
                    assessment, _ = self.workshop.assessed(Document(FILE, least, None, ()))
                    return assessment if isinstance(assessment.screening, Stop) else None
        return None

    def opened(self, text: bytes, name: str, today: datetime.date) -> dict[str, list[str]]:
        """The fields of the form for a case file.

        Raises: BadInput when it cannot be read, or says what the form cannot show.
        """
        library = self.library
        case = check_case(read_yaml(text, name), library, today).case
        missing = lost(case, library, today)
        if missing:
            said = f"the form cannot show all of {', '.join(missing)}"
            raise BadInput.one(name, said, "use it with `hep generate`")
        return fields_of(case, library)

    @contextmanager
    def job(
        self, form: Format, variant: Variant, today: datetime.date, *, stale_ok: bool = False
    ) -> Iterator[Job]:
        """What makes handouts, for one request alone."""
        with self.lock:
            self.workshop.today = today
            yield self._job(form, variant, stale_ok=stale_ok)

    def handout(self, text: bytes, form: Format, variant: Variant, today: datetime.date) -> Made:
        """The handout of a case's text, or why there is none: what `hep generate` does."""
        with self.job(form, variant, today) as job:
            return job.make(Source(path=NAME, text=text))

    def given(self, text: bytes, form: Format, variant: Variant, today: datetime.date) -> Given:
        """The same with all that the record keeps of it.

        Raises: HepError where `hep generate` makes none.
        """
        with self.job(form, variant, today) as job:
            assessment, _ = job.ready(Source(path=NAME, text=text), [])
            handout = Handout(
                form=form,
                variant=msgspec.json.encode(variant).decode(),
                data=job.press.print(assessment, form),
            )
            source = Source(path=CASE, text=text)
            return given_of(assessment, self.workshop.library, source, (handout,))

    def drawn(self, ask: Callable[[Drawings], T]) -> T:
        """Ask something of all drawings."""
        with self.lock:
            return ask(self._job("html", Variant()).press.drawings("html"))

    def _job(self, form: Format, variant: Variant, *, stale_ok: bool = False) -> Job:
        key = form, variant, stale_ok
        if key not in self.jobs:
            job = Job(
                Settings(
                    run="page",
                    clinic=self.clinic,
                    today=self.workshop.today,
                    form=form,
                    variant=variant,
                    stale_ok=stale_ok,
                )
            )
            job.workshop = self.workshop
            self.jobs[key] = job
        return self.jobs[key]

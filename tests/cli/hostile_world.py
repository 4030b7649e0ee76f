"""A folder with a case and a clinic for `hep send`, hostile in the places that were drawn."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.cli import hostile
from tests.cli.hostile import Drawn, as_argument, as_yaml
from tests.cli.mailing import CASE, DAY
from tests.delivery.servers import HOST, FakeServer


class World:
    """A folder with a case and a clinic, each with what was drawn in its place."""

    def __init__(self, folder: Path, drawn: Drawn, server: FakeServer) -> None:
        self.folder, self.drawn, self.server = folder, drawn, server
        self.case_file = self._case_file()
        self.case = drawn.get("case_bytes", self._case())
        self.output = as_argument(drawn["output"]) if "output" in drawn else ""

    def value(self, place: str, usual: str) -> str:
        text: str = self.drawn.get(place, usual)
        return text

    def _case(self) -> bytes:
        person = {"name": "Ana Ruiz", "id": "CHART-77", "email": "ana@example.org"}
        fields = [f"{key}: {as_yaml(self.value(key, usual))}" for key, usual in person.items()]
        language = as_yaml(self.value("language", "en"))
        text = CASE.partition("provider:")[2].partition("\n")[2]
        return (
            f"patient: {{{', '.join(fields)}, age: 34, sex: female, language: {language}}}\n"
            f"provider: {as_yaml(self.value('provider', 'Dr. M. Lee'))}\n"
            f"notes: {as_yaml(self.value('notes', 'Slowly.'))}\n{text}"
        ).encode()

    def _case_file(self) -> str:
        name = as_argument(self.drawn.get("case_file", "case.yaml"))
        plain = name not in ("", ".", "..", "-") and "/" not in name
        return name if plain and len(os.fsencode(name)) < 200 else "case.yaml"

    @property
    def drafting(self) -> bool:
        return "output" in self.drawn

    def write(self) -> None:
        """Write all files."""
        email_folder = self.folder / "clinic" / "templates" / "email"
        email_folder.mkdir(parents=True)
        (self.folder / self.case_file).write_bytes(self.case)
        (self.folder / "words.txt").write_bytes(self.drawn.get("message", b""))
        (self.folder / "secret.txt").write_bytes(self.drawn.get("password", b""))
        (self.folder / "clinic" / "clinic.yaml").write_text(self._clinic())
        for name in hostile.TEMPLATES:
            if name in self.drawn:
                (email_folder / name).write_bytes(hostile.as_bytes(self.drawn[name]))

    def _clinic(self) -> str:
        host = f"  host: {HOST}\n  port: {self.server.port}\n  security: plain\n"
        own = "".join(
            f"  {place}: {as_yaml(self.value(place, usual))}\n"
            for place, usual in (("sender", "Lakeside <desk@lakeside.example>"), ("reply_to", ""))
        )
        return (
            f"name: {as_yaml(self.value('clinic_name', 'Lakeside'))}\n"
            f"phone: {as_yaml(self.value('phone', '(555) 010-2277'))}\n"
            f"address: [{as_yaml(self.value('address', '1 Main Street'))}]\n"
            f"web: {as_yaml(self.value('web', 'lakeside.example'))}\n"
            f"emergency_number: {as_yaml(self.value('emergency_number', '911'))}\n"
            f"timezone: {as_yaml(self.value('timezone', 'America/Chicago'))}\n"
            f"mail:\n{own}{'' if self.drafting else host}"
        )

    def command(self) -> list[str]:
        """The command line."""
        words = ["send", *DAY, "--clinic", "clinic", "--db", "record.db"]
        for place, option in (("to", "--to="), ("at", "--at="), ("output", "--output=")):
            if place in self.drawn and not (place == "at" and self.drafting):
                words.append(option + as_argument(self.drawn[place]))
        if "message" in self.drawn:
            words += ["--message", "words.txt"]
        if "password" in self.drawn:
            words += ["--password-file", "secret.txt"]
        if not self.drafting and "at" not in self.drawn:
            words.append("--now")
        return [*words, "--", self.case_file]

    def kept(self, what: str) -> list[Any]:
        """Rows of the record."""
        path = self.folder / "record.db"
        if not path.exists():
            return []
        with closing(sqlite3.connect(path)) as db:
            return db.execute(what).fetchall()

"""A clinic that sends through a server on loopback, and a patient with an address."""

from pathlib import Path

from tests.cli.conftest import GOOD
from tests.delivery.servers import HOST, FakeServer

CASE = GOOD.replace("{name: Ana Ruiz,", '{name: Ana Ruiz, id: "CHART-77", email: ana@example.org,')
DAY = ("--date", "2026-11-21", "--draft-ok")


def clinic(folder: Path, server: FakeServer | None, extra: str = "") -> str:
    """A clinic's folder; give its path."""
    folder.mkdir(exist_ok=True)
    host = f"\n  host: {HOST}\n  port: {server.port}\n  security: plain" if server else ""
    (folder / "clinic.yaml").write_text(
        "name: Lakeside Headache Clinic\nphone: (555) 010-2277\ntimezone: America/Chicago\n"
        f"mail:\n  sender: Lakeside <desk@lakeside.example>{host}\n  per_minute: 1000\n{extra}"
    )
    return str(folder)

"""`hep outbox test`: the mail server tried out, step by step."""

from pathlib import Path

from generator.errors import ExitCode
from tests.cli.conftest import Hep
from tests.cli.mailing import clinic
from tests.delivery.mishaps import ByTable, say
from tests.delivery.servers import FakeServer


def test_the_test_message_names_each_step(hep: Hep, tmp_path: Path, server: FakeServer) -> None:
    folder = clinic(tmp_path / "clinic", server)
    ran = hep("outbox", "test", "me@lakeside.example", "--clinic", folder)
    assert ran.code == 0
    assert ran.out.splitlines()[-1] == "the server took a test message to me@lakeside.example"
    assert server.accepted[0].recipient == "me@lakeside.example"


def test_the_test_message_explains_what_failed(hep: Hep, tmp_path: Path) -> None:
    with FakeServer(ByTable({"mail": say("550 5.7.60 not your address")})) as server:
        folder = clinic(tmp_path / "clinic", server)
        ran = hep("outbox", "test", "--clinic", folder)
    assert ran.code == ExitCode.DELIVERY
    assert "connected" in ran.out
    assert "550" in ran.err

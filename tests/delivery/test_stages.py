"""Every fault at every stage of the dialogue: who must act, and that the next message arrives."""

from pathlib import Path

import pytest

from generator.delivery import trouble
from generator.delivery.server import MailServer
from generator.delivery.settings import ServerSettings
from generator.delivery.trouble import Trouble
from tests.delivery.mishaps import DROP, GARBAGE, HANG, LOSE, STAGES, ByTable, Fault, say
from tests.delivery.servers import HOST, FakeServer
from tests.delivery.tls import Authority

ANA = "ana@example.org"
DESK = "desk@clinic.example"
DATA = b"Message-ID: <1@clinic.example>\r\nSubject: Hola\r\n\r\n.\r\nAdi\xc3\xb3s\r\n"

# With ?, nobody knows whether the server has the message.
TABLE = """
stage     421         450         452         550            552            554            drop       garbage       hang
greeting  ServerDown  ServerDown  ServerDown  Misconfigured  Misconfigured  Misconfigured  ServerDown Misconfigured ServerDown
ehlo      ServerDown  ServerDown  ServerDown  Misconfigured  Misconfigured  Misconfigured  ServerDown Misconfigured ServerDown
starttls  ServerDown  ServerDown  ServerDown  Misconfigured  Misconfigured  Misconfigured  ServerDown ServerDown    ServerDown
auth      ServerDown  ServerDown  ServerDown  Misconfigured  Misconfigured  Misconfigured  ServerDown ServerDown    ServerDown
mail      Deferred    Deferred    Deferred    Misconfigured  Refused        Misconfigured  Deferred   Deferred      Deferred
rcpt      Deferred    Deferred    Deferred    Refused        Refused        Refused        Deferred   Deferred      Deferred
data      Deferred    Deferred    Deferred    Refused        Refused        Refused        Deferred   Deferred      Deferred
middle    Deferred    Deferred    Deferred    Refused        Refused        Refused        Deferred?  Deferred?     Deferred?
end       Deferred    Deferred    Deferred    Refused        Refused        Refused        Deferred?  Deferred?     Deferred?
"""  # noqa: E501  (one line a stage)

OURS = {
    "greeting": "greeting",
    "ehlo": "greeting",
    "starttls": "tls",
    "auth": "login",
    "mail": "sender",
    "rcpt": "recipient",
    "data": "data",
    "middle": "data",
    "end": "data",
}
WORDS = {"drop": "dropped", "garbage": "garbage", "hang": "timeout"}
BY_NAME = {"drop": DROP, "garbage": GARBAGE, "hang": HANG}


def rows() -> list[tuple[str, str, str]]:
    head, *lines = (line.split() for line in TABLE.strip().splitlines())
    return [(stage, *pair) for stage, *kinds in lines for pair in zip(head[1:], kinds, strict=True)]


def fault(name: str) -> Fault:
    """A fault by the name in the table; an answer repeats the address, and holds a bell."""
    return BY_NAME.get(name) or say(f"{name[0]}.9.9 <{ANA}> \x07 no", int(name))


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("tls"))


def settings(server: FakeServer, ca_file: Path, timeout_s: float = 20) -> ServerSettings:
    return ServerSettings(
        host=HOST,
        port=server.port,
        security="starttls",
        sender=DESK,
        user="desk",
        password="s3cret-Ñ",
        timeout_s=timeout_s,
        ca_file=ca_file,
    )


def test_the_table_has_every_stage() -> None:
    assert {stage for stage, _, _ in rows()} == set(STAGES) == set(OURS)
    assert len(rows()) == 81


@pytest.mark.parametrize(("stage", "name", "expected"), rows())
def test_a_fault_at_a_stage(stage: str, name: str, expected: str, authority: Authority) -> None:
    faults = ByTable({stage: [fault(name)]})
    users = {"desk": "s3cret-Ñ"}
    with FakeServer(faults, authority.context(), users=users) as fake:
        hang = name == "hang"
        mine = settings(fake, authority.file, 0.5 if hang else 20)
        with MailServer(mine, limit_s=1.5 if hang and stage in ("middle", "end") else 60) as server:
            with pytest.raises(Trouble) as caught:
                server.deliver(DESK, ANA, DATA)
            assert fake.accepted == []
            server._clock.wait_s, server._limit_s = 20, 60
            server.deliver(DESK, ANA, DATA)
    error = caught.value
    assert type(error) is getattr(trouble, expected.rstrip("?"))
    assert error.maybe_accepted is expected.endswith("?")
    assert error.log_line.split()[0] == error.stage == OURS[stage]
    if name.isdigit():
        assert error.code == int(name)
        assert error.log_line == f"{OURS[stage]} {name} {name[0]}.9.9"
        assert f"{name} {name[0]}.9.9 <{ANA}> \\x07 no" in error.detail
    else:
        assert error.code is None
        assert error.log_line == f"{OURS[stage]} {WORDS[name]}"
    assert "ana" not in str(error)
    assert "\x07" not in error.detail + str(error)
    assert [(m.sender, m.recipient, m.data) for m in fake.accepted] == [(DESK, ANA, DATA)]


def test_an_answer_lost_after_the_message_was_taken(authority: Authority) -> None:
    faults = ByTable({"end": [LOSE]})
    users = {"desk": "s3cret-Ñ"}
    with (
        FakeServer(faults, authority.context(), users=users) as fake,
        MailServer(settings(fake, authority.file)) as server,
    ):
        with pytest.raises(trouble.Deferred) as caught:
            server.deliver(DESK, ANA, DATA)
        assert caught.value.maybe_accepted
        server.deliver(DESK, ANA, DATA)
    assert [m.message_id for m in fake.accepted] == ["<1@clinic.example>"] * 2

"""What a mail server may do instead of going on, by a table or by chance, and what it takes."""

import random
import re
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import repeat
from typing import Literal

# `middle`: the message has begun; `end`: all of it is there.
STAGES = ("greeting", "ehlo", "starttls", "auth", "mail", "rcpt", "data", "middle", "end")

Kind = Literal["say", "drop", "hang", "garbage", "lose"]


@dataclass(frozen=True)
class Fault:
    """What a server does instead of going on.

    `say` an answer, `drop` the line, `hang` without an answer until the client has enough, send
    `garbage`; and only at the end: take the message and `lose` the answer.
    """

    kind: Kind
    text: bytes = b""


def say(text: str, code: int | None = None) -> Fault:
    """Answer this, like `450 4.2.1 later`; with 421 the server hangs up after it."""
    return Fault("say", (f"{code} {text}" if code else text).encode())


DROP, HANG, LOSE = Fault("drop"), Fault("hang"), Fault("lose")
GARBAGE = Fault("garbage", b"\x00\xff\x1b[31mHTTP/1.1 400 Bad Request\r\n")

Faults = Callable[[str], Fault | None]


@dataclass(frozen=True)
class Accepted:
    """A message that the server has taken."""

    sender: str
    recipient: str
    data: bytes
    options: str = ""
    lost: bool = False  # taken, and the answer never sent

    @property
    def message_id(self) -> str:
        """The Message-ID in its header."""
        header = self.data.partition(b"\r\n\r\n")[0].decode("utf-8", "replace")
        found = re.search(r"(?im)^message-id:\s*(<[^>\s]+>)", header)
        return found[1] if found else ""


class ByTable:
    """Faults by stage: a single one always, those of a list once each; then all goes well."""

    def __init__(self, table: Mapping[str, Fault | Iterable[Fault | None]]) -> None:
        assert table.keys() <= set(STAGES)
        self.waiting = {
            stage: repeat(faults) if isinstance(faults, Fault) else iter(faults)
            for stage, faults in table.items()
        }

    def __call__(self, stage: str) -> Fault | None:
        return next(self.waiting.get(stage, iter(())), None)


class ByChance:
    """Faults at every stage, with a chance; the same seed gives the same to one client.

    All are temporary, unless `permanent` is asked for; `hang` keeps a client until its own time
    is over.
    """

    def __init__(
        self, seed: int, share: float, *, hang: bool = False, permanent: bool = False
    ) -> None:
        self.random, self.share = random.Random(seed), share
        self.lock = threading.Lock()
        codes = ["421 4.3.2 closing", "450 4.2.1 later", "451 4.3.0 later", "452 4.3.1 full"]
        codes += ["550 5.1.1 no", "552 5.2.2 full", "554 5.7.1 no"] if permanent else []
        self.faults = [*map(say, codes), DROP, GARBAGE, *([HANG] if hang else [])]

    def __call__(self, stage: str) -> Fault | None:
        with self.lock:
            if self.random.random() >= self.share:
                return None
            return self.random.choice([*self.faults, *([LOSE, LOSE] if stage == "end" else [])])

"""What a running page knows: its data, the address at which it answers, and its secret."""

import re
import secrets
from pathlib import Path
from typing import Final

from msgspec import Struct, field

DEFAULT_PORT: Final = 8765
LOOPBACK_NAMES: Final = frozenset(("127.0.0.1", "localhost", "[::1]"))

_PUBLIC_NAME = re.compile(r"(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9-]{1,63}")


class WebSettings(Struct, frozen=True, kw_only=True):
    """Everything that is settled before the page answers.

    `proxy`: the public name of the TLS proxy before it, and then `password` is a hash that opens
    the page; without, only this computer's own browser comes in.
    """

    db: Path
    clinic: Path | None = None
    case: Path | None = None
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    port: int = DEFAULT_PORT
    proxy: str = ""
    password: str = ""

    def __repr__(self) -> str:
        """Return the kind: what it holds is secret."""
        return f"<{type(self).__name__}>"

    @property
    def hosts(self) -> frozenset[str]:
        """The values of the Host header that are meant for us; any other is a trick with names."""
        if self.proxy:
            return frozenset((self.proxy, f"{self.proxy}:443"))
        return frozenset(f"{name}:{self.port}" for name in LOOPBACK_NAMES)

    @property
    def cookie(self) -> str:
        """The name of the cookie; pages on other ports of one computer share its cookies."""
        return "__Host-hep" if self.proxy else f"hep-{self.port}"

    @property
    def visitor_cookie(self) -> str:
        """The name of the cookie of whoever may sign in."""
        return f"{self.cookie}-visitor"


def is_public_name(text: str) -> bool:
    """Whether a text is the name of a host, as a browser sends it."""
    return _PUBLIC_NAME.fullmatch(text) is not None

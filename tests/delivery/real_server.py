"""Aiosmtpd on loopback: a server of the world, with TLS and logins as a provider has them."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from socket import AF_INET, socket
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.delivery.mishaps import Accepted
from tests.delivery.servers import HOST


class _OwnPort(Controller):
    """aiosmtpd on a port that is free for certain: it is bound before anybody is told."""

    def __init__(self, handler: object, **options: Any) -> None:
        self.bound = socket(AF_INET)
        self.bound.bind((HOST, 0))
        super().__init__(handler, HOST, self.bound.getsockname()[1], **options)

    def _create_server(self) -> Any:
        return self.loop.create_server(self._factory_invoker, sock=self.bound, ssl=self.ssl_context)


@dataclass
class RealServer:
    """aiosmtpd, with TLS and logins as a provider has them."""

    context: ssl.SSLContext | None = None
    implicit: bool = False
    users: Mapping[str, str] = field(default_factory=dict)
    size: int = 36_700_160
    accepted: list[Accepted] = field(default_factory=list)
    peers: list[str] = field(default_factory=list)  # what each client called itself

    def __enter__(self) -> Self:
        tls: dict[str, Any] = {}
        if self.context:
            key = "ssl_context" if self.implicit else "tls_context"
            tls = {key: self.context, "require_starttls": not self.implicit}
        if self.users:
            # aiosmtpd does not see TLS that came first.
            tls |= {"auth_required": not self.implicit, "auth_require_tls": not self.implicit}
            tls["authenticator"] = self.knows
        self.controller = _OwnPort(
            self, enable_SMTPUTF8=True, data_size_limit=self.size, ident="real", **tls
        )
        self.controller.start()
        self.port = self.controller.port
        return self

    def __exit__(self, *_: object) -> None:
        self.controller.stop()

    def knows(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _way: str, auth: Any
    ) -> AuthResult:
        assert isinstance(auth, LoginPassword)
        good = self.users.get(auth.login.decode()) == auth.password.decode()
        return AuthResult(success=good, handled=good)

    async def handle_DATA(self, _: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.original_content, bytes)
        (recipient,) = envelope.rcpt_tos
        options = " ".join(envelope.mail_options)
        message = Accepted(envelope.mail_from or "", recipient, envelope.original_content, options)
        self.accepted.append(message)
        self.peers.append(session.host_name or "")
        return "250 2.0.0 OK"

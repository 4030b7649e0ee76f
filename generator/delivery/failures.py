"""What a connection that fails means: no answer, a dropped line, a certificate that is not good."""

from __future__ import annotations

import smtplib
import socket
import ssl
from typing import TYPE_CHECKING

from generator.delivery.trouble import (
    Deferred,
    Fault,
    Misconfigured,
    ServerDown,
    Stage,
    Trouble,
    shown,
)

if TYPE_CHECKING:
    from generator.delivery.settings import ServerSettings

_LISTENING = "otherwise do not go on, somebody may be listening"
_EARLY = {"connect", "greeting", "tls", "login"}
_TLS_PORT = 465

# Numbers of OpenSSL's X509_V_ERR_…
_CERTIFICATE: dict[int, tuple[str, str]] = {
    9: ("is not valid yet", "check this computer's date and time"),
    10: ("has expired", "tell whoever runs the mail server, and check this computer's date"),
    62: ("belongs to another name", "write host as your provider writes it"),
    64: ("belongs to another name", "write the host's name, not its number"),
}
_NOT_TRUSTED = (
    "is not from an authority that this computer trusts",
    f"name the authority's certificate in HEP_SMTP_CA if the server is yours; {_LISTENING}",
)


def broken(
    stage: Stage, error: Exception, settings: ServerSettings, *, maybe_accepted: bool = False
) -> Trouble:
    """Return the trouble that an error of socket, TLS or smtplib means in a step."""
    # smtplib wraps what happened to the socket in an exception of its own.
    wrapped = isinstance(error, smtplib.SMTPServerDisconnected) and error.__context__
    cause = wrapped or error
    told = shown(f"{type(cause).__name__}: {cause}")
    if isinstance(cause, ssl.SSLCertVerificationError):
        return _certificate(cause, told)
    if stage == "connect":
        return _unreachable(cause, settings, told)
    timeout = isinstance(cause, TimeoutError)
    if stage == "tls" and _spoke_no_tls(cause):
        return _no_tls(settings, told)
    if stage in _EARLY:
        kind: type[Trouble] = ServerDown
        hint = _early_hint(stage, settings)
    else:
        kind, hint = Deferred, ""
    if maybe_accepted:
        hint = "it may have taken the message; a second copy has the same Message-ID"
    fault = Fault(
        stage=stage,
        message="the mail server does not answer" if timeout else "the mail server hung up",
        hint=hint,
        word="timeout" if timeout else "dropped",
        detail=told,
        maybe_accepted=maybe_accepted,
    )
    return kind(fault)


def _early_hint(stage: Stage, settings: ServerSettings) -> str:
    """Return what a silent or dropped greeting may mean."""
    if stage == "greeting" and settings.port == _TLS_PORT and settings.security != "tls":
        return "port 465 wants security: tls"
    return "try again later" if stage == "greeting" else ""


def _unreachable(cause: BaseException, settings: ServerSettings, told: str) -> Trouble:
    """Return the trouble of a connection that never was."""
    port = settings.port
    if isinstance(cause, socket.gaierror | UnicodeError):
        said = (
            "the mail server's name is not found",
            "no-such-host",
            "check host, and the network",
        )
    elif isinstance(cause, ConnectionRefusedError):
        hint = f"check host and port ({port}): 587 for starttls, 465 for tls"
        said = ("the mail server takes no connection", "refused-connection", hint)
    elif isinstance(cause, TimeoutError):
        hint = f"check host and port ({port}); many networks block port 25, few block 587"
        said = ("the mail server does not answer", "timeout", hint)
    else:
        said = ("the mail server cannot be reached", "unreachable", "check the network")
    message, word, hint = said
    return ServerDown(Fault(stage="connect", message=message, word=word, hint=hint, detail=told))


def _certificate(cause: ssl.SSLCertVerificationError, told: str) -> Trouble:
    """Return the trouble of a certificate that does not prove who the server is."""
    what, hint = _CERTIFICATE.get(cause.verify_code, _NOT_TRUSTED)
    message = f"the mail server's certificate {what}"
    return Misconfigured(
        Fault(stage="tls", message=message, word="certificate", hint=hint, detail=told)
    )


def _spoke_no_tls(cause: BaseException) -> bool:
    """Tell whether both sides spoke, and found no common language; a dropped line is none."""
    lost = (ssl.SSLEOFError, ssl.SSLZeroReturnError, ssl.SSLSyscallError)
    return isinstance(cause, ssl.SSLError) and not isinstance(cause, lost)


def _no_tls(settings: ServerSettings, told: str) -> Trouble:
    """Return the trouble of two sides that cannot encrypt together."""
    if settings.security == "tls":
        hint = f"port {settings.port} may want security: starttls"
    else:
        hint = "the server's TLS may be older than 1.2; ask your provider"
    message = "the mail server and this computer found no common way to encrypt"
    return Misconfigured(Fault(stage="tls", message=message, word="no-tls", hint=hint, detail=told))

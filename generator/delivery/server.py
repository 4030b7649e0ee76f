"""Handing messages to a mail server: one connection for many, every failure said exactly."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Self

from generator.delivery.dialogue import Clock, Dialogue
from generator.delivery.failures import broken
from generator.delivery.fitting import check, mail_options, stuffed
from generator.delivery.login import log_in
from generator.delivery.replies import Reply, judged
from generator.delivery.trouble import Fault, Misconfigured, Stage, Trouble, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from generator.delivery.settings import ServerSettings

# All of `deliver`, with connecting; whoever claims a message must hold it for longer than this.
LIMIT_S = 300.0

_GOODBYE_S = 5.0
_READY, _GO_ON, _CLOSING = 220, 354, 421

Answer = tuple[int, bytes]


class MailServer:
    """A connection to the mail server, made when it is first needed and again when it is lost."""

    def __init__(self, settings: ServerSettings, *, limit_s: float = LIMIT_S) -> None:
        """Set up; nothing is connected yet."""
        self.settings = settings
        self.steps: list[str] = []  # what worked, for people; the last connection's
        self._limit_s = limit_s
        self._clock = Clock(settings.timeout_s)
        self._context: ssl.SSLContext | None = None
        self._dialogue: Dialogue | None = None

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Say goodbye."""
        self.close()

    def close(self) -> None:
        """Say goodbye; never raises, and takes five seconds at most."""
        if self._dialogue is not None:
            self._clock.start(_GOODBYE_S)
            with suppress(OSError):
                self._dialogue.quit()
        self._hang_up()

    def _hang_up(self) -> None:
        dialogue, self._dialogue = self._dialogue, None
        if dialogue is not None:
            with suppress(OSError):
                dialogue.close()

    def connect(self) -> None:
        """Connect, encrypt and log in; nothing happens if that is done already.

        Raises: ServerDown or Misconfigured.
        """
        self._clock.start(self._limit_s)
        self._connect()

    def deliver(self, sender: str, recipient: str, data: bytes) -> str:
        """Hand over one message, its bytes as they are; return what the server said.

        What it said may hold the address: it is for the record only.

        Raises: Trouble; with `maybe_accepted`, nobody knows whether the server has it.
        """
        self._clock.start(self._limit_s)
        check(data, self.settings.max_bytes)
        try:
            dialogue = self._begin(sender, recipient, data)
            self._ask("recipient", lambda: dialogue.rcpt(recipient))
            self._ask("data", lambda: dialogue.docmd("DATA"), want=_GO_ON)
            answer = self._finish(dialogue, data)
        except Trouble as trouble:
            self._recover(trouble)
            raise
        except BaseException:
            self._hang_up()  # nobody knows at which word the dialogue stands
            raise
        return answer.text

    # --- The connection ---------------------------------------------------------------------------

    def _connect(self) -> Dialogue:
        if self._dialogue is not None:
            return self._dialogue
        settings = self.settings
        context = self._trust() if settings.security != "plain" else None
        self.steps = []
        dialogue = Dialogue(self._clock, context if settings.security == "tls" else None)
        self._dialogue = dialogue
        try:
            self._greet(dialogue)
            if settings.security == "starttls" and context is not None:
                self._encrypt(dialogue, context)
            if settings.user:
                log_in(dialogue, settings)
                self.steps.append(f"logged in as {settings.user}")
        except BaseException:
            self._hang_up()
            raise
        return dialogue

    def _trust(self) -> ssl.SSLContext:
        """Return what checks certificates: the system's authorities, or those of a file."""
        if self._context is None:
            file = self.settings.ca_file
            try:
                self._context = ssl.create_default_context(cafile=file)
            except OSError as error:
                told = shown(f"{type(error).__name__}: {error}")
                message = "the file of authorities (HEP_SMTP_CA) cannot be used"
                hint = "it must hold certificates in PEM form"
                raise Misconfigured(
                    Fault(stage="tls", message=message, hint=hint, word="authorities", detail=told)
                ) from None
        return self._context

    def _greet(self, dialogue: Dialogue) -> None:
        settings = self.settings
        try:
            greeting = dialogue.reach(settings.host, settings.port)
        except (OSError, UnicodeError) as error:
            stage: Stage = "connect"
            if dialogue.connected:
                # smtplib's own errors come after TLS is up; here, only from the greeting.
                stage = "greeting" if isinstance(error, smtplib.SMTPException) else "tls"
            raise broken(stage, error, settings) from None
        finally:
            if dialogue.connected:
                self.steps.append(f"connected to {settings.host}, port {settings.port}")
        if settings.security == "tls":
            self._note_encryption(dialogue)
        self._judge("greeting", Reply.of(greeting), want=_READY)
        self._ask("greeting", dialogue.ehlo)

    def _encrypt(self, dialogue: Dialogue, context: ssl.SSLContext) -> None:
        if not dialogue.has_extn("starttls"):
            port = self.settings.port
            raise Misconfigured(
                Fault(
                    stage="tls",
                    message="the mail server offers no encryption",
                    hint=f"check port ({port}); port 465 wants security: tls. Otherwise do not go "
                    "on, somebody may be listening",
                    word="not-offered",
                )
            )
        try:
            dialogue.starttls(context=context)
        except smtplib.SMTPResponseException as error:
            self._judge("tls", Reply.of((error.smtp_code, error.smtp_error)), want=_READY)
        except OSError as error:
            raise broken("tls", error, self.settings) from None
        self._note_encryption(dialogue)
        self._ask("greeting", dialogue.ehlo)

    def _note_encryption(self, dialogue: Dialogue) -> None:
        sock = dialogue.sock
        if isinstance(sock, ssl.SSLSocket):
            until = (sock.getpeercert() or {}).get("notAfter", "?")
            host = self.settings.host
            self.steps.append(f"encrypted with {sock.version()}; certificate of {host}, to {until}")

    # --- One message ------------------------------------------------------------------------------

    def _begin(self, sender: str, recipient: str, data: bytes) -> Dialogue:
        """Open the message; where an old connection turns out to be closed, over a new one."""
        fresh = self._dialogue is None
        dialogue = self._connect()
        options = mail_options(dialogue, sender, recipient, data)
        try:
            self._ask("sender", lambda: dialogue.mail(sender, options))
        except Trouble as trouble:
            if fresh or trouble.code not in (None, _CLOSING):
                raise
            self._hang_up()
            return self._begin(sender, recipient, data)
        return dialogue

    def _finish(self, dialogue: Dialogue, data: bytes) -> Reply:
        """Send the message itself, and wait for the one answer that counts."""
        try:
            dialogue.send(stuffed(data))
            reply = Reply.of(dialogue.getreply(patient=True))
        except OSError as error:
            said = self._last_words(dialogue, error)
            if said is None:
                maybe = dialogue.finishing
                raise broken("data", error, self.settings, maybe_accepted=maybe) from None
            reply = said
        self._judge("data", reply, final=True)
        return reply

    def _last_words(self, dialogue: Dialogue, error: OSError) -> Reply | None:
        """Return why a server hung up in the middle of a message, if it said so."""
        if dialogue.sock is None or isinstance(error.__context__, TimeoutError):
            return None
        with suppress(OSError):
            reply = Reply.of(dialogue.getreply())
            return None if reply.strange else reply  # a yes to half a message is none
        return None

    def _recover(self, trouble: Trouble) -> None:
        """Make the connection ready for another message, or drop it."""
        dialogue = self._dialogue
        if dialogue is None:
            return
        if trouble.code not in (None, _CLOSING):
            with suppress(OSError):
                if Reply.of(dialogue.rset()).good:
                    return
        self._hang_up()

    # --- One step ---------------------------------------------------------------------------------

    def _ask(self, stage: Stage, command: Callable[[], Answer], *, want: int | None = None) -> None:
        with self._broken(stage):
            answer = command()
        self._judge(stage, Reply.of(answer), want=want)

    def _judge(
        self, stage: Stage, reply: Reply, *, want: int | None = None, final: bool = False
    ) -> None:
        """Go on if the answer is yes, or the one code that is wanted.

        Raises: Trouble.
        """
        if not (reply.good if want is None else reply.code == want):
            raise judged(stage, reply, logged_in=bool(self.settings.user), final=final)

    @contextmanager
    def _broken(self, stage: Stage) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise broken(stage, error, self.settings) from None

"""How a clinic sends mail; without a `host` a message becomes a draft for a mail program."""

from typing import Annotated, Literal

from msgspec import Meta

from generator.model.base import Model

Security = Literal["starttls", "tls", "plain"]
Limit = Annotated[int, Meta(ge=1, le=1_000_000)]


class Mail(Model, frozen=True, kw_only=True):
    """The mail server and the sender; a password never stands here."""

    sender: Annotated[str, Meta(description="Address, or Name <address>.")] = ""
    reply_to: Annotated[str, Meta(description="Where answers go, if not to the sender.")] = ""
    host: str = ""
    port: Annotated[int, Meta(ge=1, le=65535)] | None = None
    security: Annotated[Security, Meta(description="starttls, tls or plain")] = "starttls"
    plain_to: Annotated[
        str, Meta(description="The host that may be reached without encryption.")
    ] = ""
    user: str = ""
    password_file: Annotated[str, Meta(description="A file whose first line is it.")] = ""
    per_minute: Annotated[Limit, Meta(description="Messages at most in a minute.")] = 20
    per_day: Annotated[Limit, Meta(description="Messages at most in 24 hours.")] = 1000
    max_mb: Annotated[float, Meta(gt=0, le=1000, description="Size of a message, in MB.")] = 20

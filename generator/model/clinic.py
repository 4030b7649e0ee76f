"""The clinic: letterhead, contact and paper; every key is optional."""

from typing import Annotated, Literal

from msgspec import Meta

from generator.model.base import Model, WebPage
from generator.model.mail import Mail

Paper = Literal["letter", "a4"]


class Colors(Model, frozen=True, kw_only=True):
    """The clinic's accent color, checked for contrast on white."""

    accent: Annotated[str, Meta(pattern="^#[0-9a-fA-F]{6}$")] | None = None


class Clinic(Model, frozen=True, kw_only=True):
    """Who gives the handout; without a clinic the template prints plain words instead."""

    name: str = ""
    address: tuple[str, ...] | str = ()
    phone: str = ""
    email: str = ""
    web: str = ""
    qr: WebPage = ""  # what a code on the handout leads to
    videos: dict[str, WebPage] = {}  # by exercise: the clinic's own
    logo: Annotated[str, Meta(description="a PNG or JPEG beside clinic.yaml")] = ""
    colors: Colors = Colors()
    emergency_number: str = ""
    paper: Paper = "letter"
    timezone: Annotated[str, Meta(description="like America/Chicago")] = ""
    mail: Mail = Mail()

    @property
    def address_lines(self) -> tuple[str, ...]:
        """The address as lines."""
        return (self.address,) if isinstance(self.address, str) else self.address

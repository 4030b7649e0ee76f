"""What of the mail settings stands outside clinic.yaml."""

from collections.abc import Mapping

from generator.delivery.settings import PREFIX
from generator.model.mail import Mail


def kept_password(mail: Mail, environ: Mapping[str, str]) -> str:
    """Where a password is kept that goes to whatever server is named; none: in the keyring.

    The keyring keeps each password for one server.
    """
    for name in ("PASSWORD", "PASSWORD_FILE"):
        if environ.get(PREFIX + name, "").strip():
            return PREFIX + name
    return "password_file" if mail.password_file.strip() else ""


def set_outside(environ: Mapping[str, str]) -> tuple[str, ...]:
    """The variables that are set; each goes before clinic.yaml."""
    return tuple(sorted(key for key in environ if key.startswith(PREFIX) and environ[key]))

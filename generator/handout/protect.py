"""A password on a finished handout: AES-256, as PDF 2.0 defines it."""

import io
import secrets
import unicodedata
from typing import ClassVar

from generator.errors import ExitCode, HepError

FEWEST_CHARACTERS = 8
MOST_BYTES = 127  # of UTF-8; a reader cuts off what is longer


class PasswordError(HepError):
    """A password that protects nothing, or that cannot be typed into every reader."""

    exit_code: ClassVar[ExitCode] = ExitCode.BAD_INPUT


def usable(password: str) -> str:
    """The password in the one form in which every reader compares it.

    Raises: PasswordError, which never holds the password.
    """
    # A keyboard may send "é" as one character or two; readers compare the composed one (SASLprep).
    password = unicodedata.normalize("NFKC", password)
    if not password.isprintable():
        raise PasswordError("the password has a character that cannot be seen; use another")
    if len(password) < FEWEST_CHARACTERS:
        raise PasswordError(
            f"the password is too short; use at least {FEWEST_CHARACTERS} characters"
        )
    if len(password.encode()) > MOST_BYTES:
        raise PasswordError(f"the password is too long; a PDF takes {MOST_BYTES} plain letters")
    return password


def protect(pdf: bytes, password: str) -> bytes:
    """The same file, for whoever has the password; tags and properties stay, encrypted.

    Salts and keys are random: the same file twice gives other bytes.
    """
    import pikepdf  # noqa: PLC0415  (most handouts have no password)

    # One password, and everything is allowed: it keeps the handout from others, not from the
    # patient, who may print it and have it read aloud. A second, "owner's" password would only
    # forbid, and readers need not obey.
    encryption = pikepdf.Encryption(
        owner=password,
        user=password,
        R=6,
        allow=pikepdf.Permissions(modify_assembly=True),
        metadata=True,
    )
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        # Stands outside of the encryption, and ours is a fingerprint of the content.
        document.trailer["/ID"] = pikepdf.Array([pikepdf.String(secrets.token_bytes(16))] * 2)
        document.save(out, encryption=encryption, fix_metadata_version=False)
    return out.getvalue()

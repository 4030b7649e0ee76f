"""Certificates of an authority that only the tests trust."""

import datetime
import ssl
from pathlib import Path

import trustme

HOST_NAME = "localhost"
BEGIN = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)


class Authority:
    """An authority, its certificate as a file, and servers' contexts with certificates of it."""

    def __init__(self, folder: Path) -> None:
        self.ca = trustme.CA()
        self.file = folder / "authority.pem"
        self.ca.cert_pem.write_to_path(str(self.file))

    def context(
        self,
        *names: str,
        since: datetime.datetime = BEGIN,
        until: datetime.datetime | None = None,
    ) -> ssl.SSLContext:
        """What a server encrypts with; for this computer unless other names are given."""
        certificate = self.ca.issue_cert(
            *(names or (HOST_NAME, "127.0.0.1")), not_before=since, not_after=until
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(context)
        return context

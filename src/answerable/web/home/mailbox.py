"""How mail leaves this installation: through the server that ``ANSWERABLE_MAIL`` names, else into a folder.

Rules:
  - ``smtps://USER:PASSWORD@HOST:PORT`` is encrypted from the first byte (RFC 8314), ``smtp://`` with a user from
    STARTTLS on: a password never travels in the clear. Without a user it is a relay of this machine or network.
  - A user or password with marks of its own is written with percent signs, as in any address.
"""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

import msgspec
from django.core.exceptions import ImproperlyConfigured

PORTS = {("smtp", False): 25, ("smtp", True): 587, ("smtps", False): 465, ("smtps", True): 465}
"""The usual port by scheme, and whether somebody signs in (RFC 5321, 6409, 8314)."""


class Mailbox(msgspec.Struct, frozen=True, kw_only=True):
    """What Django has to know to send mail."""

    backend: str = "django.core.mail.backends.filebased.EmailBackend"
    host: str = ""
    port: int = 0
    user: str = ""
    password: str = ""
    starttls: bool = False
    tls: bool = False


def mailbox_of(address: str) -> Mailbox:
    """Return the mail server that an address names; with no address, files in a folder.

    Raises:
        ImproperlyConfigured: the address names none; the message does not repeat what may hold a password.
    """
    if not address:
        return Mailbox()
    expected = "ANSWERABLE_MAIL: expected smtp://USER:PASSWORD@HOST:PORT or smtps://…"
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise ImproperlyConfigured(f"{expected}, found an address that cannot be read") from None
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or parts.path.strip("/"):
        raise ImproperlyConfigured(f"{expected}, found {parts.scheme or 'no scheme'}://…")
    signs_in = bool(parts.username)
    return Mailbox(
        backend="django.core.mail.backends.smtp.EmailBackend",
        host=parts.hostname,
        port=port or PORTS[parts.scheme, signs_in],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starttls=parts.scheme == "smtp" and signs_in,
        tls=parts.scheme == "smtps",
    )

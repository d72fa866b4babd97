"""What allauth asks the site: who may make an account (nobody), where sign-in leads, how second factors are kept."""

from __future__ import annotations

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _, gettext_lazy
from qrcode.image.svg import SvgPathImage
from qrcode.main import QRCode

UNKNOWN = "::"
"""Stands for an address that the server was not told, as behind a socket (RFC 4291, section 2.5.2: no address)."""


class AccountAdapter(DefaultAccountAdapter):
    """Closes sign-up, and sends no mail: what concerns an account is told on its page."""

    error_messages = {  # noqa: RUF012 - allauth's own form
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": gettext_lazy("This handle and this password do not belong together."),
        "too_many_login_attempts": gettext_lazy("That was tried too often. Wait five minutes, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's form
        """Nobody makes an account of their own accord: see `invitations`."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send nothing: no mail of ours carries a password, a code or a link that signs anybody in."""

    def get_login_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002 - allauth's form
        """Return the page after sign-in: what waits for this person, where there is such a page."""
        try:
            return reverse("home")
        except NoReverseMatch:
            return reverse("cases")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002 - allauth's form
        """Return the page after a change of password."""
        return reverse("account")

    def respond_user_inactive(self, request: HttpRequest, user: AbstractBaseUser) -> HttpResponse:  # noqa: ARG002
        """Lead whoever holds a passkey of a closed account back to sign-in."""
        messages.error(request, _("This account is closed."))
        return redirect("sign-in")

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return where a request came from, or `UNKNOWN`."""
        try:
            return str(super().get_client_ip(request))
        except PermissionDenied:  # allauth's way to say that it was not told
            return UNKNOWN


class FactorAdapter(DefaultMFAAdapter):
    """Keeps the secrets of second factors encrypted, and names keys in the site's words."""

    def encrypt(self, text: str) -> str:
        """Return a secret as it is kept in the database; the key to it is made from Django's secret key."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return a secret as it was given."""
        return _box().decrypt(encrypted_text.encode()).decode()

    def build_totp_svg(self, url: str) -> str:
        """Return the picture of a key for an authenticator app, to stand in the page itself."""
        code = QRCode(image_factory=SvgPathImage, border=4)
        code.add_data(url)
        code.make()
        return str(code.make_image().to_string(encoding="unicode"))

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Any) -> str:  # noqa: A002 - allauth's form
        """Return a name for a new key."""
        from allauth.mfa.models import Authenticator  # noqa: PLC0415 - adapters are loaded before the tables

        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return _("Key %(number)d") % {"number": number}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Return the site as a passkey names it."""
        return {**super().get_public_key_credential_rp_entity(), "name": settings.MFA_TOTP_ISSUER}


def _box() -> MultiFernet:
    """Return what encrypts and decrypts: with today's secret key, and with those before it."""
    return MultiFernet([Fernet(_key(str(each))) for each in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key(secret: str) -> bytes:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"answerable second factor").derive(secret.encode())
    return base64.urlsafe_b64encode(derived)

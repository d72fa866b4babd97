"""The forms of accounts: allauth's and Django's, with labels printed as they are written."""

from __future__ import annotations

import struct
from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as factor
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn import forms as passkey
from django import forms
from django.contrib.auth.forms import SetPasswordForm
from django.utils.translation import gettext_lazy as _

LONGEST = 256
"""Characters of a password; more would only keep the server busy. Chosen by hand."""

MALFORMED = (AttributeError, IndexError, KeyError, TypeError, ValueError, struct.error)
"""How fido2 trips over JSON that is no answer of a passkey."""


class _Plain(forms.Form):
    """Labels without a colon, and no words inside a field that are gone once somebody types."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **options})
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
            if isinstance(field.widget, forms.PasswordInput):
                field.widget.attrs["maxlength"] = LONGEST


class SignInForm(_Plain, LoginForm):
    """Handle and password."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["login"].label = _("Handle")
        self.fields["login"].widget.attrs |= {"autocapitalize": "none", "spellcheck": "false"}


class ReauthenticatePasswordForm(_Plain, ReauthenticateForm):
    """The password once more, before something that matters."""


class NewPasswordForm(_Plain, ChangePasswordForm):
    """The old password, and the new one twice."""


class FirstPasswordForm(_Plain, SetPasswordForm):  # type: ignore[type-arg]  # it takes none while running
    """A password chosen by somebody who was invited, twice."""


class CodeForm(_Plain, factor.AuthenticateForm):
    """A code of the authenticator app, or a recovery code."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["code"].help_text = _("From your authenticator app, or one of your recovery codes.")


class ReauthenticateCodeForm(_Plain, factor.ReauthenticateForm):
    """The same, before something that matters."""


class AppForm(_Plain, ActivateTOTPForm):
    """The first code of a new authenticator app."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["code"].label = _("The code that your app shows now")


class PasskeyForm(_Plain, passkey.AddWebAuthnForm):
    """A new passkey, its name, and whether it signs in alone."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["name"].label = _("A name by which you know it")
        self.fields["passwordless"].label = _("Sign in with this key alone, without a password")
        self.fields["passwordless"].help_text = _("The key then asks for its own code, or for your finger or face.")
        self.fields["passwordless"].initial = True

    def clean(self) -> dict[str, Any]:
        """Return what was typed, once the new key has proved itself."""
        try:
            return dict(super().clean() or {})
        except MALFORMED as error:
            raise get_adapter().validation_error("incorrect_code") from error


class _Answer(passkey.AuthenticateWebAuthnForm):
    """What a passkey answered; an answer of the wrong shape is refused as a wrong one is."""

    def clean_credential(self) -> Authenticator:
        """Return the passkey that answered."""
        try:
            return super().clean_credential()
        except MALFORMED as error:
            raise get_adapter().validation_error("incorrect_code") from error


class PasskeySignInForm(_Answer, passkey.LoginWebAuthnForm):
    """A passkey that signs in alone."""


class PasskeyFactorForm(_Answer):
    """A passkey as second factor."""


class ReauthenticatePasskeyForm(_Answer, passkey.ReauthenticateWebAuthnForm):
    """A passkey once more, before something that matters."""


class RenamePasskeyForm(_Plain, passkey.EditWebAuthnForm):
    """Another name for a passkey."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["name"].label = _("A name by which you know it")

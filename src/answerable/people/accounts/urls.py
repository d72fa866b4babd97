"""Addresses of accounts. Of allauth's pages those that stand here, and no other: no sign-up, no mail, no reset."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkeys
from django.urls import path

from answerable.people.access import everyone, for_account
from answerable.people.accounts import views

# Each view is made here anew, so that what is said of it here is said of no other.
sign_in = everyone(account.LoginView.as_view())
sign_out = everyone(account.LogoutView.as_view())

urlpatterns = [
    path("sign-in/", sign_in, name="sign-in"),
    path("sign-in/", sign_in, name="account_login"),  # allauth's own name for it
    path("sign-in/second/", everyone(factor.AuthenticateView.as_view()), name="mfa_authenticate"),
    path("sign-in/passkey/", everyone(passkeys.LoginWebAuthnView.as_view()), name="mfa_login_webauthn"),
    path("sign-out/", sign_out, name="sign-out"),
    path("sign-out/", sign_out, name="account_logout"),
    path("invitation/<str:token>/", everyone(views.invitation), name="invitation"),
    path("account/", for_account(views.account), name="account"),
    path("account/record/", views.my_record, name="my-record"),
    path("account/invitations/", views.invitations, name="invitations"),
    path("account/password/", for_account(account.PasswordChangeView.as_view()), name="account_change_password"),
    path("account/sessions/", for_account(views.sessions), name="usersessions_list"),
    path("account/confirm/", for_account(account.ReauthenticateView.as_view()), name="account_reauthenticate"),
    path("account/confirm/code/", for_account(factor.ReauthenticateView.as_view()), name="mfa_reauthenticate"),
    path(
        "account/confirm/passkey/",
        for_account(passkeys.ReauthenticateWebAuthnView.as_view()),
        name="mfa_reauthenticate_webauthn",
    ),
    path("account/second/", for_account(factor.IndexView.as_view()), name="mfa_index"),
    path("account/second/app/", for_account(app.ActivateTOTPView.as_view()), name="mfa_activate_totp"),
    path("account/second/app/remove/", for_account(app.DeactivateTOTPView.as_view()), name="mfa_deactivate_totp"),
    path("account/second/codes/", for_account(codes.ViewRecoveryCodesView.as_view()), name="mfa_view_recovery_codes"),
    path(
        "account/second/codes/new/",
        for_account(codes.GenerateRecoveryCodesView.as_view()),
        name="mfa_generate_recovery_codes",
    ),
    path("account/passkeys/", for_account(passkeys.ListWebAuthnView.as_view()), name="mfa_list_webauthn"),
    path("account/passkeys/new/", for_account(passkeys.AddWebAuthnView.as_view()), name="mfa_add_webauthn"),
    path("account/passkeys/<int:pk>/", for_account(passkeys.EditWebAuthnView.as_view()), name="mfa_edit_webauthn"),
    path(
        "account/passkeys/<int:pk>/remove/",
        for_account(passkeys.RemoveWebAuthnView.as_view()),
        name="mfa_remove_webauthn",
    ),
]

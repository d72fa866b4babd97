"""Accounts: sign-in, invitations, second factors and sessions."""

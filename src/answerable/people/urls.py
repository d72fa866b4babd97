"""Addresses of personal keys and signatures."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from answerable.people.views.keys import add_key, add_passkey, keys, revoke_key
from answerable.people.views.signing import sign

urlpatterns: list[URLPattern | URLResolver] = [
    path("sign/<token>/", sign, name="sign"),
    path("keys/", keys, name="person-keys"),
    path("keys/add/", add_key, name="add-person-key"),
    path("keys/add-passkey/", add_passkey, name="add-passkey"),
    path("keys/<person>/", keys, name="keys-of-person"),
    path("keys/<person>/<key>/revoke/", revoke_key, name="revoke-person-key"),
]

"""Addresses of personal keys and signatures."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from answerable.people.views.keys import add_key, add_passkey, keys, revoke_key
from answerable.people.views.organisation import fork_show, forks_file, organisation_keys, root_adopt, root_file
from answerable.people.views.signing import sign

urlpatterns: list[URLPattern | URLResolver] = [
    path("sign/<token>/", sign, name="sign"),
    path("keys/", keys, name="person-keys"),
    path("keys/add/", add_key, name="add-person-key"),
    path("keys/add-passkey/", add_passkey, name="add-passkey"),
    path("keys/<person>/", keys, name="keys-of-person"),
    path("keys/<person>/<key>/revoke/", revoke_key, name="revoke-person-key"),
    path("organisation/keys/", organisation_keys, name="organisation-keys"),
    path("organisation/keys/root.txt", root_file, name="root-file"),
    path("organisation/keys/forks.json", forks_file, name="forks-file"),
    path("organisation/keys/adopt/", root_adopt, name="root-adopt"),
    path("organisation/keys/fork/", fork_show, name="fork-show"),
]

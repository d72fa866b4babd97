"""What somebody can do to a person whose handle they know: keep the password from being tried, and nothing more."""

from __future__ import annotations

from django.test import Client

from tests.people.accounts.signing_in import give_password, inside
from tests.people.accounts.test_passkeys import asked, key, sign_in
from tests.site import COAST

__all__ = ["key"]


def shut_out(person: str = COAST) -> Client:
    """Try wrong passwords until none is tried any more; return a browser in which the right one was given."""
    for _time in range(6):
        give_password(person, "another long password")
    client, _answer = give_password(person)
    return client


def test_a_passkey_signs_in_while_the_password_is_not_tried(key):
    assert not inside(shut_out())
    client = Client()
    assert sign_in(client, key.get(asked(client))).status_code == 302
    assert inside(client)


def test_who_is_signed_in_stays_so_while_the_password_is_not_tried(people):
    client, _answer = give_password(COAST)
    assert inside(client)
    shut_out()
    assert inside(client)

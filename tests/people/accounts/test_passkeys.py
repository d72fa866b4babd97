"""Passkeys: made, used alone and as a second factor, and refused where anything is wrong. The key is in software."""

from __future__ import annotations

import json
import re

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.test import Client

from tests.people.accounts.authenticator import SoftwareAuthenticator
from tests.people.accounts.signing_in import by_password, confirmed, give_password, inside
from tests.site import COAST, DIRECTOR

SITE = "https://testserver"


def options(page: str, name: str) -> dict:
    """Return what the page hands to its script."""
    return json.loads(re.search(r'<script id="js_data" type="application/json">(.*?)</script>', page)[1])[name]


def add(client: Client, key: SoftwareAuthenticator, *, alone: bool = True):
    """Make a passkey on the page for it."""
    wanted = options(client.get("/account/passkeys/new/").content.decode(), "creation_options")
    typed = {
        "name": "my phone",
        "credential": json.dumps(key.create(wanted)),
        **({"passwordless": "on"} if alone else {}),
    }
    return client.post("/account/passkeys/new/", typed)


@pytest.fixture
def key(people) -> SoftwareAuthenticator:
    """A passkey of the coast's director."""
    made = SoftwareAuthenticator(SITE)
    assert add(confirmed(by_password(COAST)), made).status_code == 302
    return made


def asked(client: Client) -> dict:
    return client.get("/sign-in/passkey/", headers={"accept": "application/json"}).json()["request_options"]


def sign_in(client: Client, answer: dict):
    return client.post("/sign-in/passkey/", {"credential": json.dumps(answer)})


def test_a_passkey_signs_in_alone(key):
    client = Client()
    assert sign_in(client, key.get(asked(client))).status_code == 302
    assert inside(client)


def test_a_passkey_leads_on_to_the_page_that_was_asked_for(key):
    client = Client()
    sent = {"credential": json.dumps(key.get(asked(client))), "next": "/cases/harbour/board/"}
    assert client.post("/sign-in/passkey/", sent).url == "/cases/harbour/board/"


def test_a_passkey_is_a_second_factor_beside_the_password(key):
    client, answer = give_password(COAST)
    assert answer.url == "/sign-in/second/"
    wanted = options(client.get("/sign-in/second/").content.decode(), "request_options")
    client.post("/sign-in/second/", {"credential": json.dumps(key.get(wanted))})
    assert inside(client)


def test_an_answer_counts_for_its_own_challenge_only(key):
    client, other = Client(), Client()
    answer = key.get(asked(other))
    asked(client)
    sign_in(client, answer)
    assert not inside(client)


def test_an_answer_counts_once(key):
    client = Client()
    answer = key.get(asked(client))
    sign_in(client, answer)
    client.post("/sign-out/")
    sign_in(client, answer)
    assert not inside(client)


@pytest.mark.parametrize(
    "origin", ["https://example.org", "https://testserver.example.org", "https://nottestserver", "http://testserver"]
)
def test_an_answer_given_to_a_false_site_does_not_sign_in(key, origin):
    client = Client()
    sign_in(client, key.get(asked(client), origin=origin))
    assert not inside(client)


def test_another_key_does_not_sign_in_for_the_person(key):
    client, stranger = Client(), SoftwareAuthenticator(SITE)
    stranger.name, stranger.user = key.name, key.user
    sign_in(client, stranger.get(asked(client)))
    assert not inside(client)


def test_a_key_that_verifies_nobody_does_not_sign_in_alone(key):
    key.flags = SoftwareAuthenticator(SITE, verifies=False).flags
    client = Client()
    sign_in(client, key.get(asked(client)))
    assert not inside(client)


CUT_SHORT = {"attestationObject": "oA", "authenticatorData": "AA", "signature": "AA", "userHandle": "MQ"}
MALFORMED = (
    "",
    "{}",
    "[]",
    "null",
    "7",
    "not json",
    '{"id": 1}',
    '{"response": {"userHandle": "%%"}}',
    '{"id": "x", "rawId": "x", "type": "public-key", "response": {}}',
    json.dumps({"id": "eA", "rawId": "eA", "type": "public-key", "response": {"clientDataJSON": "e30"} | CUT_SHORT}),
)


@pytest.mark.parametrize("sent", MALFORMED)
def test_an_answer_that_is_none_is_refused_in_words(key, sent):
    client = Client()
    asked(client)
    assert client.post("/sign-in/passkey/", {"credential": sent}).status_code == 302
    assert "notice" in client.get("/sign-in/").content.decode()
    assert not inside(client)


@pytest.mark.parametrize("sent", MALFORMED)
def test_a_passkey_that_is_none_is_refused_in_words(people, sent):
    client = confirmed(by_password(COAST))
    client.get("/account/passkeys/new/")
    text = client.post("/account/passkeys/new/", {"name": "x", "credential": sent}).content.decode()
    assert "Nothing was changed." in text
    assert not Authenticator.objects.exists()


def test_a_closed_account_is_not_opened_by_its_passkey(key):
    User.objects.filter(username=COAST).update(is_active=False)
    client = Client()
    answer = sign_in(client, key.get(asked(client)))
    assert answer.url == "/sign-in/"
    assert not inside(client)


def test_making_a_passkey_asks_for_the_password_again(people):
    assert by_password(COAST).get("/account/passkeys/new/").url.startswith("/account/confirm/")


def test_the_first_passkey_brings_recovery_codes(people):
    assert add(confirmed(by_password(COAST)), SoftwareAuthenticator(SITE)).url == "/account/second/codes/"


def test_a_passkey_made_for_another_challenge_is_refused(people):
    client, other = confirmed(by_password(COAST)), confirmed(by_password(DIRECTOR))
    wanted = options(other.get("/account/passkeys/new/").content.decode(), "creation_options")
    client.get("/account/passkeys/new/")
    made = json.dumps(SoftwareAuthenticator(SITE).create(wanted))
    assert client.post("/account/passkeys/new/", {"name": "x", "credential": made}).status_code == 200
    assert not Authenticator.objects.exists()


def test_nobody_renames_or_removes_the_passkey_of_another(key):
    held = Authenticator.objects.get(type="webauthn")
    stranger = confirmed(by_password(DIRECTOR))
    for path in (f"/account/passkeys/{held.pk}/", f"/account/passkeys/{held.pk}/remove/"):
        assert stranger.post(path, {"name": "mine"}).status_code == 404
    held.refresh_from_db()
    assert held.wrap().name == "my phone"


def test_a_passkey_that_was_taken_away_no_longer_signs_in(key):
    client = Client()
    sign_in(client, key.get(asked(client)))
    held = Authenticator.objects.get(type="webauthn")
    assert "my phone" in client.get("/account/passkeys/").content.decode()
    confirmed(client).post(f"/account/passkeys/{held.pk}/remove/")
    another = Client()
    sign_in(another, key.get(asked(another)))
    assert not inside(another)


def test_the_pages_run_no_script_that_is_written_into_them(key):
    client = confirmed(by_password_and(key))
    for path in ("/sign-in/", "/account/passkeys/new/", "/account/confirm/passkey/"):
        text = (Client() if path == "/sign-in/" else client).get(path).content.decode()
        inline = [tag for tag in re.findall(r"<script([^>]*)>", text) if "src=" not in tag]
        assert inline
        assert all('type="application/json"' in tag for tag in inline)
        assert not re.search(r"\son\w+=|style=", text)


def by_password_and(key: SoftwareAuthenticator) -> Client:
    """Return a browser signed in with password and passkey."""
    client, _answer = give_password(COAST)
    wanted = options(client.get("/sign-in/second/").content.decode(), "request_options")
    client.post("/sign-in/second/", {"credential": json.dumps(key.get(wanted))})
    return client

"""Authenticator app and recovery codes; and the roles that need a second factor where it is required."""

from __future__ import annotations

import base64
import re
import time
from datetime import UTC, datetime

import pytest
from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.test import Client

from answerable.people.accounts.invitations import accept, invite
from tests.people.accounts.signing_in import PASSWORD, by_password, confirmed, give_password, inside
from tests.site import AUTHOR, COAST, DIRECTOR, signed_in


def code_of(secret: str, *, step: int = 0) -> str:
    """Return what an app shows now, or shows some steps of 30 seconds later."""
    app = TOTP(base64.b32decode(secret), 6, SHA1(), 30, enforce_key_length=False)
    return app.generate(int(time.time()) + 30 * step).decode()


def with_app(person: str) -> tuple[Client, str, list[str]]:
    """Set up an app; return the browser, the secret and the recovery codes."""
    client = confirmed(by_password(person))
    page = client.get("/account/second/app/").content.decode()
    secret = re.search(r"<pre class=\"exact\">([A-Z2-7]+)</pre>", page)[1]
    answer = client.post("/account/second/app/", {"code": code_of(secret)}, follow=True)
    codes = re.findall(r"^(?:<pre class=\"exact\">)?(\d{8})$", answer.content.decode(), flags=re.MULTILINE)
    return client, secret, codes


def test_with_an_app_the_password_alone_does_not_sign_in(people):
    with_app(COAST)
    client, answer = give_password(COAST)
    assert answer.url == "/sign-in/second/"
    assert not inside(client)


def test_the_code_of_the_app_signs_in(people):
    _client, secret, _codes = with_app(COAST)
    client, _answer = give_password(COAST)
    client.post("/sign-in/second/", {"code": code_of(secret, step=1)})
    assert inside(client)


def test_a_code_signs_in_once(people):
    _client, secret, _codes = with_app(COAST)
    code = code_of(secret, step=1)
    for expected in (True, False):
        client, _answer = give_password(COAST)
        client.post("/sign-in/second/", {"code": code})
        assert inside(client) is expected


def test_a_wrong_code_does_not_sign_in_and_five_are_too_many(people):
    _client, secret, _codes = with_app(COAST)
    client, _answer = give_password(COAST)
    for _time in range(5):
        assert "Incorrect code" in client.post("/sign-in/second/", {"code": "000000"}).content.decode()
    client.post("/sign-in/second/", {"code": code_of(secret, step=1)})
    assert not inside(client)


def test_the_second_factor_cannot_be_asked_for_without_the_first(people):
    _client, secret, _codes = with_app(COAST)
    client = Client()
    assert client.post("/sign-in/second/", {"code": code_of(secret, step=1)}).status_code == 302
    assert not inside(client)


def test_ten_recovery_codes_are_shown_once(people):
    client, _secret, codes = with_app(COAST)
    assert len(codes) == 10
    again = client.get("/account/second/codes/").content.decode()
    assert not any(code in again for code in codes)


def test_a_recovery_code_signs_in_once(people):
    _client, _secret, codes = with_app(COAST)
    for expected in (True, False):
        client, _answer = give_password(COAST)
        client.post("/sign-in/second/", {"code": codes[0]})
        assert inside(client) is expected


def test_setting_up_an_app_asks_for_the_password_again(people):
    answer = by_password(COAST).get("/account/second/app/")
    assert answer.url == "/account/confirm/?next=%2Faccount%2Fsecond%2Fapp%2F"


def test_the_picture_stands_in_the_page_and_carries_no_style(people):
    page = confirmed(by_password(COAST)).get("/account/second/app/").content.decode()
    svg = re.search(r"<svg.*?</svg>", page, flags=re.DOTALL)[0]
    assert "style" not in svg
    assert "data:" not in page


def test_the_secret_of_an_app_is_kept_encrypted(people):
    _client, secret, _codes = with_app(COAST)
    kept = Authenticator.objects.get(type="totp").data["secret"]
    assert secret not in kept


def test_taking_the_app_away_takes_the_codes_away(people):
    client, _secret, _codes = with_app(COAST)
    client.post("/account/second/app/remove/")
    assert not Authenticator.objects.exists()


def test_a_new_link_does_not_get_past_the_second_factor(people):
    with_app(COAST)
    client = Client()
    token = invite(COAST, by=DIRECTOR, now=datetime.now(UTC))
    typed = {"new_password1": "a lantern over grey water", "new_password2": "a lantern over grey water"}
    assert client.post(f"/invitation/{token}/", typed).url == "/sign-in/second/"
    assert not inside(client)


def test_an_administrator_may_have_a_lost_second_factor_forgotten(people):
    with_app(COAST)
    now = datetime.now(UTC)
    accept(invite(COAST, by="", now=now, forget=True), PASSWORD, now=now)
    by_password(COAST)


@pytest.mark.parametrize("person", [COAST, DIRECTOR])
def test_where_it_is_required_weighty_roles_find_only_their_account_without_one(people, settings, person):
    settings.ANSWERABLE_SECOND_FACTOR = "required"
    client = by_password(person)
    assert client.get("/cases/harbour/").url == "/account/second/"
    assert client.post("/cases/harbour/drafts/release/2/countersign/", {"read": "on"}).url == "/account/second/"
    assert client.get("/account/second/").status_code == 200


def test_where_it_is_required_other_roles_go_on_without_one(people, settings):
    settings.ANSWERABLE_SECOND_FACTOR = "required"
    assert signed_in(AUTHOR).get("/cases/harbour/").status_code == 200


def test_where_it_is_required_who_has_one_goes_on(people, settings):
    settings.ANSWERABLE_SECOND_FACTOR = "required"
    client, _secret, _codes = with_app(COAST)
    assert client.get("/cases/harbour/").status_code == 200


def test_where_it_is_offered_nobody_is_held_up(people):
    assert by_password(DIRECTOR).get("/cases/harbour/").status_code == 200


@pytest.mark.parametrize("person", [COAST, AUTHOR])
def test_where_everybody_needs_one_nobody_finds_more_than_their_account_without(people, settings, person):
    settings.ANSWERABLE_SECOND_FACTOR = "everybody"
    client = signed_in(person)
    assert client.get("/cases/harbour/").url == "/account/second/"
    assert client.get("/account/").status_code == 200

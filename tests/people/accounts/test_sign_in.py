"""Sign-in with handle and password, and what is closed: sign-up, reset, mail, guessing."""

from __future__ import annotations

import pytest
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tests.people.accounts.signing_in import PASSWORD, by_password, give_password, inside
from tests.site import COAST, DIRECTOR

TOO_OFTEN = "That was tried too often."
MISMATCH = "This handle and this password do not belong together."


def changed(new: str) -> dict[str, str]:
    """Return what is typed to change the password."""
    return {"oldpassword": PASSWORD, "password1": new, "password2": new}


def test_handle_and_password_sign_in(people):
    client, answer = give_password(COAST)
    assert answer.status_code == 302
    assert inside(client)


def test_after_sign_in_the_page_that_was_asked_for_is_shown(people):
    _client, answer = give_password(COAST, following="/cases/harbour/board/")
    assert answer.url == "/cases/harbour/board/"


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org/", "javascript:alert(1)"])
def test_sign_in_leads_to_no_other_site(people, elsewhere):
    _client, answer = give_password(COAST, following=elsewhere)
    assert answer.url.startswith("/")
    assert not answer.url.startswith("//")


@pytest.mark.parametrize("person", [COAST, "nobody", "Coast-Director"])
def test_a_wrong_pair_is_refused_alike_whether_or_not_there_is_such_a_person(people, person):
    password = PASSWORD if person == "Coast-Director" else "another long password"
    client, answer = give_password(person, password)
    assert MISMATCH in answer.content.decode()
    assert not inside(client)


def test_after_five_wrong_passwords_the_right_one_is_not_tried(people):
    for _time in range(5):
        assert MISMATCH in give_password(COAST, "another long password")[1].content.decode()
    client, answer = give_password(COAST)
    assert TOO_OFTEN in answer.content.decode()
    assert not inside(client)


def test_wrong_passwords_for_one_person_do_not_lock_out_another(people):
    for _time in range(5):
        give_password(COAST, "another long password")
    by_password(DIRECTOR)


def test_guessing_many_names_from_one_address_ends_after_ten(people):
    answers = [give_password(f"name-{number}", "another long password")[1].content.decode() for number in range(11)]
    assert all(MISMATCH in each for each in answers[:10])
    assert TOO_OFTEN in answers[10]


def guessed_from(addresses: list[str]) -> list[bool]:
    """Try a wrong password from each address in turn, under ever new names; tell which tries were too many."""
    typed = {"password": "another long password"}
    answers = [
        Client().post("/sign-in/", typed | {"login": f"name-{number}"}, headers={"x-forwarded-for": address})
        for number, address in enumerate(addresses)
    ]
    return [TOO_OFTEN in answer.content.decode() for answer in answers]


def test_behind_a_proxy_each_address_is_counted_by_itself(people, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert guessed_from([*(["192.0.2.1"] * 11), "192.0.2.2"]) == [False] * 10 + [True, False]


@pytest.mark.parametrize("proxies", [0, 1])
def test_an_address_that_the_asker_made_up_is_not_believed(people, settings, proxies):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    made_up = [f"198.51.100.{number}" + (", 192.0.2.1" if proxies else "") for number in range(11)]
    assert guessed_from(made_up) == [False] * 10 + [True]


def test_the_counts_stand_in_the_database_that_all_processes_share(people):
    from answerable.people.models import Counted

    give_password(COAST, "another long password")
    assert Counted.objects.filter(cache_key__contains="login_failed").count() >= 2


def test_a_closed_account_cannot_sign_in(people):
    User.objects.filter(username=COAST).update(is_active=False)
    client, answer = give_password(COAST)
    assert MISMATCH in answer.content.decode()
    assert not inside(client)


def test_closing_an_account_ends_its_sessions_at_once(people):
    client = by_password(COAST)
    User.objects.filter(username=COAST).update(is_active=False)
    assert client.get("/cases/harbour/").status_code == 302


def test_signing_out_ends_the_session_and_needs_a_post(people):
    client = by_password(COAST)
    assert client.get("/sign-out/").status_code == 200
    assert inside(client)
    assert client.post("/sign-out/").status_code == 302
    assert not inside(client)


@pytest.mark.parametrize(
    "name",
    ["account_signup", "account_reset_password", "account_email", "account_request_login_code", "mfa_signup_webauthn"],
)
def test_there_is_no_page_to_sign_up_or_to_have_a_password_sent(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


@pytest.mark.parametrize("path", ["/signup/", "/accounts/signup/", "/password/reset/", "/account/password/reset/"])
def test_the_usual_addresses_of_such_pages_lead_nowhere(people, path):
    assert Client().get(path).status_code == 404


def test_nobody_signs_up_even_by_calling_for_it(people, rf):
    from allauth.account.adapter import get_adapter

    assert get_adapter().is_open_for_signup(rf.get("/")) is False


def test_no_mail_is_sent_about_an_account(people, rf):
    from allauth.account.adapter import get_adapter

    get_adapter().send_mail("account/email/password_reset_key", "ann@example.org", {})
    client = by_password(COAST)
    client.post(
        "/account/password/",
        {"oldpassword": PASSWORD, "password1": "nine gulls, one mast", "password2": "nine gulls, one mast"},
    )
    assert mail.outbox == []


def test_a_changed_password_ends_the_other_sessions_and_keeps_this_one(people):
    here, elsewhere = by_password(COAST), by_password(COAST)
    new = "nine gulls on one mast"
    answer = here.post("/account/password/", changed(new))
    assert answer.url == "/account/"
    assert inside(here)
    assert not inside(elsewhere)
    by_password(COAST, new)


@pytest.mark.parametrize(
    ("new", "why"), [("short", "too short"), ("password1234", "too common"), (COAST, "too similar")]
)
def test_a_weak_new_password_is_refused_with_the_reason(people, new, why):
    answer = by_password(COAST).post("/account/password/", changed(new))
    assert why in answer.content.decode()
    by_password(COAST)


def test_passwords_are_kept_by_argon2(settings):
    from answerable.web.settings import PASSWORD_HASHERS

    settings.PASSWORD_HASHERS = PASSWORD_HASHERS
    assert make_password(PASSWORD).startswith("argon2$argon2id$")

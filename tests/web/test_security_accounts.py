"""What somebody would try on accounts, passwords and sessions.

The page `docs/explanation/security.md` names these tests, requirement by requirement.
"""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from tests.people.accounts.signing_in import PASSWORD
from tests.site import AUTHOR, COAST, DIRECTOR, PERSONS, page, signed_in

LONG = [
    "seven boats left before the fog " * 6,
    "пливе кача по тисині, мамко",
    "            twelve blanks",
    "ALLCAPS AND DIGITS 9",
]


def test_nobody_learns_who_has_an_account(harbour):
    """The same words, the same status, whoever is named; nobody sees the list of handles from outside."""
    texts = set()
    for person in (COAST, "nobody"):
        answer = Client().post("/sign-in/", {"login": person, "password": "another long password"})
        plain = re.sub(r'value="[^"]*"', "", answer.content.decode())
        texts.add((answer.status_code, plain))
    assert len(texts) == 1


def test_a_link_that_opens_an_account_is_kept_by_no_cache(harbour):
    assert "no-store" in Client().get("/invitation/never-made/").headers["Cache-Control"]


def test_a_person_without_a_section_reads_nothing_even_with_an_account(harbour):
    assert signed_in("stranger").get("/cases/harbour/").status_code == 404


def test_no_account_is_there_that_nobody_made(harbour):
    assert set(User.objects.values_list("username", flat=True)) == {*PERSONS, "stranger"}
    assert not User.objects.filter(is_superuser=True).exists()


@pytest.mark.parametrize("password", LONG)
def test_a_password_of_any_letters_and_of_200_of_them_is_taken_as_it_is(harbour, password):
    user = User.objects.get(username=COAST)
    user.set_password(PASSWORD)
    user.save()
    client = signed_in(COAST)
    changed = {"oldpassword": PASSWORD, "password1": password, "password2": password}
    assert client.post("/account/password/", changed).status_code == 302
    assert Client().post("/sign-in/", {"login": COAST, "password": password}).status_code == 302
    assert Client().post("/sign-in/", {"login": COAST, "password": password[:-1]}).status_code == 200


def test_the_old_password_is_asked_for_before_a_new_one(harbour):
    user = User.objects.get(username=COAST)
    user.set_password(PASSWORD)
    user.save()
    for old in ("", "another long password"):
        sent = {"oldpassword": old, "password1": LONG[0], "password2": LONG[0]}
        assert signed_in(COAST).post("/account/password/", sent).status_code != 302
    assert User.objects.get(username=COAST).check_password(PASSWORD)


def test_a_password_is_hidden_and_can_be_pasted_and_filled_in(harbour):
    text = Client().get("/sign-in/").content.decode()
    field = re.search(r'<input[^>]*name="password"[^>]*>', text).group()
    assert 'type="password"' in field
    assert 'autocomplete="current-password"' in field
    assert "onpaste" not in text


def test_signing_out_is_offered_on_every_page(harbour):
    for address in ("/", "/cases/harbour/", "/account/", "/keys/", "/cases/harbour/objections/"):
        assert f'action="{reverse("sign-out")}"' in page(COAST, address)


def test_a_session_that_was_signed_out_of_is_gone_from_the_server(harbour):
    client = signed_in(COAST)
    before = client.cookies["session"].value
    client.post("/sign-out/")
    again = Client()
    again.cookies["session"] = before
    assert again.get("/cases/harbour/").status_code == 302


def test_the_name_of_a_session_is_long_and_never_the_same(harbour):
    names = {signed_in(COAST).cookies["session"].value for _time in range(5)}
    assert len(names) == 5
    assert all(re.fullmatch(r"[a-z0-9]{32}", name) for name in names)


def test_signing_in_takes_as_long_for_a_handle_that_nobody_has(harbour, monkeypatch):
    """The slow part is the hash of the password: it is made once, whoever is named, so that time tells nothing."""
    from django.contrib.auth.hashers import get_hasher

    hasher, made = type(get_hasher()), []
    encode = hasher.encode
    monkeypatch.setattr(hasher, "encode", lambda self, password, *more: made.append(1) or encode(self, password, *more))
    for name in (DIRECTOR, AUTHOR):
        user = User.objects.get(username=name)
        user.set_password(PASSWORD)
        user.is_active = name != AUTHOR  # one of them is closed; `COAST` has a sign-in without a password
        user.save()
    hashes = {}
    for person in (DIRECTOR, AUTHOR, COAST, "nobody"):
        made.clear()
        Client().post("/sign-in/", {"login": person, "password": "another long password"})
        hashes[person] = len(made)
    assert hashes == dict.fromkeys(hashes, 1)

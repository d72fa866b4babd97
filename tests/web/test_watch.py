"""Sign-ins, refusals and tries to get around a check: one line each, which names nobody."""

from __future__ import annotations

import logging

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.people.accounts.signing_in import PASSWORD
from tests.site import COAST, signed_in


@pytest.fixture
def lines(caplog):
    """What the log was told."""
    caplog.set_level(logging.INFO, "answerable.watch")
    return lambda: [each.getMessage() for each in caplog.records if each.name == "answerable.watch"]


@pytest.fixture
def account(harbour):
    """The number of an account that has a password."""
    user = User.objects.get(username=COAST)
    user.set_password(PASSWORD)
    user.save()
    return user.pk


def test_signing_in_and_out_is_told_with_account_and_session(account, lines):
    client = Client()
    client.post("/sign-in/", {"login": COAST, "password": PASSWORD})
    client.post("/sign-out/")
    entered, left = lines()
    assert entered.startswith(f"signed in: POST /sign-in/ (302) account={account} session=")
    assert not entered.endswith("=-")
    assert left.startswith(f"signed out: POST /sign-out/ (302) account={account} ")


@pytest.mark.parametrize("handle", [COAST, "nobody"])
def test_a_failed_sign_in_is_told_and_repeats_nothing_that_was_typed(account, lines, handle):
    Client().post("/sign-in/", {"login": handle, "password": "wrong and long enough"})
    (line,) = lines()
    assert line.startswith("failed to prove who they are: POST /sign-in/ (200) account=")
    assert f"account={account if handle == COAST else '-'} " in line
    assert "wrong" not in line
    assert handle not in line


def test_who_is_sent_to_sign_in_is_told(harbour, lines):
    Client().get("/cases/harbour/")
    assert lines() == ["sent to sign in: GET /cases/harbour/ (302) account=- session=-"]


REFUSALS = [
    ("an act that a gate refused", "/cases/harbour/release/release/", 409),
    ("a page that is for others", "/account/invitations/", 403),
    ("a page that is not there", "/cases/nothing/", 404),
]


@pytest.mark.parametrize(("address", "status"), [each[1:] for each in REFUSALS], ids=[each[0] for each in REFUSALS])
def test_a_refusal_is_told_with_the_account(harbour, lines, address, status):
    client = signed_in("centre-author")
    got = client.post(address) if status == 409 else client.get(address)
    number = User.objects.get(username="centre-author").pk
    assert got.status_code == status
    assert lines()[-1].startswith(
        f"refused: {'POST' if status == 409 else 'GET'} {address} ({status}) account={number} "
    )


def test_a_forged_form_is_told(harbour, lines):
    client = Client(enforce_csrf_checks=True)
    client.post("/language/", {"language": "fr"})
    assert lines() == ["refused: POST /language/ (403) account=- session=-"]


def test_a_page_that_is_given_is_not_told(harbour, lines):
    assert signed_in(COAST).get("/cases/harbour/").status_code == 200
    assert lines() == []

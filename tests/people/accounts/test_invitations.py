"""Links that open an account: once, for a while, for one person, made by those who may."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client

from answerable.people.accounts.invitations import VALID, NotInvited, accept, close_account, invite, invited
from answerable.people.models import Invitation
from tests.people.accounts.signing_in import by_password, confirmed, inside
from tests.site import AUTHOR, COAST, DIRECTOR, LAWYER, NORTH, signed_in

NOW = datetime.now(UTC)
NEW = "a lantern over grey water"
TYPED = {"new_password1": NEW, "new_password2": NEW}
GONE = 410


def test_a_link_opens_the_account_and_signs_its_person_in(harbour):
    client = Client()
    token = invite(NORTH, by=DIRECTOR, now=NOW)
    assert NORTH in client.get(f"/invitation/{token}/").content.decode()
    answer = client.post(f"/invitation/{token}/", TYPED)
    assert answer.url == "/account/second/", "a second factor is offered next"
    assert inside(client)
    by_password(NORTH, NEW)


def test_a_link_works_once(harbour):
    token = invite(NORTH, by="", now=NOW)
    assert Client().post(f"/invitation/{token}/", TYPED).status_code == 302
    assert Client().get(f"/invitation/{token}/").status_code == GONE
    second = {"new_password1": "somebody else's phrase", "new_password2": "somebody else's phrase"}
    assert Client().post(f"/invitation/{token}/", second).status_code == GONE
    by_password(NORTH, NEW)


def test_a_link_runs_out_after_three_days(harbour):
    token = invite(NORTH, by="", now=NOW)
    assert timedelta(hours=72) == VALID
    assert invited(token, now=NOW + VALID - timedelta(seconds=1)).person == NORTH
    with pytest.raises(NotInvited):
        accept(token, NEW, now=NOW + VALID)


def test_a_link_that_ran_out_opens_nothing_on_its_page(harbour):
    token = invite(NORTH, by="", now=NOW - VALID - timedelta(minutes=1))
    assert Client().post(f"/invitation/{token}/", TYPED).status_code == GONE
    assert not User.objects.get(username=NORTH).check_password(NEW)


def test_a_newer_link_ends_the_older_one(harbour):
    older = invite(NORTH, by="", now=NOW)
    newer = invite(NORTH, by="", now=NOW)
    assert Client().get(f"/invitation/{older}/").status_code == GONE
    assert Client().get(f"/invitation/{newer}/").status_code == 200


@pytest.mark.parametrize("token", ["x", "0" * 64, "..", "a%00b"])
def test_a_made_up_link_opens_nothing(harbour, token):
    assert Client().post(f"/invitation/{token}/", TYPED).status_code in {GONE, 404}


def test_only_a_digest_of_the_token_is_kept(harbour):
    token = invite(NORTH, by="", now=NOW)
    (row,) = Invitation.objects.values()
    assert token not in repr(row)


@pytest.mark.parametrize(
    ("first", "second", "why"),
    [
        ("short", "short", "too short"),
        ("password1234", "password1234", "too common"),
        ("north-director", "north-director", "too similar"),
        (NEW, "another lantern", "didn’t match"),
        ("", "", "required"),
    ],
)
def test_a_weak_password_is_refused_and_the_link_still_works(harbour, first, second, why):
    token = invite(NORTH, by="", now=NOW)
    answer = Client().post(f"/invitation/{token}/", {"new_password1": first, "new_password2": second})
    assert why in answer.content.decode()
    assert Client().post(f"/invitation/{token}/", TYPED).status_code == 302


def test_a_link_signs_its_person_out_everywhere_else(people):
    before = by_password(COAST)
    accept(invite(COAST, by="", now=NOW), NEW, now=NOW)
    assert not inside(before)


def test_links_cannot_be_guessed_by_the_hundred(harbour):
    answers = [Client().post(f"/invitation/guess-{number}/", TYPED).status_code for number in range(21)]
    assert answers[:20] == [GONE] * 20
    assert answers[20] == 429


def test_an_approver_makes_a_link_after_giving_the_password_again(people):
    client = by_password(DIRECTOR)
    asked = client.post("/account/invitations/", {"person": AUTHOR})
    assert asked.url.startswith("/account/confirm/")
    made = confirmed(client).post("/account/invitations/", {"person": AUTHOR}).content.decode()
    link = re.search(r"http://testserver(/invitation/[^/]+/)", made)[1]
    assert Client().post(link, TYPED).status_code == 302
    by_password(AUTHOR, NEW)


@pytest.mark.parametrize("person", [COAST, DIRECTOR, "nobody", ""])
def test_an_approver_invites_nobody_of_another_section_and_not_themselves(people, person):
    answer = confirmed(by_password(DIRECTOR)).post("/account/invitations/", {"person": person})
    assert answer.status_code == 409
    assert not Invitation.objects.exists()


def test_an_approver_does_not_open_a_closed_account_again(people):
    User.objects.filter(username=LAWYER).update(is_active=False)
    answer = confirmed(by_password(DIRECTOR)).post("/account/invitations/", {"person": LAWYER})
    assert answer.status_code == 409


def test_closing_an_account_ends_the_links_to_it(people):
    token = invite(COAST, by=DIRECTOR, now=NOW)
    assert close_account(COAST, now=NOW)
    assert Client().post(f"/invitation/{token}/", TYPED).status_code == GONE
    assert not User.objects.get(username=COAST).is_active


@pytest.mark.parametrize("person", [AUTHOR, COAST, NORTH])
def test_nobody_else_makes_links(harbour, person):
    assert signed_in(person).get("/account/invitations/").status_code == 403
    assert signed_in(person).post("/account/invitations/", {"person": LAWYER}).status_code == 403


def test_who_made_a_link_is_shown_to_whom_it_was_made_for(people):
    accept(invite(COAST, by=DIRECTOR, now=NOW), NEW, now=NOW)
    assert f"Made by {DIRECTOR}" in by_password(COAST, NEW).get("/account/").content.decode()

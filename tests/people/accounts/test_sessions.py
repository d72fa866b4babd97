"""Sessions: they end after a while, the person sees them, and ends the others."""

from __future__ import annotations

import time

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client

from answerable.people.accounts.sessions import BEGAN, SEEN
from tests.people.accounts.signing_in import PASSWORD, by_password, confirmed, inside
from tests.site import COAST, DIRECTOR


def moved(client: Client, name: str, seconds: float) -> None:
    """Let a session have begun, or have been seen, so many seconds earlier."""
    session = client.session
    session[name] = time.time() - seconds
    session.save()


@pytest.mark.parametrize(("name", "limit"), [(SEEN, 60 * 60), (BEGAN, 12 * 60 * 60)])
def test_a_session_ends_at_its_limit_and_not_before(people, name, limit):
    client = by_password(COAST)
    moved(client, name, limit - 30)
    assert inside(client)
    moved(client, name, limit + 1)
    assert not inside(client)
    assert "_auth_user_id" not in client.session


def test_use_does_not_put_off_the_last_end(people):
    client = by_password(COAST)
    moved(client, BEGAN, 12 * 60 * 60 + 1)
    moved(client, SEEN, 0)
    assert not inside(client)


def test_the_limits_are_settings(people, settings):
    settings.ANSWERABLE_SESSION_IDLE_MINUTES = 5
    client = by_password(COAST)
    moved(client, SEEN, 5 * 60 + 1)
    assert not inside(client)


def test_a_session_is_noted_as_in_use_once_a_minute(people):
    client = by_password(COAST)
    before = UserSession.objects.get(user__username=COAST).last_seen_at
    assert inside(client)
    assert UserSession.objects.get(user__username=COAST).last_seen_at == before
    moved(client, SEEN, 61)
    assert inside(client)
    assert UserSession.objects.get(user__username=COAST).last_seen_at > before


def test_the_list_shows_ones_own_sessions_and_no_others(people):
    client = by_password(COAST)
    by_password(DIRECTOR)
    text = client.get("/account/sessions/").content.decode()
    assert text.count("<tr><td>") == 1
    assert "this one" in text
    assert "End the other sessions" not in text


def test_the_other_sessions_are_ended_and_this_one_stays(people):
    here, elsewhere = by_password(COAST), by_password(COAST)
    stranger = by_password(DIRECTOR)
    assert "End the other sessions" in here.get("/account/sessions/").content.decode()
    assert confirmed(here).post("/account/sessions/").status_code == 302
    assert inside(here)
    assert not inside(elsewhere)
    assert inside(stranger)


def test_signing_in_changes_the_name_of_the_session(people):
    client = Client()
    client.get("/sign-in/")
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    client.cookies["session"] = before = session.session_key
    client.post("/sign-in/", {"login": COAST, "password": "seven boats left before the fog"})
    assert client.cookies["session"].value != before


def test_proving_oneself_once_more_changes_the_name_of_the_session_and_keeps_it_in_the_list(people):
    client = by_password(COAST)
    before = client.cookies["session"].value
    confirmed(client)
    after = client.cookies["session"].value
    assert after != before
    assert inside(client)
    assert list(UserSession.objects.filter(user__username=COAST).values_list("session_key", flat=True)) == [after]
    copied = Client()
    copied.cookies["session"] = before
    assert not inside(copied)


def test_a_new_password_changes_the_name_of_the_session(people):
    client = by_password(COAST)
    before = client.cookies["session"].value
    changed = {
        "oldpassword": PASSWORD,
        "password1": "nine nets were dry by noon",
        "password2": "nine nets were dry by noon",
    }
    assert client.post("/account/password/", changed).status_code == 302
    assert client.cookies["session"].value != before
    assert inside(client)


def test_the_other_sessions_are_ended_only_by_who_proves_to_be_their_person(people):
    here, elsewhere = by_password(COAST), by_password(COAST)
    assert here.post("/account/sessions/").url.startswith("/account/confirm/")
    assert inside(elsewhere)
    assert here.post("/account/confirm/?next=/account/sessions/", {"password": "not this one"}).status_code == 200
    assert inside(elsewhere)


def test_the_cookie_of_a_session_is_kept_from_scripts_and_other_sites(people):
    cookie = by_password(COAST).cookies["session"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_over_https_cookies_belong_to_this_host_alone(monkeypatch, tmp_path):
    import subprocess
    import sys

    program = (
        "from answerable.web import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, "
        "s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE)"
    )
    monkeypatch.setenv("ANSWERABLE_HTTPS", "1")
    monkeypatch.setenv("ANSWERABLE_HOME", str(tmp_path))
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert said.split() == ["__Host-session", "__Host-csrf", "True", "True"]

"""Passwords that nobody may choose: words of this place, and those known from breaches."""

from __future__ import annotations

import hashlib
import random

import pytest
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from answerable.people.accounts.passwords import is_listed, left_of, words
from tests.site import COAST


def refused(password: str) -> set[str]:
    """Return why a password is refused."""
    try:
        validate_password(password, User(username=COAST))
    except ValidationError as error:
        return {each.code for each in error.error_list}
    return set()


@pytest.mark.parametrize(
    "password",
    [
        "answerable2026!",
        "Harbour.Coast.1",
        "password-password",
        "centre centre 99",
        "director-harbour",
        "1234-5678-9012",
        "ПарольHarbour77",
        "coast" * 20,
    ],
)
def test_words_of_this_place_make_no_password(people, password):
    assert "password_ordinary" in refused(password)


@pytest.mark.parametrize(
    "password", ["seven boats left before the fog", "harbour lights went out at nine", "пливе кача по тисині"]
)
def test_a_sentence_may_hold_such_words(people, password):
    assert refused(password) == set()


def test_the_words_are_those_of_the_record(people):
    assert {"harbour", "coast", "north", "centre", "localhost", "answerable"} <= words()


def test_what_is_left_counts_letters_alone():
    assert left_of("Harbour-Tor 12", frozenset({"harbour"})) == 3


@pytest.fixture(scope="module")
def listed(tmp_path_factory):
    """A list of two thousand passwords, as they are given out: the sum in capitals, a colon, how often."""
    place = tmp_path_factory.mktemp("breached") / "sums.txt"
    known = [f"correct horse {number}" for number in range(2000)]
    sums = sorted(hashlib.sha1(each.encode()).hexdigest().upper() for each in known)
    place.write_text("".join(f"{each}:{random.Random(each).randint(1, 99999)}\r\n" for each in sums))
    return place


def test_every_listed_password_is_found_and_no_other(listed):
    assert all(is_listed(f"correct horse {number}", listed) for number in range(2000))
    assert not any(is_listed(f"another horse {number}", listed) for number in range(2000))


def test_an_empty_list_lists_nothing(tmp_path):
    (tmp_path / "none.txt").touch()
    assert not is_listed("correct horse 1", tmp_path / "none.txt")


def test_a_password_known_from_a_breach_is_refused_where_there_is_a_list(people, listed, settings):
    assert refused("correct horse 17") == set()
    settings.ANSWERABLE_BREACHED_PASSWORDS = str(listed)
    assert refused("correct horse 17") == {"password_breached"}
    assert refused("correct horse 2000") == set()

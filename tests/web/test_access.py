"""Who finds what: every address of the site, as author, as countersigner of another section, and as outsiders.

The expected table is `access.txt`. An address that is new there fails until somebody has decided who may read it.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from django.urls import URLPattern, get_resolver, reverse

from answerable.people.access import is_for_everyone
from tests.site import AUTHOR, COAST, page, signed_in

TABLE = Path(__file__).with_name("access.txt")
VALUES = {
    "case": "harbour",
    "output": "release",
    "version": 2,
    "name": "certificate.json",
    "finding": "F1",
    "item": "E1",
    "objection": "O1",
    "statement": "lead",
    "flag": "never-raised",
}
READERS = {"author": AUTHOR, "countersigner": COAST, "stranger": "stranger", "outsider": ""}


def patterns(resolver=None) -> list[URLPattern]:
    found = []
    for each in (resolver or get_resolver()).url_patterns:
        found += [each] if isinstance(each, URLPattern) else patterns(each)
    return found


def address(pattern: URLPattern) -> str:
    return reverse(pattern.name, kwargs={name: VALUES[name] for name in pattern.pattern.converters})


def answer(person: str, method: str, where: str) -> str:
    got = getattr(signed_in(person), method)(where)
    if got.status_code == 302 and got.url.startswith("/sign-in/"):
        return "sign-in"
    return str(got.status_code)


def test_everybody_finds_what_the_table_says(released):
    lines = [" ".join(["address", "method", *READERS])]
    for pattern in patterns():
        for method in ("get", "post"):
            answers = [answer(person, method, address(pattern)) for person in READERS.values()]
            lines.append(" ".join([pattern.name, method, *answers]))
    assert [line.split() for line in lines] == [line.split() for line in TABLE.read_text(encoding="utf-8").splitlines()]


def test_only_what_the_table_opens_is_open_to_everyone():
    assert {each.name for each in patterns() if is_for_everyone(each.callback)} == {
        "cases",
        "release",
        "download",
        "sign-in",
        "sign-out",
    }


@pytest.mark.parametrize("where", ["/cases/harbour/", "/cases/none/", "/cases/harbour/evidence/E3/"])
def test_an_outsider_is_sent_to_sign_in_whether_or_not_there_is_such_a_page(harbour, where):
    got = signed_in().get(where)
    assert (got.status_code, got.url) == (302, f"/sign-in/?next={where}")


@pytest.mark.parametrize("person", ["", "stranger"])
def test_an_outsider_sees_no_case_before_its_release(harbour, person):
    text = page(person, "/")
    assert "Nothing has been released yet." in text
    assert "Selsund" not in text
    assert signed_in(person).get("/releases/harbour/release/2/").status_code == 404


def test_an_outsider_sees_a_release_and_no_way_into_its_case(released):
    assert "/releases/harbour/release/2/" in page("", "/")
    assert "/cases/harbour" not in page("", "/") + page("", "/releases/harbour/release/2/")


def test_an_outsider_reads_no_name_and_no_handle(released):
    text = page("", "/releases/harbour/release/2/")
    assert "centre-director" not in text
    certificate = signed_in().get("/releases/harbour/release/2/certificate.json").content.decode()
    assert "Amara Lindqvist" not in certificate
    assert "Amara Lindqvist" in signed_in(COAST).get("/releases/harbour/release/2/certificate.json").content.decode()


def test_a_closed_account_reads_nothing(harbour):
    from django.contrib.auth.models import User

    client = signed_in(COAST)
    User.objects.filter(username=COAST).update(is_active=False)
    assert client.get("/cases/harbour/").status_code == 302


def test_the_source_of_an_item_that_is_not_public_is_for_the_section_that_holds_it(harbour):
    assert "A crane operator, drawn by lot" in page(COAST, "/cases/harbour/evidence/E3/")
    text = page(AUTHOR, "/cases/harbour/evidence/E3/")
    assert "drawn by lot" not in text
    assert "Its source is shown to the section that holds it: coast." in text


def test_pages_for_insiders_are_kept_by_no_cache(harbour):
    assert "no-store" in signed_in(COAST).get("/cases/harbour/").headers["Cache-Control"]


def test_every_page_forbids_scripts_and_anything_from_elsewhere(released):
    for pattern in patterns():
        policy = signed_in(COAST).get(address(pattern)).headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'")
        assert "script-src" not in policy
        assert "unsafe" not in policy

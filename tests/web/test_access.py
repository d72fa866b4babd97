"""Who finds what: every address of the site, asked for by everybody there is.

The expected table is `access.txt`: one line for each address and method, one column for each reader of `READERS`. It is
made from the addresses of the project, so an address that is new fails until somebody has looked at its line. Every
question is asked of the same record: what an answer changes is rolled back.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from answerable.people.access import is_for_everyone
from tests.echoes.views.found import alert, digest, found
from tests.site import AUTHOR, COAST, DIRECTOR, LAWYER, page, signed_in

TABLE = Path(__file__).with_name("access.txt")
WRITE = "WRITE_ACCESS"
AGAIN = f"If this is what everybody should find, write the table anew: {WRITE}=1 pytest tests/web/test_access.py"

READERS = {
    "author": AUTHOR,
    "other-author": "north-author",  # writes another case, in another section
    "legal-reviewer": LAWYER,
    "countersigner": COAST,
    "staff": "coast-staff",  # joined the section, holds no role
    "approver": DIRECTOR,
    "independent": "north-peer",
    "stranger": "stranger",  # an account, and no section
    "outsider": "",
}

VALUES: dict[str, Any] = {
    "case": "harbour",
    "output": "release",
    "version": 2,
    "name": "certificate.json",
    "finding": "F1",
    "item": "E1",
    "objection": "O1",
    "statement": "lead",
    "flag": "never-raised",
    "token": "never-made",
    "pk": 1,
    "person": COAST,
    "ref": "0" * 64,
    "key": "never-added",
    "section": "coast",
    "party": "port-authority",
    "module": "influence",
    "mark": "never-waited",
    "paper": "light",
    "table": "item.graded",
    "use": digest("bent"),
    "misuse": "alert-1",
    "form": "csv",
    "notice": "N1",
    "list_": "never-opened",
    "listed": "never-listed",
    "proposal": "never-proposed",
    "critique": "K1",
    "review": "R1",
    "recommendation": "P1",
    "reply": "R1",
    "log": "0" * 64,
    "path": "entries/000",
    "commitment": f"sha256:{'0' * 64}",
}
"""What the arguments of an address are set to, by their names; `FOR_ONE` says otherwise for one address."""

FOR_ONE: dict[str, dict[str, Any]] = {
    "figure": {"name": "days"},
    "echoes-chart": {"name": "timeline"},
    "release-export": {"form": "ninjs"},
}


class Address(NamedTuple):
    """An address of the project: its name, its arguments and its view."""

    name: str
    arguments: tuple[str, ...]
    view: Any

    def path(self) -> str:
        given = VALUES | FOR_ONE.get(self.name, {})
        for argument in self.arguments:
            assert argument in given, f"{self.name}: the argument {argument} has no value; give it one in VALUES here"
        return reverse(self.name, kwargs={name: given[name] for name in self.arguments})


def addresses(resolver: URLResolver | None = None, space: str = "", above: tuple[str, ...] = ()) -> Iterator[Address]:
    resolver = resolver or get_resolver()
    for each in resolver.url_patterns:
        arguments = (*above, *each.pattern.converters)
        if isinstance(each, URLResolver):
            yield from addresses(each, f"{space}{each.namespace}:" if each.namespace else space, arguments)
        else:
            assert isinstance(each, URLPattern)
            assert each.name, f"the address {each.pattern} has no name; give it one"
            yield Address(f"{space}{each.name}", arguments, each.callback)


@pytest.fixture
def everybody(released):
    """The worked example after its release and a scan, and more persons: one for each reader not among the six."""
    from answerable.people.entries import PersonJoined, RoleGranted
    from answerable.vault.sealing import say

    alert(*found().values())
    for person, role, case in (
        ("north-author", "author", "elsewhere"),
        ("north-peer", "independent-reviewer", ""),
        ("coast-staff", "", ""),
    ):
        section = person.partition("-")[0]
        where = {"origin": f"harbour.example/{section}", "at": datetime(2026, 3, 1, 9, tzinfo=UTC)}
        say(PersonJoined, {"person": person, "section": section, "name": "Somebody Else"}, actor="", **where)
        if role:
            say(RoleGranted, {"person": person, "role": role}, actor=f"{section}-director", case=case, **where)
        User.objects.create(username=person)


def answer(client: Client, method: str, path: str) -> str:
    """Return what the client finds, in a word; nothing stays of it, in the record or in the client."""
    cookies = {name: cookie.value for name, cookie in client.cookies.items()}
    with transaction.atomic():
        got = getattr(client, method)(path)
        if got.streaming:  # read to its end, it closes itself without the signal that would close the database
            b"".join(got.streaming_content)
        transaction.set_rollback(True)
    client.cookies = SimpleCookie(cookies)
    if got.status_code == 302 and got.url.startswith("/sign-in/?"):
        return "sign-in"
    if got.status_code == 302 and got.url.startswith("/account/confirm/"):
        return "confirm"
    return str(got.status_code)


def reader(person: str) -> Client:
    """Return a browser for all questions of one reader, whose session is known before the first of them."""
    client = signed_in(person)
    client.raise_request_exception = False
    client.get("/")
    return client


def table() -> list[list[str]]:
    clients = {name: reader(person) for name, person in READERS.items()}
    lines = [["address", "method", "for", *READERS]]
    for each in sorted(set(addresses()), key=lambda address: (address.path(), address.name)):
        whom = "everyone" if is_for_everyone(each.view) else "insiders"
        for method in ("get", "post"):
            found = [answer(client, method, each.path()) for client in clients.values()]
            lines.append([each.name, method, whom, *found])
    return lines


def test_everybody_finds_what_the_table_says(everybody):
    found = table()
    if os.environ.get(WRITE):
        widths = [max(map(len, column)) for column in zip(*found, strict=True)]
        rows = ["  ".join(map(str.ljust, line, widths)).rstrip() for line in found]
        TABLE.write_text("\n".join(rows) + "\n", encoding="utf-8")
    expected = [line.split() for line in TABLE.read_text(encoding="utf-8").splitlines()]
    new = [" ".join(line) for line in found if line not in expected]
    gone = [" ".join(line) for line in expected if line not in found]
    changed = [*(f"+ {line}" for line in new), *(f"- {line}" for line in gone)]
    assert not changed, "\n".join([AGAIN, *changed])


def written() -> list[dict[str, str]]:
    """Return the expected table, each line by its columns."""
    heads, *lines = [line.split() for line in TABLE.read_text(encoding="utf-8").splitlines()]
    return [dict(zip(heads, line, strict=True)) for line in lines]


def test_a_page_for_insiders_shows_nothing_to_others():
    inside = [line for line in written() if line["for"] == "insiders"]
    assert inside
    assert [line for line in inside if (line["stranger"], line["outsider"]) != ("404", "sign-in")] == []


def test_no_answer_to_anybody_is_an_error_of_the_site():
    assert [line for line in written() if any(line[reader].startswith("5") for reader in READERS)] == []


def test_an_argument_nobody_gave_a_value_is_named():
    with pytest.raises(AssertionError, match="the argument never has no value; give it one in VALUES"):
        Address("case", ("never",), None).path()


@pytest.mark.parametrize("where", ["/cases/harbour/", "/cases/none/", "/cases/harbour/evidence/E3/", "/account/"])
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


def test_every_page_runs_files_of_this_site_alone_and_loads_nothing_from_elsewhere(released):
    client = signed_in(COAST)
    for each in addresses():
        policy = client.get(each.path()).headers["Content-Security-Policy"]
        rules = dict(rule.strip().partition(" ")[::2] for rule in policy.split(";"))
        assert rules["default-src"] == "'none'"
        assert rules["script-src"] == rules["connect-src"] == rules["style-src"] == rules["form-action"] == "'self'"
        assert "unsafe" not in policy, each.name
    assert client.get("/cases/harbour/").status_code == 200, "no answer has signed this reader out"

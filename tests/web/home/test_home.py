"""What waits for whom, how long there is, and where the way leads."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.template.loader import get_template
from django.urls import reverse

from answerable import clearance
from answerable.clearance.looking import Waiting
from answerable.people.messages import LABELS
from answerable.web.home.waiting import PLACES, address_of_waiting, waits_for
from tests.site import AUTHOR, COAST, DIRECTOR, LAWYER, PERSONS, page, signed_in

SOURCES = ("waiting.py", "looking.py", "answering.py")
"""Files of clearance in which the kinds of what waits are named."""

ELSEWHERE = ("evidence/rehashing.py", "releases/reached.py")
"""Files of other rooms that name some, besides their `waiting.py`."""


def test_the_countersigner_finds_the_version_to_countersign(harbour):
    text = page(COAST, "/waiting/")
    assert 'href="/cases/harbour/drafts/release/2/countersign/"' in text
    assert "overdue by 11 days" in text


def test_the_author_finds_what_keeps_the_draft_from_going_out(harbour):
    assert 'href="/cases/harbour/board/release/"' in page(AUTHOR, "/waiting/")


def test_who_has_nothing_to_do_reads_so(harbour):
    assert "Nothing waits for you." in page(LAWYER, "/waiting/")


def test_what_was_done_waits_no_longer(countersigned):
    assert "Countersign a version" not in page(COAST, "/waiting/")


def test_a_release_waits_for_the_approver_once_every_gate_is_open(countersigned):
    assert 'href="/cases/harbour/release/release/"' in page(DIRECTOR, "/waiting/")


def test_overdue_comes_before_what_has_no_day(harbour):
    waits = waits_for(PERSONS)
    assert [each.overdue for each in waits] == sorted((each.overdue for each in waits), reverse=True)


def test_the_head_of_a_page_counts_what_waits(harbour):
    assert '<span class="count">2</span>' in page(DIRECTOR, "/sections/")
    assert 'class="count"' not in page(LAWYER, "/sections/")


def test_the_count_follows_an_act_at_once(countersigned):
    from answerable.web.home.counting import count_for

    assert count_for(COAST) == 0


def test_a_message_leads_on_to_the_page_where_it_is_done(harbour):
    (wait,) = waits_for([COAST])
    assert signed_in(COAST).get(f"/waiting/{wait.mark}/").url == wait.address


def test_a_message_for_somebody_else_leads_to_ones_own_list(harbour):
    (wait,) = waits_for([COAST])
    assert signed_in(LAWYER).get(f"/waiting/{wait.mark}/").url == "/waiting/"


@pytest.mark.parametrize("where", ["/waiting/", "/sections/", "/sections/coast/", "/figures/", "/preferences/"])
def test_an_outsider_is_sent_to_sign_in(harbour, where):
    assert signed_in().get(where).url == f"/sign-in/?next={where}"


@pytest.mark.parametrize("kind", PLACES)
def test_every_kind_has_a_page_of_its_own(harbour, kind):
    place, named = PLACES[kind]
    waiting = Waiting(kind=kind, text="", output="release", version=2, section="coast", name="O1")
    assert address_of_waiting("harbour", waiting) == reverse(place, args=named("harbour", waiting))


def _nodes(paths):
    for path in paths:
        yield from ast.walk(ast.parse(path.read_text(encoding="utf-8")))


def test_every_kind_that_is_named_has_a_place_and_a_label():
    folder = Path(clearance.__file__).parent
    paths = [*(folder / name for name in SOURCES if (folder / name).exists()), *folder.parent.glob("*/waiting.py")]
    nodes = list(_nodes(paths))
    given = [node.value for node in nodes if isinstance(node, ast.keyword) and node.arg == "kind"]
    named = {each.value for each in given if isinstance(each, ast.Constant)}
    nodes += _nodes(folder.parent / name for name in ELSEWHERE)
    words = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    assert len(named) > 8
    assert named <= set(PLACES) <= words
    assert set(PLACES) == set(LABELS)


def test_the_language_of_the_list_is_the_readers(harbour):
    from answerable.people.preferences import Preference

    Preference.objects.create(person=COAST, language="ar")
    assert '<html lang="ar" dir="rtl">' in page(COAST, "/waiting/")


def test_the_page_that_is_open_is_marked_and_so_is_the_one_above_it(harbour):
    assert '<a href="/sections/" aria-current="page">' in page(COAST, "/sections/")
    assert '<a href="/cases/harbour/objections/" aria-current="true">' in page(COAST, "/cases/harbour/objections/O1/")


def test_the_page_of_a_broken_answer_is_made_without_a_request():
    assert "/register/" in get_template("500.html").render()


def test_the_clock_stands_on_every_page_of_a_case(harbour):
    for path in ("", "board/", "draft/"):
        text = page(COAST, f"/cases/harbour/{path}")
        assert 'class="clocks"' in text
        assert "had 20 days" in text


def test_the_case_list_tells_cases_of_one_title_apart(harbour):
    assert re.search(r'<p class="quiet">harbour ·', page(AUTHOR, "/"))

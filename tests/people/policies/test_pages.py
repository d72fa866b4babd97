"""The pages of the policy: the one in force, a new one by form and as TOML, standing by it, and who may not."""

from __future__ import annotations

import html
import re

import pytest
from msgspec.structs import replace

from answerable.people.entries import Quorum
from answerable.people.models import read_people
from answerable.people.policies.toml import policy_toml, read_policy
from answerable.people.standing import policy_of
from tests.site import AUTHOR, COAST, DIRECTOR, NORTH, page, said, signed_in


def now():
    from datetime import UTC, datetime

    return datetime.now(UTC)


def in_force():
    return policy_of(read_people(), at=now())


def fields(text: str) -> dict[str, list[str]]:
    """Return what a form would send as it stands on the page, hidden fields and all but its buttons."""
    sent: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", text):
        named = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if "name" in named and (named["type"] not in {"radio", "checkbox"} or " checked" in tag):
            sent.setdefault(named["name"], []).append(html.unescape(named.get("value", "")))
    for name, options in re.findall(r'<select name="(\w+)"[^>]*>(.*?)</select>', text, flags=re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)"[^>]* selected', options)
        sent[name] = [html.unescape(chosen[1] if chosen else re.search(r'value="([^"]*)"', options)[1])]
    for name, words in re.findall(r'<textarea name="(\w+)"[^>]*>\n?(.*?)</textarea>', text, flags=re.DOTALL):
        sent[name] = [html.unescape(words)]
    sent.pop("csrfmiddlewaretoken", None)
    return sent


def form() -> dict[str, list[str]]:
    return fields(page(DIRECTOR, "/policy/new/"))


def adopt(**changes: object):
    return signed_in(DIRECTOR).post("/policy/new/", {**form(), **changes, "do": "adopt"})


def newest():
    return max(read_people().policies, key=lambda fact: fact.body.number)


def endorse(*persons: str):
    for person in persons:
        answer = signed_in(person).post(f"/policy/{newest().ref}/endorse/")
        assert answer.status_code == 302, answer.content.decode()


def test_the_policy_in_force_is_shown_with_who_stands_by_it(harbour):
    text = page(COAST, "/policy/")
    assert "clearance, number 1" in text
    assert "north stands by it: north-director" in text
    assert "ordinary 10, grave 14, expedited 3" in text


def test_the_form_as_it_stands_says_the_policy_in_force_again(harbour):
    before = in_force()
    assert adopt().status_code == 302
    assert newest().body == replace(before, number=2)


def test_the_days_after_publication_are_set_with_the_rest(harbour):
    assert adopt(afterwards_review="3", afterwards_held="1").status_code == 302
    after = newest().body.afterwards
    assert (after.review, after.answer, after.notice, after.held) == (3, 30, 7, 1)


def test_a_form_that_is_sent_twice_adopts_one_policy(harbour):
    sent, before = {**form(), "freshness": "9", "do": "adopt"}, said("policy.adopted/1")
    answers = [signed_in(DIRECTOR).post("/policy/new/", sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert said("policy.adopted/1") == before + 1


def test_what_is_changed_in_the_form_is_what_is_adopted(harbour):
    adopt(freshness="7", advisory=["10", "12"], signatures="required", requires_author=["influence"])
    body = newest().body
    assert (body.freshness, body.advisory, body.signatures) == (7, (10, 12), "required")
    assert body.requirements[0].role == "author"


def test_the_form_shows_what_would_change_before_anything_is_adopted(harbour):
    before = said("policy.adopted/1")
    answer = signed_in(DIRECTOR).post("/policy/new/", {**form(), "freshness": "7", "do": "show"})
    text = answer.content.decode()
    assert "<td>30 days</td><td>7 days</td>" in text
    assert said("policy.adopted/1") == before


def test_a_group_of_parts_is_adopted(harbour):
    adopt(
        row_0_whom="affected",
        row_1_whom="section:north",
        row_1_group="a",
        row_2_whom="role:approver",
        row_2_group="a",
        a_way="any",
    )
    assert newest().body.quorum == Quorum(
        all=(Quorum(affected=True), Quorum(any=(Quorum(section="north"), Quorum(role="approver"))))
    )


def test_one_more_part_is_added_without_script_and_keeps_what_was_typed(harbour):
    first = form()
    answer = signed_in(DIRECTOR).post("/policy/new/", {**first, "freshness": "9", "do": "row"})
    text = answer.content.decode()
    assert int(fields(text)["rows"][0]) == int(first["rows"][0]) + 1
    assert fields(text)["freshness"] == ["9"]


def test_a_deeper_rule_is_written_as_toml(harbour):
    deep = (
        '{ all = [{ affected = true }, { any = [{ section = "north" }, '
        '{ all = [{ section = "coast" }, { role = "approver" }] }] }] }'
    )
    adopt(quorum_toml=deep)
    assert newest().body.quorum.all[1].any[1].all[0].section == "coast"


def test_a_deeper_rule_in_force_is_not_lost_by_the_form(harbour):
    deep = (
        '{ all = [{ affected = true }, { any = [{ section = "north" }, '
        '{ all = [{ section = "coast" }, { role = "approver" }] }] }] }'
    )
    adopt(quorum_toml=deep)
    endorse(DIRECTOR, COAST, NORTH)
    before = in_force()
    adopt()
    assert newest().body == replace(before, number=3)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"freshness": "-1"}, "greater than or equal to 0"),
        ({"consultation_grave": "soon"}, "Enter a whole number"),
        ({"by_sections": []}, "This field is required"),
        ({"quorum_toml": "{ section = 1 }"}, "Expected"),
        ({"row_0_whom": "", "row_1_whom": "", "row_2_whom": "", "row_3_whom": ""}, "found nobody"),
        ({"whole_way": "least", "whole_least": "9"}, "expected a number from 1 to 2"),
    ],
)
def test_a_mistake_in_the_form_is_told_and_nothing_is_adopted(harbour, change, message):
    before = said("policy.adopted/1")
    answer = adopt(**change)
    assert answer.status_code == 409
    assert message in html.unescape(answer.content.decode())
    assert said("policy.adopted/1") == before


def test_a_policy_is_not_in_force_until_all_named_sections_stand_by_it(harbour):
    adopt(freshness="7")
    for person, days in ((DIRECTOR, 30), (COAST, 30), (NORTH, 7)):
        endorse(person)
        assert in_force().freshness == days


def test_a_policy_that_names_fewer_sections_still_waits_for_those_before(harbour):
    adopt(freshness="7", by_sections=["centre"])
    endorse(DIRECTOR)
    assert in_force().freshness == 30
    assert "Waits for: coast, north" in page(COAST, "/policy/")


def test_the_page_of_a_policy_tells_what_it_changes(harbour):
    adopt(freshness="7")
    text = page(NORTH, f"/policy/{newest().ref}/")
    assert "<td>30 days</td><td>7 days</td>" in text
    assert "My section stands by it" in text


def test_an_author_does_not_adopt_a_policy(harbour):
    before = said("policy.adopted/1")
    answer = signed_in(AUTHOR).post("/policy/new/", {**form(), "do": "adopt"})
    assert answer.status_code == 409
    assert said("policy.adopted/1") == before


def test_a_policy_is_not_adopted_inside_a_case(harbour):
    from answerable.people.entries import PolicyAdopted
    from answerable.record.blocker import Refused
    from answerable.record.log import append

    body = replace(in_force(), number=2)
    with pytest.raises(Refused) as refused:
        append(body, origin="harbour.example/centre", actor=DIRECTOR, at=now(), case="harbour")
    assert PolicyAdopted.kind == "policy.adopted/1"
    assert "policy-in-a-case" in [blocker.code for blocker in refused.value.blockers]


def test_nobody_stands_by_a_policy_for_a_section_without_the_role(harbour):
    adopt(freshness="7")
    answer = signed_in("coast-reviewer").post(f"/policy/{newest().ref}/endorse/")
    assert answer.status_code == 409
    assert said("policy.endorsed/1") == 3


def test_a_policy_is_taken_along_as_toml_and_brought_back(harbour):
    ref = read_people().policies[-1].ref
    text = page(COAST, f"/policy/{ref}/policy.toml")
    assert read_policy(text, name="file") == in_force()
    changed = policy_toml(replace(in_force(), number=2, freshness=5))
    shown = signed_in(DIRECTOR).post("/policy/import/", {"text": changed, "do": "show"}).content.decode()
    assert "<td>30 days</td><td>5 days</td>" in shown
    assert signed_in(DIRECTOR).post("/policy/import/", {"text": changed, "do": "adopt"}).status_code == 302
    assert newest().body.freshness == 5


def test_toml_that_is_no_policy_is_told_with_its_line(harbour):
    wrong = policy_toml(replace(in_force(), number=2)).replace("freshness = 30", "freshness = 'x'")
    answer = signed_in(DIRECTOR).post("/policy/import/", {"text": wrong, "do": "adopt"})
    assert answer.status_code == 409
    assert "TOML, line 5: Expected `int`, got `str`" in html.unescape(answer.content.decode())


@pytest.mark.parametrize("ref", ["none", "0" * 64])
def test_a_policy_that_is_not_there_is_not_found(harbour, ref):
    for address in (f"/policy/{ref}/", f"/policy/{ref}/endorse/", f"/policy/{ref}/policy.toml"):
        assert signed_in(COAST).get(address).status_code == 404


def test_an_outsider_sees_no_policy(harbour):
    assert signed_in().get("/policy/").status_code == 302


def test_a_policy_says_by_form_what_goes_to_other_houses(harbour):
    answer = adopt(sharing_to=["coast"], sharing_evidence="affected", sharing_outputs="nobody", cosigners=2)
    assert answer.status_code == 302
    sharing = newest().body.sharing
    goes = {each.room: each.to for each in sharing.content}
    assert (sharing.to, sharing.cosigners) == (("coast",), 2)
    assert (goes["evidence"], "outputs" in goes, goes["releases"]) == ("affected", False, "sections")
    text = page(DIRECTOR, f"/policy/{newest().ref}/")
    assert "logs: coast" in text
    assert "evidence: sections that the case affects" in text

"""A lone draft: its sentences as statements, reports to hold it against, the house's words, and how it is printed."""

from __future__ import annotations

import json
from html.parser import HTMLParser

import pytest

from answerable.text.checking import BadHouseList, Checked, HouseWord, check, read_house
from answerable.text.checking.renderings import data, page, pairs, sarif, terminal
from answerable.text.checking.versions import compare
from answerable.text.comparing import Shift
from answerable.text.documents import read_document
from answerable.text.spans import Span

DRAFT = """# Twelve records were hidden

Most inspectors were refused.

The port authority showed 19 of the records in November.

- We call on the authority to show the other twelve.

> "It was torture to wait," an inspector said.
"""

REPORT = """# Accident records

The port authority showed 18 of the records in November. It did not show the other twelve.
"""


@pytest.fixture(autouse=True)
def found(monkeypatch):
    """Return a list of shifts that are found in every pair."""
    shifts: list[Shift] = []
    monkeypatch.setattr("answerable.text.comparing.shifts", lambda *_, **__: list(shifts))
    return shifts


def checked(text: str = DRAFT, *reports: str, house: tuple[HouseWord, ...] = ()) -> Checked:
    against = [(f"r{n}.md", read_document(each, media="markdown")) for n, each in enumerate(reports)]
    return check(read_document(text, media="markdown"), against=against, house=house, language="en")


def at(found: Checked, code: str) -> list[str]:
    return [found.text[each.start : each.end] for each in found.reading.notes if each.code == code]


def test_a_lone_draft_needs_nothing_but_itself():
    assert at(checked(), "quantifier-without-count") == ["Most"]


def test_speech_set_as_a_quotation_is_left_alone():
    assert at(checked(), "graver-word") == []


def test_a_number_is_held_against_the_report_that_has_the_sentence():
    found = checked(DRAFT, "# Other\n\nThe sea was calm.", REPORT)
    assert at(found, "number-not-found") == ["19"]
    (note,) = [each for each in found.reading.notes if each.code == "number-not-found"]
    assert note.against.startswith("r1.md:")


def test_a_claim_that_no_report_has_is_a_remark():
    found = checked("Hospitals in the valley closed for want of medicine.", REPORT)
    assert [(each.code, each.sure) for each in found.reading.notes if each.gate == 9] == [("not-supported", False)]


def test_a_sentence_that_the_report_has_word_for_word_gives_nothing():
    found = checked("The port authority showed 18 of the records in November.", REPORT)
    assert (found.reading.notes, found.reading.support[0].outcome) == ((), "supported")


def test_the_numbers_of_the_title_are_those_of_the_body():
    text = "# Police held 34 people in the yard\n\nPolice held 43 people in the yard on Monday."
    assert at(checked(text), "numbers-disagree") == ["34 people"]


@pytest.mark.parametrize(
    "body",
    [
        "Police held 34 people in the yard.",
        "Police held 34 people in the yard, 43 people in all.",
        "Fire burned 43 houses.",
    ],
)
def test_numbers_that_agree_or_count_something_else_are_left_alone(body):
    assert at(checked(f"# Police held 34 people in the yard\n\n{body}"), "numbers-disagree") == []


HOUSE = (
    HouseWord(word="clash", instead="attack", why="hides who did it"),
    HouseWord(word="collateral damage", blocks=True),
)


def test_the_words_of_the_house_are_found_in_every_form_and_say_whether_they_block():
    found = checked("Clashes broke out. There was collateral damage.", house=HOUSE)
    words = [(each.value, each.sure) for each in found.reading.notes if each.code == "house-word"]
    assert words == [("clash", False), ("collateral damage", True)]


def test_the_words_of_the_house_may_stand_in_quoted_speech():
    assert at(checked('"There were clashes all over the place," a man told us.', house=HOUSE), "house-word") == []


def test_a_house_list_is_read_from_toml(tmp_path):
    path = tmp_path / "house.toml"
    path.write_text('[[word]]\nword = "clash"\ninstead = "attack"\nwhy = "hides who did it"\n')
    assert read_house(path) == (HOUSE[0],)


@pytest.mark.parametrize(
    "text", ["word = 3", "[[word]]\nwrod = 'x'", "[[word]]\nword = ' '", "[[", "[[word]]\nword = 'x'\nblocks = 'yes'"]
)
def test_a_house_list_that_cannot_be_read_names_the_file(tmp_path, text):
    path = tmp_path / "house.toml"
    path.write_text(text)
    with pytest.raises(BadHouseList, match=r"house\.toml: expected"):
        read_house(path)


def test_json_points_at_words_lines_and_what_was_compared():
    told = json.loads(data.as_json(checked(DRAFT, REPORT), name="draft.md"))
    note = next(each for each in told["notes"] if each["code"] == "number-not-found")
    assert DRAFT[note["start"] : note["end"]] == note["words"]
    assert DRAFT.splitlines()[note["line"] - 1][note["column"] - 1 :].startswith(note["words"])
    assert note["severity"] in {"blocks", "advice"}
    assert note["against"]["passage"].startswith("r0.md:")


def test_sarif_has_a_rule_for_each_result_and_regions_in_the_draft():
    (run,) = json.loads(sarif.as_sarif(checked(DRAFT, REPORT), name="my draft.md"))["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert len(rules) == len(set(rules))
    for result in run["results"]:
        place = result["locations"][0]["physicalLocation"]
        region = place["region"]
        words = DRAFT[region["charOffset"] : region["charOffset"] + region["charLength"]]
        assert (rules[result["ruleIndex"]], place["artifactLocation"]["uri"]) == (result["ruleId"], "my%20draft.md")
        assert (words, result["level"] in {"error", "warning"}) == (region["snippet"]["text"], True)


class _Page(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.ids, self.links = [], set(), set()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        told = dict(attrs)
        self.ids.add(told.get("id"))
        self.links.add((told.get("href") or "").removeprefix("#"))


def test_the_page_has_no_script_and_every_link_leads_somewhere():
    read = _Page()
    read.feed(page.as_page(checked(DRAFT, REPORT), name="draft.md"))
    assert not {"script", "link", "img", "iframe"} & set(read.tags)
    assert read.links - {""} <= read.ids


HOSTILE = (
    '<script>alert(1)</script> Most people left.\n\nMost "><img src=x onerror=alert(2)> \x1b[2J\u202e people left.'
)


def test_a_hostile_draft_is_escaped_on_the_page_and_harmless_in_a_terminal():
    found = check(read_document(HOSTILE, media="plain"), language="en")
    shown = page.as_page(found, name='"><script>x</script>')
    assert "<script" not in shown
    assert "<img" not in shown
    lines = "\n".join(line.plain for line in terminal.as_lines(found, name="x\x1b[2J"))
    assert "\x1b" not in lines.partition("\n")[2]
    assert "\u202e" not in lines


def test_lines_show_the_sentence_the_words_the_gate_and_the_reason():
    lines = [line.plain for line in terminal.as_lines(checked(DRAFT, REPORT), name="draft.md")]
    assert "  The port authority showed 19 of the records in November." in lines
    assert any("gate 8 (counting, quantity)" in line and "\u201c19\u201d" in line for line in lines)
    assert lines[-1].startswith("draft.md: ")


@pytest.mark.parametrize("text", ["x", "…", "a" * 50_000, "\ud800 most people left", "مات معظم الناس.", "# ", "\n"])
def test_odd_drafts_are_read(text):
    found = check(read_document(text, media="markdown"))
    json.loads(data.as_json(found, name="x"))
    page.as_page(found, name="x").encode("utf-8")


def test_sentences_of_two_versions_stand_side_by_side():
    one = "# Records\n\nThe port authority showed 18 records. The sea was calm. Nobody came. The union has a list."
    other = (
        "# Records\n\nThe union has a list. The port authority showed 18 records. Snow fell in the hills. Nobody came."
    )
    compared = compare(
        read_document(one, media="markdown"), read_document(other, media="markdown"), languages=("en", "en")
    )
    found = {(pair.first_words, pair.second_words) for pair in compared.pairs}
    assert ("The union has a list.", "The union has a list.") in found
    assert ("", "Snow fell in the hills.") in found
    assert ("The sea was calm.", "") in found


def test_a_short_text_is_compared_as_one_passage(found):
    fields = {"kind": "caveat", "direction": "stronger", "reason": "lost", "basis": "both", "probability": 0.9}
    found.append(Shift(source=Span(0, 5), restatement=Span(0, 0), **fields))
    documents = [read_document(each, media="plain") for each in ("Seven died. We saw none of it.", "Seven died.")]
    compared = compare(*documents, languages=("en", "en"))
    assert (len(compared.pairs), compared.changed) == (1, True)
    assert "lost" in "".join(line.plain for line in pairs.as_lines(compared, names=("a", "b")))
    assert "lost" in pairs.as_page(compared, names=("<a>", "b"))
    assert json.loads(pairs.as_json(compared, names=("a", "b")))["pairs"][0]["shifts"][0]["kind"] == "caveat"

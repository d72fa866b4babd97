"""What the text engine noticed, as its readers see it: flags at the words, answers, two versions side by side."""

from __future__ import annotations

import re
from typing import Any

import pytest

from answerable.outputs import entries
from tests.site import AUTHOR, COAST, DIRECTOR, LAWYER, page, said, signed_in

DRAFT = "/cases/harbour/drafts/release/2/"
COMPARE = "/cases/harbour/compare/"
LIMIT = "limit-lost.F2"
WRONG = "The limit stands in the sentence: it says that the court did not answer."


def words(text: str) -> str:
    """Return what a page says, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", text))


def section(text: str, name: str) -> str:
    """Return the part of a page with this id, up to its end."""
    return re.search(rf'<section[^>]* id="{name}".*?</section>', text, flags=re.DOTALL)[0]


def drafts(output: str = "release") -> Any:
    from answerable.evidence.clock import moment_of
    from answerable.outputs.models import read_outputs

    return read_outputs("harbour", at=moment_of("harbour"), subject=output)


def current(output: str = "release") -> Any:
    from answerable.outputs.gates import current_version

    return current_version(drafts(output), output)


def act(kind: type, *, case: str = "harbour", **fields: Any) -> Any:
    """Say an act of the author, in the log of the centre."""
    from answerable.evidence.clock import moment_of
    from answerable.vault.sealing import say

    origin = "harbour.example/centre"
    return say(kind, fields, origin=origin, actor=AUTHOR, at=moment_of("harbour"), case=case)


def note(code: str, gate: int, statement: str, quoted: str, **more: Any) -> dict[str, Any]:
    """Return one thing noticed at words that stand in the release."""
    from answerable.vault.reading import shown

    text = shown(current().body.text)
    flag = ".".join(part for part in (code, more.get("shift", ""), more.get("against", "")) if part)
    start = text.index(quoted)
    place = {"statement": statement, "start": start, "end": start + len(quoted)}
    return {"flag": flag, "gate": gate, "code": code, **place, **more}


def noticing(*notes: dict[str, Any], output: str = "release") -> None:
    """Say that the engine read the current version and noticed this."""
    from answerable.outputs.gates import inputs_of
    from answerable.text.checking import engine

    version = current(output)
    body = {"output": output, "version": version.body.version, "draft_ref": version.ref, "engine": engine()}
    act(entries.VersionRead, **body, inputs=inputs_of(drafts(output), output), noticed=notes)


@pytest.fixture
def noticed(harbour):
    """The worked example, in which a reading raised a flag that blocks, a remark, and a flag outside all statements."""
    noticing(
        note("says-more", 11, "lead", "12 of the 30", shift="quantity", direction="stronger", against="F1", sure=True),
        note("limit-lost", 6, "law", "the court did not answer our letters", against="F2", sure=True),
        note("doer-hidden", 11, "law", "had sealed the twelve"),
        note("not-marked", 9, "", "The thirty are every accident", sure=True),
    )


def address(flag: str = LIMIT, *, statement: str = "law", version: int = 2) -> str:
    return f"/cases/harbour/drafts/release/{version}/flags/{statement}/{flag}/"


def test_a_flag_quotes_its_words_and_says_why_and_at_which_gate(noticed):
    text = words(section(page(AUTHOR, DRAFT), "note-lead"))
    assert "12 of the 30 says more than F1 : the number or quantifier says more." in text
    assert "gate 11, stands alone" in text


def test_one_click_leads_from_a_flag_to_the_finding_it_was_compared_with(noticed):
    flag = section(page(AUTHOR, DRAFT), "note-law").partition('class="flag')[2]
    (link,) = re.findall(r'<a href="([^"]*)">F2</a>', flag.partition("</p>")[0])
    assert signed_in(AUTHOR).get(link).status_code == 200


def test_flagged_words_are_marked_where_they_stand(noticed):
    text = page(AUTHOR, DRAFT)
    assert re.search(r'<mark class="statement held flagged blocks">12 of the 30</mark>', text)
    assert re.search(r'<mark class="statement held flagged">had sealed the twelve</mark>', text)


def test_a_remark_is_folded_away_and_says_that_it_blocks_nothing(noticed):
    text = section(page(AUTHOR, DRAFT), "note-law")
    folded = words(re.search(r'<details class="remarks">.*?</details>', text, flags=re.DOTALL)[0])
    assert "1 remark, which blocks nothing" in folded
    assert "had sealed the twelve does not say who did it." in folded


def test_a_flag_at_words_of_no_statement_stands_beside_its_passage(noticed):
    text = page(AUTHOR, DRAFT)
    (part,) = [each for each in text.split('<div class="part">') if "words that no statement holds" in each]
    assert "The thirty are every accident" in words(part).partition("words that no statement holds")[2]
    assert "on a quay that the port clinic" in words(part)


def test_the_same_thing_is_not_said_twice_in_a_note(noticed):
    text = words(section(page(AUTHOR, DRAFT), "note-lead"))
    assert text.count("says more than") == 1
    assert "Statement lead of release" not in text


def test_what_was_noticed_twice_at_the_same_words_is_one_flag(harbour):
    one = note("limit-lost", 6, "law", "the court did not answer our letters", against="F2")
    noticing(one, {**one, "sure": True}, one)
    text = page(AUTHOR, DRAFT)
    assert words(text).count("leaves out a limit that F2") == 1
    assert "1 flag, 1 of which blocks." in words(text)


def test_the_head_says_who_read_it_and_when(noticed):
    from answerable.text.checking import engine

    text = words(page(COAST, DRAFT))
    assert re.search(rf"Read on 20 March 2026 by {re.escape(engine())} : 4 flags, 3 of which block.", text)
    assert "Have it read" not in text


def test_an_older_version_shows_no_flags_and_asks_for_no_reading(noticed):
    text = page(AUTHOR, "/cases/harbour/drafts/release/1/")
    assert "flagged" not in text
    assert 'id="reading"' not in text


def test_a_reading_by_another_engine_can_be_made_again(noticed):
    from answerable.outputs.gates import inputs_of

    version = current()
    body = {"output": "release", "version": 2, "draft_ref": version.ref, "engine": "another"}
    act(entries.VersionRead, **body, inputs=inputs_of(drafts(), "release"))
    assert "Have it read again" in page(AUTHOR, DRAFT)
    assert "Have it read again" not in page(COAST, DRAFT)


@pytest.fixture
def changed(harbour):
    """The worked example after a limit was found of what the release rests on, so that its reading lapsed."""
    from answerable.findings.entries import LimitationRecorded

    limit = {"limitation": "L9", "gap": "other", "limits": ["F1"], "text": "Nobody asked the night shift."}
    act(LimitationRecorded, **limit)


def test_a_draft_that_was_not_read_as_it_stands_says_so_and_which_gates_wait(changed):
    text = words(page(COAST, DRAFT))
    assert "Not read as it stands now. Closed until it is: gate 10, cause ; gate 11, stands alone" in text
    assert "Somebody of the section that drafts it can have it read." in text
    assert "was not read as it stands now" not in text


@pytest.mark.parametrize("person", [AUTHOR, LAWYER, COAST])
def test_reading_is_offered_to_the_section_that_drafts(changed, person):
    assert (">Have it read</button>" in page(person, DRAFT)) is (person != COAST)


def test_a_version_is_read_once_however_often_the_form_is_sent(changed):
    before = said("version.read/1")
    for _ in range(2):
        answer = signed_in(LAWYER).post(f"{DRAFT}read/")
        assert (answer.status_code, answer.url) == (302, f"{DRAFT}#reading")
    assert said("version.read/1") == before + 1
    assert "Read on 20 March 2026" in words(page(LAWYER, DRAFT))


def test_another_section_has_nothing_read(changed):
    before = said("version.read/1")
    answer = signed_in(COAST).post(f"{DRAFT}read/")
    assert answer.status_code == 409
    assert "release is drafted by another section than coast." in answer.content.decode()
    assert said("version.read/1") == before


def test_an_older_version_is_not_read(harbour):
    answer = signed_in(AUTHOR).post("/cases/harbour/drafts/release/1/read/")
    assert answer.status_code == 409
    assert "Read the current version." in answer.content.decode()


def test_what_was_erased_cannot_be_read(changed):
    from answerable.vault.sealing import erase

    version = current()
    erase(version.body.text, reason="law", origin=version.origin, actor=DIRECTOR, at=version.at)
    answer = signed_in(AUTHOR).post(f"{DRAFT}read/")
    assert answer.status_code == 409
    assert "was erased, or is not held here" in answer.content.decode()


@pytest.mark.parametrize("person", [AUTHOR, LAWYER, COAST])
def test_answering_is_offered_to_authors(noticed, person):
    assert ("Answer this flag" in page(person, DRAFT)) is (person == AUTHOR)


def test_the_form_shows_the_words_and_what_was_noticed(noticed):
    text = words(page(AUTHOR, address()))
    assert "the court did not answer our letters" in text
    assert "leaves out a limit that F2 states beside it." in text


def test_an_answered_flag_shows_its_reason_and_opens_its_gate(noticed):
    assert "leaves out a limit that F2" in words(page(AUTHOR, "/cases/harbour/board/release/"))
    answer = signed_in(AUTHOR).post(address(), {"reason": WRONG})
    assert (answer.status_code, answer.url) == (302, f"{DRAFT}#note-law")
    text = section(page(COAST, DRAFT), "note-law")
    assert WRONG in text
    assert "Answered by centre-author, 20 March 2026" in words(text)
    assert 'class="flag blocks"' not in text


def test_an_answer_sent_twice_is_said_once(noticed):
    before = said("flag.answered/1")
    for _ in range(2):
        assert signed_in(AUTHOR).post(address(), {"reason": WRONG}).status_code == 302
    assert said("flag.answered/1") == before + 1


@pytest.mark.parametrize("person", [LAWYER, COAST])
def test_nobody_but_an_author_answers(noticed, person):
    before = said("flag.answered/1")
    answer = signed_in(person).post(address(), {"reason": WRONG})
    assert answer.status_code == 409
    assert f"{person} is no author of release" in answer.content.decode()
    assert said("flag.answered/1") == before
    assert "<textarea" not in page(person, address())


@pytest.mark.parametrize(
    "where",
    [address("never-raised"), address(statement="lead"), address(version=1), address("x/../y")],
    ids=["no such flag", "a flag of other words", "an older version", "a path"],
)
def test_only_a_flag_of_the_reading_that_holds_is_answered(noticed, where):
    before = said("flag.answered/1")
    assert signed_in(AUTHOR).get(where).status_code == 404
    answer = signed_in(AUTHOR).post(where, {"reason": WRONG})
    assert answer.status_code == 409
    assert "does not raise this flag" in answer.content.decode()
    assert said("flag.answered/1") == before


@pytest.mark.parametrize("reason", ["", "   ", "x" * 20_001])
def test_an_answer_without_a_reason_is_asked_for_one_beside_the_field(noticed, reason):
    answer = signed_in(AUTHOR).post(address(), {"reason": reason})
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "Nothing was changed." in text
    assert 'aria-invalid="true"' in text
    assert said("flag.answered/1") == 0


def test_words_in_a_flag_never_become_tags(harbour):
    noticing(note("graver-word", 5, "law", "duty", value="<b>duty</b>", sure=True))
    text = section(page(AUTHOR, DRAFT), "note-law")
    assert "<b>duty</b>" not in text
    assert "&lt;b&gt;duty" in text


@pytest.mark.parametrize("path", ["drafts/release/2/read/", "drafts/release/2/flags/law/limit-lost.F2/", "compare/"])
def test_an_outsider_finds_none_of_it(noticed, path):
    answer = signed_in().get(f"/cases/harbour/{path}")
    assert (answer.status_code, answer.url) == (302, f"/sign-in/?next=/cases/harbour/{path}")
    assert signed_in("stranger").get(f"/cases/harbour/{path}").status_code == 404


@pytest.mark.parametrize("person", [AUTHOR, COAST])
def test_two_versions_stand_side_by_side_paired_by_statement(harbour, person):
    text = section(page(person, f"{COMPARE}?left=release.1&right=release.2"), "pair-lead")
    assert "port authority of Selsund hid" in words(text).replace(" 1", "")
    assert "port authority of Selsund did not show" in words(text).replace(" 1", "")


def test_changed_words_are_marked_on_both_sides_with_a_reason_under_the_pair(harbour):
    text = section(page(AUTHOR, f"{COMPARE}?left=release.2&right=release.1"), "pair-lead")
    assert '<mark class="flagged">' in text
    assert re.search(r'<li value="1"><span class="kind">\w', text)


def test_the_same_words_are_said_to_be_the_same(harbour):
    text = section(page(AUTHOR, f"{COMPARE}?left=release.1&right=release.2"), "pair-union")
    assert "The same words." in words(text)


def test_a_statement_that_only_one_side_has_is_shown_there(harbour):
    text = page(AUTHOR, f"{COMPARE}?left=report.1&right=release.2")
    assert words(section(text, "pair-days")).rstrip().endswith("not here")
    assert re.search("report, version 1 not here", words(section(text, "pair-base")))


def test_the_headline_is_held_against_its_last_version_unless_somebody_chooses(harbour):
    assert "release, version 1" in words(section(page(AUTHOR, COMPARE), "pair-lead"))
    assert "release, version 2" in words(section(page(AUTHOR, COMPARE), "pair-lead"))


def test_a_translation_is_held_against_its_original(harbour):
    from answerable.outputs.gates import statements
    from answerable.vault.reading import shown

    french = "L'autorité n'a pas montré douze dossiers."
    version = {"output": "communique", "version": 1, "type": "release", "language": "fr", "authors": [AUTHOR]}
    fact = act(entries.VersionDrafted, **version, text=french, variant_of="release")
    lead = {"id": "lead", "start": 0, "end": len(french), "words": french, "place": "lead", "says": "fact"}
    act(entries.StatementsMarked, output="communique", version=1, draft_ref=fact.ref, part=1, statements=[lead])
    text = section(page(AUTHOR, f"{COMPARE}?right=communique.1"), "pair-lead")
    assert '<p lang="en" dir="auto">' in text
    assert '<p lang="fr" dir="auto">' in text
    (original,) = (each for each in statements(drafts(), "release") if each.id == "lead")
    assert shown(original.words).split()[0] in words(text)


@pytest.mark.parametrize(
    "chosen", ["left=release.9&right=release.2", "left=none.1", "right=release", "left=%3Cb%3E.1&right=release.2"]
)
def test_a_version_that_is_not_there_is_said_so_plainly(harbour, chosen):
    answer = signed_in(AUTHOR).get(f"{COMPARE}?{chosen}")
    assert answer.status_code == 404
    assert "There is no version called" in answer.content.decode()
    assert "<b>" not in answer.content.decode()


def test_words_that_were_erased_are_gone_from_the_page_even_when_they_were_compared_before(harbour):
    from answerable.outputs.gates import statements_of, versions_of
    from answerable.vault.sealing import erase

    where = f"{COMPARE}?left=release.1&right=release.2"
    assert "hid" in words(section(page(AUTHOR, where), "pair-lead")).split()
    first = versions_of(drafts(), "release")[0]
    (lead,) = (each for each in statements_of(drafts(), first) if each.id == "lead")
    erase(lead.words, reason="law", origin=first.origin, actor=DIRECTOR, at=first.at)
    text = words(section(page(AUTHOR, where), "pair-lead"))
    assert "These words were erased, or are not held here." in text
    assert "hid" not in text.split()
    assert "did not show" in text


def test_what_is_kept_of_a_comparison_holds_no_words(harbour):
    from answerable.outputs import comparison
    from answerable.outputs.gates import statements_of, versions_of

    page(AUTHOR, f"{COMPARE}?left=release.2&right=release.1")
    leads = [
        next(each.words for each in statements_of(drafts(), version) if each.id == "lead")
        for version in reversed(versions_of(drafts(), "release"))
    ]
    kept = comparison.changed(*leads, "en", "en", by=comparison.engine())
    assert kept
    assert {each.reason for each in kept} == {""}
    assert comparison.changed.cache_info().hits > 0


def test_a_case_with_one_version_has_nothing_to_compare(harbour):
    from answerable.evidence.entries import CaseOpened

    act(CaseOpened, case="quiet", title="Quiet", terms="Find out.", situation="peace")
    assert "There are no two versions in this case yet." in page(AUTHOR, "/cases/quiet/compare/")


def command(*arguments: str) -> Any:
    from typer.testing import CliRunner

    from answerable.cli import app

    return CliRunner().invoke(app, ["read", *arguments])


def test_the_command_reads_and_prints_what_was_noticed(noticed):
    done = command("harbour", "--by", AUTHOR)
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert lines[0].startswith("release, version 2: read on 2026-03-20 by answerable-text/")
    assert "blocks, gate 6: law: “the court did not answer our letters” leaves out a limit that F2" in done.stdout
    assert lines[-1].startswith(("blocks", "remark"))


def test_the_command_has_a_version_read_that_was_not(changed):
    before = said("version.read/1")
    assert command("harbour", "--by", AUTHOR, "--output", "release").exit_code == 0
    assert said("version.read/1") == before + 1


@pytest.mark.parametrize(
    ("arguments", "status", "line"),
    [
        (["harbour", "--by", COAST], 1, "release is drafted by another section than coast"),
        (["harbour", "--by", "nobody"], 1, "nobody has joined no section here"),
        (["harbour", "--by", AUTHOR, "--output", "none"], 2, "expected an output of harbour"),
        (["none", "--by", AUTHOR], 2, "none"),
    ],
)
def test_the_command_says_plainly_why_it_cannot(harbour, arguments, status, line):
    done = command(*arguments)
    assert (done.exit_code, done.stdout) == (status, "")
    assert line in done.stderr

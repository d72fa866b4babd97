"""From people alone to a release that a stranger verifies: the worked example `harbour`, said through its pages.

Six people of three sections, each in a browser of their own, on a site that is served; nothing is loaded but who they
are. On a desk with script and passkeys, and on a phone without script, where who has a key signs on the command line.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tests.browser import steps, words
from tests.browser.test_harbour import DESK, PHONE, chromium, served
from tests.browser.walker import Walker

__all__ = ["chromium"]

pytestmark = pytest.mark.browser

PERSONS = ("centre-author", "centre-director", "centre-lawyer", "coast-director", "coast-reviewer", "north-director")
DIRECTOR = {"release by centre-director", "countersignature by centre-director"}
COAST = {"countersignature by coast-director"}
NOON = date(2026, 3, 20)
"""The day on which the worked example stands; in the walk it is today."""

EVERY = re.compile(r"^(?!/(sign|invitation|g)/|.*/account/confirm/|.*refused$)")
"""Kinds of pages that are there a second time."""
MAIN = re.compile(
    r"^/(policy/|keys/|cases/\*/(board/\*/|drafts/\*/\*/(mark|delivered|countersign|misuse)/|consultation/|harm/"
    r"|reply/\*/|evidence/\*/|findings/\*/)?|releases/\*/\*/\*/)?$"
)
"""Those on which most of the work is done."""

ELSEWHERE = """
[[case.opened]]
by = "centre-director"
at = {day}T09:00:00Z
case = "quays"
title = "Lamps on the quays of Selsund"
terms = "Not begun."
parties = ["port-authority"]
countries = ["xa"]
situation = "peace"
"""


def command(home: Path, *typed: str) -> str:
    """Run a command of `answerable` on what lies in `home`, and return what it prints."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("ANSWERABLE_", "DJANGO_"))}
    done = subprocess.run(
        [sys.executable, "-c", "from answerable.cli import app; app()", *typed],
        env=environment | {"ANSWERABLE_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def today() -> date:
    return datetime.now(UTC).date()


def moved_to_today(text: str) -> str:
    """Return dates of the worked example as they would stand if it stood today: what expires has not expired yet."""
    by = today() - NOON
    return re.sub(r"\d{4}-\d\d-\d\d", lambda day: str(date.fromisoformat(day[0]) + by), text)


@pytest.fixture(scope="module")
def people(tmp_path_factory) -> Path:
    """A home in which only the people of the example are on record, and an older case on which nobody works."""
    folder, home = tmp_path_factory.mktemp("quays") / "quays", tmp_path_factory.mktemp("people") / "home"
    folder.mkdir()
    (folder / "people.toml").write_text(moved_to_today((words.HARBOUR / "people.toml").read_text()))
    (folder / "case.toml").write_text(ELSEWHERE.format(day=today() - timedelta(days=60)))
    command(home, "load", str(folder))
    return home


@pytest.fixture
def site(people, tmp_path) -> Iterator[tuple[str, Path]]:
    """A site of this test's own: its address, and its home."""
    home = tmp_path / "home"
    shutil.copytree(people, home)
    with served(home) as (address, _line):
        yield address.replace("127.0.0.1", "localhost"), home


class Six:
    """The six people, each in a browser of their own, and whoever else comes by."""

    def __init__(self, chromium, site, *, viewport, javascript):
        self.address, self.home = site
        self.seen: dict[str, tuple[str, Walker]] = {}
        self._come = lambda person="", **more: Walker(
            chromium, self.address, viewport=viewport, javascript=javascript, person=person, seen=self.seen, **more
        )
        self.author, self.director, self.lawyer, self.coast, self.reviewer, self.north = map(self._come, PERSONS)
        self.outsider = self._come()
        self.guest = Walker(chromium, self.address, viewport=PHONE, javascript=False)

    def everybody(self) -> tuple[Walker, ...]:
        return (self.director, self.author, self.lawyer, self.coast, self.reviewer, self.north)


@pytest.mark.parametrize(
    ("viewport", "javascript"), [(DESK, True), (PHONE, False)], ids=["desk with passkeys", "phone without JavaScript"]
)
def test_a_case_goes_from_its_opening_to_a_release_that_a_stranger_verifies(
    chromium, site, tmp_path, viewport, javascript
):
    six = Six(chromium, site, viewport=viewport, javascript=javascript)
    everybody_gets_an_account(six, laptop=tmp_path / "laptop", passkeys=javascript)
    sections_agree_on_a_policy(six)
    evidence_is_taken_in_and_found_sound(six)
    findings_are_stated_and_held_against_the_law(six)
    the_coast_is_asked(six)
    the_report_is_written_and_the_other_side_heard(six, tmp_path)
    the_release_is_written_objected_to_and_mended(six)
    harm_and_misuse_are_thought_through(six)
    somebody_outside_agrees_to_their_words(six)
    both_are_signed_and_released(six)
    a_stranger_verifies_it(six, tmp_path, in_person=DIRECTOR | COAST if javascript else DIRECTOR)
    what_was_seen_holds_up_in_another_light(six, chromium, viewport=viewport, javascript=javascript)


def everybody_gets_an_account(six: Six, *, laptop: Path, passkeys: bool) -> None:
    for person in six.everybody():
        of_centre = person.person.startswith("centre") and person is not six.director
        link = (
            steps.invites(six.director, person.person)
            if of_centre
            else command(six.home, "account", "invite", person.person, "--site", six.address).strip()
        )
        steps.opens_the_account_by_invitation(person, link)
        if passkeys:
            steps.registers_a_passkey(person)
    if not passkeys:
        public = command(laptop, "keys", "person", "new", six.director.person).strip()
        steps.registers_a_key_of_the_command_line(six.director, public)
        six.director.sign_by_hand = lambda digest: command(
            laptop, "sign", digest, "--person", six.director.person
        ).strip()


def sections_agree_on_a_policy(six: Six) -> None:
    steps.adopts_a_policy_without_minimum_days(six.director)
    for person in (six.director, six.coast, six.north):
        steps.stands_by_the_policy(person)
    six.outsider.go("/cases/harbour/").reads("Sign in")


def evidence_is_taken_in_and_found_sound(six: Six) -> None:
    steps.opens_the_case(six.director)
    for taken in words.FILES:
        steps.takes_in(six.author, **taken)
    steps.speaks_for_the_crane_operator(six.reviewer)
    steps.verifies(six.lawyer, "E1", source_analysis="The inspectorate confirmed the number of the file by telephone.")
    steps.verifies(six.reviewer, "E1", content_analysis="The gate book shows both inspectors at 09:12.")
    steps.grades(six.lawyer, "E1", "A", "2", "An official note, made on the day.")
    source, content = "The reviewer saw the operator's pass.", "Agrees with the schedule of the Harbour Safety Order."
    steps.verifies(six.author, "E2", source_analysis=source, content_analysis=content)
    steps.grades(six.author, "E2", "B", "3", "Saw the forms handed in, not what became of them.")
    source, content = "Compared with the printed gazette in the national library.", "In force in November 2025."
    steps.verifies(six.lawyer, "E3", source_analysis=source, content_analysis=content)
    steps.grades(six.lawyer, "E3", "A", "1", "The law as printed.")


def findings_are_stated_and_held_against_the_law(six: Six) -> None:
    for finding in (words.F1, words.F2):
        steps.states(six.author, finding)
    for limit in words.LIMITS:
        steps.records_a_limit(six.author, *limit)
    steps.searches_for_contrary_evidence(six.reviewer, "F1")
    steps.assesses_the_rule(six.author)
    steps.signs_the_elements(six.lawyer)
    steps.signs_the_elements(six.reviewer)


def the_coast_is_asked(six: Six) -> None:
    steps.asks_the_section(six.author, "plan", "The terms of reference, and whom we mean to ask.")
    steps.takes_part(
        six.coast, "plan", "Draw by lot whom you speak to: people here will want to know why it was this one."
    )
    steps.asks_the_section(six.author, "findings", "Findings F1 and F2, with the evidence and the assessment under R1.")
    steps.takes_part(six.coast, "findings", "We agree with the count. Say nothing about why.")


def the_report_is_written_and_the_other_side_heard(six: Six, folder: Path) -> None:
    """Import a report, put it to the party, and mend it by what the party says."""
    file = folder / "report.md"
    file.write_text(words.REPORT)
    steps.imports_the_report(six.author, file)
    steps.marks(six.author, "report", 1, words.MARKS_OF_REPORT)
    steps.links(six.author, "report", 1, {"did not show two labour": "F1", "raises concern": "F2"})
    steps.considers_engagement(six.director)
    steps.puts_the_allegations_to_the_party(six.author)
    steps.records_the_reply(six.author)
    source, content = "The authority's office confirmed the letter by telephone.", "Agrees with the note on 30 and 18."
    steps.verifies(six.lawyer, "E4", source_analysis=source, content_analysis=content)
    steps.grades(six.lawyer, "E4", "C", "3", "A party, speaking of its own conduct, without the order.")
    steps.weighs_what_the_party_says(six.lawyer)
    steps.writes_the_next_version(six.author, "report", 2, words.WITH_THE_REPLY)
    steps.marks(six.author, "report", 2, {"raises concern": words.LAW, "the authority wrote to us": words.QUOTE})
    steps.links(six.author, "report", 2, {"raises concern": "F2"})
    steps.records_the_method(six.author)


def the_release_is_written_objected_to_and_mended(six: Six) -> None:
    """Write a release with one word too many; it reaches the coast by itself, which objects to the word."""
    steps.writes_the_release(six.author, words.RELEASE)
    steps.marks(six.author, "release", 1, words.MARKS_OF_RELEASE)
    links = {"Port authority showed": "F1", "hid 12 of the 30": "F1", "raises concern": "F2"}
    steps.links(six.author, "release", 1, links)
    steps.opens(six.coast, "release", 1)
    objection = steps.objects(six.coast, "release", 1, "hid", "It says that they meant to. The report does not say it.")
    steps.countersigns(six.director, "release", 1)
    steps.answers(six.lawyer, objection, "F1 says that the records were not shown. The next version says what F1 says.")
    steps.writes_the_next_version(six.author, "release", 2, words.WITHOUT_HID)
    steps.marks(six.author, "release", 2, {"did not show two labour": words.FACT})
    steps.links(six.author, "release", 2, {"did not show two labour": "F1"})
    steps.opens(six.coast, "release", 2)
    six.coast.reads("1 sentence changed. 3 sentences are as they were.")
    steps.settles(six.coast, objection)
    steps.opens(six.coast, "report", 2)
    steps.takes_part(six.coast, "draft", "The report is right. In the release one word was not: see our objection.")
    for output in ("report", "release"):
        steps.answers_what_the_engine_noticed(six.author, output)


def harm_and_misuse_are_thought_through(six: Six) -> None:
    for harm in words.HARMS:
        steps.assesses_harm(six.lawyer, *harm)
    for person in (six.coast, six.director):
        steps.accepts_what_remains(person)
    for output in ("report", "release"):
        steps.rehearses_misuse(six.reviewer, output, 2)
        steps.reads_the_whole(six.north, output, 2)
    steps.finds_closed(six.author, "report", "23 countersignature")


def somebody_outside_agrees_to_their_words(six: Six) -> None:
    link = steps.asks_somebody_outside(six.reviewer, "report", 2, words.OPERATOR)
    steps.finds_closed(six.author, "report", "2 consent", "23 countersignature")
    steps.agrees(six.guest, link)


def both_are_signed_and_released(six: Six) -> None:
    """Sign the words as they are now; the signature of the director under the first version is stale, and says so."""
    steps.sees_what_no_longer_counts(six.director)
    for output in ("report", "release"):
        for person in (six.coast, six.director):
            steps.countersigns(person, output, 2)
        steps.finds_closed(six.director, output)
        steps.releases(six.director, output)


def a_stranger_verifies_it(six: Six, folder: Path, *, in_person: set[str]) -> None:
    six.outsider.go("/").follow("Port authority showed inspectors 18 of 30 accident records, and us none")
    six.outsider.reads("Verify it yourself")
    names = ("certificate.json", "release.html", "release.md")
    for name in names:
        shutil.copy(six.outsider.takes(name), folder / name)
    said = command(six.home, "verify", *(str(folder / name) for name in names))
    assert said.startswith("VERIFIED: release version 2 of harbour, released by centre.")
    signed = next(line for line in said.splitlines() if line.startswith("signed in person: "))
    assert set(signed.removeprefix("signed in person: ").split(", ")) == in_person


def what_was_seen_holds_up_in_another_light(six: Six, chromium, *, viewport, javascript) -> None:
    """Visit pages again: the main ones in the dark, and each kind on the phone as axe sees it, which needs script."""
    scheme, kinds = ("dark", MAIN) if javascript else ("light", EVERY)
    browsers: dict[str, Walker] = {}
    for kind, (url, person) in six.seen.items():
        if not kinds.search(kind):
            continue
        if person.person not in browsers:
            again = Walker(chromium, six.address, viewport=viewport, person=person.person)
            again.context.add_cookies(person.context.cookies())
            again.page.emulate_media(color_scheme=scheme)
            browsers[person.person] = again
        browsers[person.person].go(url)
    assert browsers

"""The acts of the walk, one function for each, named as a sentence. The words are those of the example `harbour`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.browser import words
from tests.browser.walker import Walker

CASE = "/cases/harbour/"
PASSWORD = "twelve records in a blue cabinet"


def opens_the_account_by_invitation(person: Walker, link: str) -> None:
    person.go(link).reads(f"You sign in here as {person.person}")
    person.fill({"new_password1": PASSWORD, "new_password2": PASSWORD})
    person.press("Open the account")
    assert person.page.get_by_role("banner").get_by_text(person.person).is_visible()


def invites(director: Walker, person: str) -> str:
    """Return the link with which somebody opens their account; it is shown this once."""
    director.go("/account/invitations/").press(f"Make a link for {person}")
    if "/account/confirm/" in director.page.url:
        director.fill({"password": PASSWORD})
        director.press("Go on")
    director.reads(f"The link for {person}")
    return str(director.page.locator("pre.exact").inner_text()).strip()


def registers_a_passkey(person: Walker) -> None:
    person.keep_passkeys()
    person.go("/keys/").reads("No key is on record.")
    person.page.get_by_role("button", name="Make a passkey").click()
    person.page.get_by_text("passkey for localhost").wait_for()
    person.looked()


def registers_a_key_of_the_command_line(person: Walker, public: str) -> None:
    person.go("/keys/").reads("No key is on record.")
    person.page.get_by_label("Public key").fill(public)
    person.press("Add the key").reads("key on the command line (Ed25519)")


def adopts_a_policy_without_minimum_days(director: Walker) -> None:
    director.go("/policy/new/")
    director.fill(
        {f"{clock}_{track}": 0 for clock in ("consultation", "reply") for track in ("ordinary", "grave", "expedited")}
    )
    director.page.get_by_role("button", name="Show what it changes").last.click()
    director.looked().press("Adopt it").reads("number 2")


def stands_by_the_policy(person: Walker) -> None:
    person.go("/policy/")
    person.follow("number 2").press("My section stands by it")


def opens_the_case(director: Walker) -> None:
    director.say(
        "/say/case.opened/",
        {
            "case": "harbour",
            "title": "Accident records at the port of Selsund",
            "terms": "Find out whether the port authority of Selsund shows its accident records to the inspectors.",
            "parties": "port-authority",
            "countries": "xa",
            "situation": "peace",
        },
    ).reads("Accident records at the port of Selsund")


def takes_in(person: Walker, item: str, **values: Any) -> None:
    person.say(CASE + "say/item.taken_in/", {"item": item, **values})


def verifies(person: Walker, item: str, **halves: str) -> None:
    person.say(f"{CASE}say/item.verified/?item={item}", halves)


def grades(person: Walker, item: str, source: str, information: str, reasons: str) -> None:
    said = {"source": source, "information": information, "reasons": reasons}
    person.say(f"{CASE}say/item.graded/?item={item}", said)


def speaks_for_the_crane_operator(person: Walker) -> None:
    """Take in what somebody told us, and what they agree to."""
    takes_in(person, **words.TESTIMONY)
    agreed = "Read out and agreed: my words, without my name, not to a court."
    person.say(CASE + "say/consent.given/?item=E2", {"uses": ["internal", "shared", "public"], "record": agreed})
    why = "The operator works for the authority, and asked us to keep the notes to ourselves."
    person.say(CASE + "say/item.withheld/?item=E2", {"reason": why})


def states(author: Walker, finding: dict[str, Any]) -> None:
    author.say(CASE + "say/finding.stated/", finding)


def records_a_limit(person: Walker, limitation: str, finding: str, gap: str, text: str, asked: str) -> None:
    said = {"limitation": limitation, "gap": gap, "limits": [finding], "text": text, "asked": asked}
    person.say(f"{CASE}say/limitation.recorded/", said)


def searches_for_contrary_evidence(person: Walker, finding: str) -> None:
    where = "The authority's notices from November 2025 to January 2026, two local papers, and the inspectorate's file."
    person.say(f"{CASE}say/contrary.searched/?finding={finding}", {"searched": where})


def assesses_the_rule(author: Walker) -> None:
    """Hold F2 against the convention, element by element."""
    author.say(f"{CASE}say/rule.assessed/?finding=F2", words.RULE)


def signs_the_elements(person: Walker) -> None:
    for element in ("prescribed", "no-lawful-ground"):
        person.say(f"{CASE}say/element.signed/?finding=F2&rule=R1&element={element}", {})


def asks_the_section(author: Walker, moment: str, shown: str) -> None:
    author.go(CASE + "consultation/")
    author.send("ask", {"section": "coast", "moment": moment, "shown": shown}).reads(shown)


def takes_part(person: Walker, moment: str, text: str) -> None:
    person.go(CASE + "consultation/")
    person.send("part", {"moment": moment, "text": text}).reads(text)


def imports_the_report(author: Walker, file: Path) -> None:
    """Read the report from a file, look at it, and keep it."""
    author.go(CASE + "drafts/new/")
    author.fill({"output": "report", "type": "report", "accuses": ["port-authority"], "file": file})
    author.press("Read the file").reads("nothing is kept yet")
    author.press("Keep this version").reads("Mark what report, version 1, says")


def writes_the_release(author: Walker, text: str) -> None:
    author.go(CASE + "drafts/new/")
    values = {"output": "release", "type": "release", "parent": "report", "accuses": ["port-authority"], "text": text}
    author.fill(values)
    author.press("Keep this version").reads("Mark what release, version 1, says")


def puts_the_allegations_to_the_party(author: Walker) -> None:
    author.go(CASE + "reply/port-authority/")
    values = {"output": "report", "days": 1, "proof": "Receipt signed by the authority's post room."}
    author.send("request", values).reads("Receipt signed by the authority's post room.")


def considers_engagement(director: Walker) -> None:
    director.go(CASE + "reply/port-authority/")
    why = "The inspectorate and the union have asked in private since November, without an answer."
    director.send("engage", {"choice": "denunciation", "reason": why}).reads(why)


def records_the_reply(author: Walker) -> None:
    """Write down what the authority replied, word for word, and take its letter in."""
    author.go(CASE + "reply/port-authority/")
    author.send("receive", {"text": (words.EVIDENCE / "E7.txt").read_text()})
    author.reads("we were not free to hand them over")
    takes_in(author, **words.REPLY)


def weighs_what_the_party_says(lawyer: Walker) -> None:
    said = "The authority says that a court sealed the twelve records on 3 November 2025, nine days before the visit."
    lawyer.say(f"{CASE}say/contrary.recorded/?finding=F2", {"contrary": "C1", "item": "E4", "text": said})
    answer = "An order would be a lawful ground. None was shown to the inspectors or to us. The element stays unknown."
    lawyer.say(f"{CASE}say/contrary.answered/", {"contrary": "C1", "answer": answer})


def passage(author: Walker, holding: str) -> Any:
    """Return the row of the passage that holds these words."""
    return author.page.locator(".passage").filter(has=author.page.locator(".said-words", has_text=holding)).first


def marks(author: Walker, output: str, version: int, passages: dict[str, dict[str, Any]]) -> None:
    """Mark what each passage says; those that are not named stay as the page proposes them."""
    author.go(f"{CASE}drafts/{output}/{version}/mark/")
    for holding, said in passages.items():
        row = passage(author, holding)
        key = str(row.get_attribute("id")).removeprefix("row-")
        author.fill({f"{key}-{name}": value for name, value in said.items()}, row)
    author.press("Mark what is ticked").reads(f"What {output}, version {version}, rests on")


def links(author: Walker, output: str, version: int, passages: dict[str, str]) -> None:
    """Rest statements on findings, by their words."""
    author.go(f"{CASE}drafts/{output}/{version}/support/")
    for holding, finding in passages.items():
        row = passage(author, holding)
        box = row.locator(f'input[name="link"][value$="/{finding}"]')
        author.open_around(box)
        box.check()
    author.press("Link what is ticked").reads("Every statement rests on a finding as it stands.")


def opens(person: Walker, output: str, version: int) -> None:
    """Open a version with a receipt for one's section."""
    person.go(f"{CASE}drafts/{output}/{version}/receipt/")
    person.fill({"section": True})
    person.press("Open it").signed()
    assert "/delivered/" in person.page.url, person.refusals()


def objects(person: Walker, output: str, version: int, exact: str, text: str) -> str:
    """Object to exact words, and return what the objection is called."""
    person.go(f"{CASE}drafts/{output}/{version}/object/")
    person.fill({"words": exact, "about": "accuracy", "severity": "serious", "text": text})
    person.press("Raise the objection").signed().reads(text)
    return person.page.url.rstrip("/").rpartition("/")[2]


def answers(person: Walker, objection: str, reasons: str) -> None:
    person.go(f"{CASE}objections/{objection}/")
    person.fill({"outcome": "upheld", "reasons": reasons})
    person.press("Answer the objection").signed().reads(reasons)


def writes_the_next_version(author: Walker, output: str, version: int, changes: dict[str, str]) -> None:
    """Say some things otherwise; the rest stays marked and linked as it was."""
    author.go(f"{CASE}drafts/{output}/edit/")
    field = author.page.locator('[name="text"]')
    text = field.input_value()
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new)
    field.fill(text)
    author.press("Keep this version").reads(f"Mark what {output}, version {version}, says")


def settles(person: Walker, objection: str) -> None:
    person.go(f"{CASE}objections/{objection}/").press("Confirm that it is settled").signed().reads("settled")


def assesses_harm(lawyer: Walker, group: str, who: str, risk: str, mitigation: str, owner: str) -> None:
    lawyer.go(CASE + "harm/")
    values = {"group": group, "who": who, "risk": risk, "likelihood": "possible", "mitigation": mitigation}
    lawyer.send("assess", {**values, "owner": owner}).reads(who)


def accepts_what_remains(person: Walker) -> None:
    """Accept every risk for one's section."""
    person.go(CASE + "harm/")
    while (buttons := person.page.get_by_role("button", name="what remains of")).count():
        buttons.first.click()
        person.looked().signed()
        assert not person.refusals(), person.refusals()


def rehearses_misuse(person: Walker, output: str, version: int) -> None:
    """Answer the worst truncation of each statement: the engine's where it proposes one, else one's own."""
    person.go(f"{CASE}drafts/{output}/{version}/misuse/").reads("What can be cut out of it, the worst first")
    how = "What was counted, and the day, stand in the same sentence."
    while (forms := person.page.locator('form:has([name="truncation"])')).count():
        proposed = forms.first.locator('[name="truncation"]')
        person.open_around(proposed)
        own = {} if proposed.input_value() else {"truncation": "Accidents at the port of Selsund"}
        answer = {"reuse": "Read as all records, or as a habit.", "answer": "mitigated", "how": how}
        person.fill({**own, **answer}, forms.first)
        person.press("Record the rehearsal", within=forms.first)
        assert not person.refusals(), person.refusals()


def reads_the_whole(person: Walker, output: str, version: int) -> None:
    person.go(f"{CASE}drafts/{output}/{version}/review-whole/")
    person.fill({"read": True})
    person.press("I have read the whole").signed()
    assert not person.refusals(), person.refusals()


def countersigns(person: Walker, output: str, version: int) -> None:
    person.go(f"{CASE}drafts/{output}/{version}/countersign/")
    person.fill({"read": True})
    person.press("Countersign").signed().reads(f"by {person.person}")


def sees_what_no_longer_counts(director: Walker) -> None:
    """Look at what became of a signature under the first version, and of what else was said."""
    director.go(f"{CASE}drafts/release/2/countersign/").reads("What no longer counts, and why")
    director.reads("1 sentence changed. 3 sentences are as they were.").reads("What still stands")


def asks_somebody_outside(person: Walker, output: str, version: int, exact: str) -> str:
    """Ask the crane operator about their own words, and return the link."""
    person.go(f"{CASE}drafts/{output}/{version}/ask/")
    person.fill(
        {
            "who": "The crane operator; through the secretary of the union.",
            "capacity": "rights-holder",
            "purpose": "consent",
            "words": exact,
            "question": "May we publish these words of yours, without your name?",
            "language": "en",
            "days": 7,
        }
    )
    person.press("Make the link")
    return str(person.page.get_by_label("Copy it now").input_value())


def agrees(guest: Walker, link: str) -> None:
    guest.go(link).reads("May we publish these words of yours, without your name?")
    guest.send("answer", {"answer": "agrees", "text": "Yes. These are my words."}).reads("These are my words.")


def releases(director: Walker, output: str) -> None:
    director.go(f"{CASE}release/{output}/")
    director.press("Release").signed().reads("Verified for this page")


def answers_what_the_engine_noticed(author: Walker, output: str) -> None:
    """Answer every flag that blocks, one by one."""
    page = f"{CASE}drafts/{output}/"
    author.go(page)
    while (waiting := author.page.get_by_role("link", name="Answer this flag")).count():
        author.open_around(waiting.first)
        waiting.first.click()
        author.looked().fill({"reason": "The limit stands in the sentence itself."})
        author.press("Answer the flag")
        author.go(page)


def records_the_method(author: Walker) -> None:
    author.say(CASE + "say/method.recorded/?output=report", words.METHOD_OF_REPORT)


def finds_closed(person: Walker, output: str, *names: str) -> None:
    """Look at the board: these gates are closed, and no other."""
    person.go(f"{CASE}board/{output}/")
    for name in names:
        person.reads(name)
    said = (
        "No gate is closed" if not names else f"{len(names)} of 25 gates {'is' if len(names) == 1 else 'are'} closed."
    )
    person.reads(said)

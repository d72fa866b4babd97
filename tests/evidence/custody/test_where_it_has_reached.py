"""Consent that is taken back is obeyed everywhere the item had reached, and each place waits until it was."""

from __future__ import annotations

import io

import pytest
from typer.testing import CliRunner

from answerable.cli import app
from answerable.evidence.clock import moment_of
from answerable.evidence.entries import (
    ConsentGiven,
    ConsentWithdrawn,
    ItemAccessed,
    ItemDerived,
    ItemTakenIn,
    ItemWithheld,
)
from answerable.folders.exporting import export_case
from answerable.people.personal import own_log
from answerable.releases.models import read_release
from answerable.releases.reached import places_of, waiting_after_withdrawal
from answerable.vault.sealing import Sealed, say
from answerable.vault.store import store_file
from tests.site import COAST, DIRECTOR, REVIEWER, page

pytestmark = pytest.mark.usefixtures("harbour")


def speak(kind, by: str = REVIEWER, **said):
    say(kind, {"item": "E3"} | said, origin=own_log(by), actor=by, at=moment_of("harbour"), case="harbour")


def state():
    return read_release("harbour", at=moment_of("harbour"))


def waits(item: str = "E3") -> list[str]:
    return [f"{each.kind} {each.name}".strip() for each in places_of(state(), item) if each.waits]


def given(to: str, way: str = "exported"):
    speak(ItemAccessed, way=way, purpose="the hearing", to=to)


def test_without_a_withdrawal_nothing_waits():
    given("the court")
    assert waits() == []
    assert "Given to the court" in page(COAST, "/cases/harbour/evidence/E3/reached/")


def test_whoever_was_given_it_is_asked_for_it_back_and_nobody_else_ends_that():
    given("the court")
    speak(ItemWithheld, reason="For her safety.", shared_with=["the committee"])
    speak(ConsentWithdrawn, uses=["shared"])
    assert set(waits()) == {"given the committee", "given the court"}
    given("the court", way="recalled")
    assert waits() == ["given the committee"]
    given("the committee", way="recalled")
    assert waits() == []


def test_what_is_given_out_again_waits_again():
    given("the court")
    speak(ConsentWithdrawn, uses=["shared"])
    given("the court", way="recalled")
    given("the court")
    assert waits() == ["given the court"]


def test_consent_given_again_ends_the_duty():
    given("the court")
    speak(ConsentWithdrawn, uses=["shared"])
    speak(ConsentGiven, uses=["shared"])
    assert waits() == []


def test_the_duty_waits_for_the_custodian_and_the_approvers_of_the_sections_concerned():
    given("the court")
    speak(ConsentWithdrawn, uses=["shared"])
    assert [each.name for each in waiting_after_withdrawal(state(), REVIEWER)] == ["E3 the court"]
    assert waiting_after_withdrawal(state(), DIRECTOR) == ()
    assert "Have back what was given out before consent was taken back" in page(REVIEWER, "/waiting/")
    assert "Have it given back or removed, and record it." in page(REVIEWER, "/cases/harbour/evidence/E3/reached/")


def test_a_copy_that_was_made_of_it_is_held_to_the_same_consent():
    taken = {"item": "E90", "type": "image", "title": "A copy", "source": "Made here", "custodian": REVIEWER}
    taken |= {"root": "E1", "sha256": "cd" * 32, "file": Sealed(store_file(io.BytesIO(b"a copy")))}
    speak(ItemTakenIn, **taken)
    original = "f4553c819c01f3961f595bd8f561ff51c509365d6593a8ea91068588b7eb9d92"
    speak(ItemDerived, item="E90", of="E1", way="redaction", of_sha256=original, sha256="cd" * 32, tool="ours")
    speak(ItemAccessed, item="E90", way="exported", purpose="the hearing", to="the court")
    speak(ConsentWithdrawn, item="E1", by=DIRECTOR, uses=["shared"])
    assert waits("E90") == ["given the court"]
    assert "E90 the court" in [each.name for each in waiting_after_withdrawal(state(), REVIEWER)]
    assert "Copy E90, held to the same consent" in page(COAST, "/cases/harbour/evidence/E1/reached/")


def test_a_file_that_is_shared_no_more_goes_into_no_folder(tmp_path):
    export_case("harbour", tmp_path / "before")
    speak(ConsentWithdrawn, item="E1", by=DIRECTOR, uses=["shared"])
    export_case("harbour", tmp_path / "after")
    assert (tmp_path / "before" / "evidence" / "E1.txt").exists()
    assert not (tmp_path / "after" / "evidence" / "E1.txt").exists()


def test_findings_and_drafts_that_rest_on_it_are_named():
    kinds = {each.kind for each in places_of(state(), "E1")}
    assert {"vault", "held", "finding", "version"} <= kinds


def test_a_release_that_rests_on_it_waits_until_it_was_seen_to(released):
    from answerable.releases.entries import StatusSet

    speak(ConsentWithdrawn, item="E1", by=DIRECTOR, uses=["public"])
    assert waits("E1") == ["released release 2"]
    status = {"output": "release", "status": "under-review", "reason": "Consent was taken back."}
    status["released_ref"] = state().released[0].ref
    say(StatusSet, status, origin=own_log(DIRECTOR), actor=DIRECTOR, at=moment_of("harbour"), case="harbour")
    assert waits("E1") == []


def test_a_file_that_nobody_consents_to_waits_to_be_erased():
    from answerable.evidence.models import ItemTakenIn
    from answerable.record.facts import read
    from answerable.vault.sealing import erase

    speak(ConsentWithdrawn, item="E1", by=DIRECTOR, uses=["internal"])
    assert waits("E1") == ["vault"]
    commitment = next(fact.body.file for fact in read(ItemTakenIn, case="harbour") if fact.body.item == "E1")
    at = moment_of("harbour")
    erase(commitment, reason="consent withdrawn", origin=own_log(DIRECTOR), actor=DIRECTOR, at=at)
    assert waits("E1") == []


@pytest.mark.parametrize(
    ("given_out", "shows", "says"),
    [(True, "was given some of it", "given to: house"), (False, "may have been given", "may have reached: house")],
)
def test_a_house_was_given_it_or_may_have_been(monkeypatch, given_out, shows, says):
    from answerable.houses.tables import Given, Peer

    monkeypatch.setattr("answerable.cli.custody.prepare", lambda: None)
    monkeypatch.setattr("answerable.houses.reaching.entitled", lambda rows, **_named: iter(rows[:1]))
    (item,) = (each for each in state().clearance.outputs.findings.evidence.items if each.body.item == "E1")
    Peer.objects.create(origin="quay.example/watch", keys="", added=item.at)
    if given_out:
        Given.objects.create(peer="quay.example/watch", commitment=item.body.title, at=item.at)
    assert f"The house quay.example/watch {shows}" in page(COAST, "/cases/harbour/evidence/E1/reached/")
    told = CliRunner().invoke(app, ["evidence", "reached", "E1", "--case", "harbour"])
    assert (told.exit_code, f"{says} quay.example/watch" in told.output) == (0, True)


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (["evidence", "reached", "E3", "--case", "harbour"], 1, "to be seen to: given the court"),
        (["evidence", "ledger", "E3", "--case", "harbour"], 0, "exported by coast-reviewer, to the court: the hearing"),
        (["evidence", "proofs", "E3", "--case", "harbour"], 1, "no checkpoint covers it"),
        (["evidence", "reached", "E99", "--case", "harbour"], 2, "expected an item of harbour"),
        (["evidence", "ledger", "E3", "--case", "nowhere"], 2, "expected a case on record"),
        (["evidence", "stamp", "E1", "--case", "harbour"], 2, "expected an authority"),
        (["vault", "check", "--at-most", "1"], 0, "1 file read, 0 not what was taken in"),
    ],
)
def test_commands_say_the_same(monkeypatch, arguments, status, says):
    for module in ("custody", "vault_check"):
        monkeypatch.setattr(f"answerable.cli.{module}.prepare", lambda: None)
    given("the court")
    speak(ConsentWithdrawn, uses=["shared"])
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == status, done.output
    assert says in done.output

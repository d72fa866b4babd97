"""The commands: adding houses, taking over from them, showing what is in the way, checking the proof of a fork."""

from __future__ import annotations

import json
import shutil

import pytest
from django.test import Client
from typer.testing import CliRunner

from answerable.cli import app
from answerable.cli.peer import told
from answerable.houses.forks import write_fork
from answerable.houses.outcomes import Pulled
from answerable.houses.recording import fork_of
from answerable.people.models import ForkShown as ForkTable
from answerable.record.facts import read
from answerable.record.note import parse_vkey
from answerable.record.trust import parse_trust
from tests.houses.houses import AT, CENTRE, COAST, NORTH, signer_of
from tests.houses.test_over_http import free_port

COAST_KEY = signer_of(COAST).verifier().vkey()


def run(*arguments: str, status: int = 0) -> str:
    result = CliRunner().invoke(app, list(arguments))
    assert result.exit_code == status, result.output
    return result.output


def test_a_house_is_opened_and_its_invitation_can_be_copied(db, keys):
    from answerable.people.entries import SectionJoined
    from answerable.record.log import append

    append(SectionJoined(section="centre", organisation="harbour", name="Centre"), origin=CENTRE, actor="", at=AT)
    told = run("peer", "open", "--address", "https://centre.example")
    assert f"answerable peer add https://centre.example --key '{keys.vkey()}'" in told
    assert run("peer", "show") in told


def test_a_house_is_added_listed_paused_and_removed(here):
    run("peer", "add", "https://coast.example", "--key", COAST_KEY)
    (listed,) = json.loads(run("peer", "list", "--json"))["peers"]
    assert (listed["origin"], listed["address"], listed["paused"]) == (COAST, "https://coast.example", False)
    run("peer", "pause", COAST)
    assert json.loads(run("peer", "list", "--json"))["peers"][0]["paused"]
    run("peer", "resume", COAST)
    run("peer", "remove", COAST)
    assert json.loads(run("peer", "list", "--json"))["peers"] == []
    assert "expected a house that was added here" in run("peer", "remove", COAST, status=2)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("http://coast.example", "--key", COAST_KEY), "https://"),
        (("https://coast.example", "--key", "coast+1+x"), "key"),
        (("https://coast.example", "--key", COAST_KEY, "--key", signer_of(CENTRE).verifier().vkey()), "one log"),
    ],
)
def test_a_house_that_cannot_be_asked_is_not_added(here, arguments, expected):
    assert expected in run("peer", "add", *arguments, status=2)


def test_our_own_log_is_no_other_house(here, keys):
    assert "it is no other house" in run("peer", "add", "--key", keys.vkey(), status=2)


def test_a_round_with_a_house_that_is_not_there_fails_and_is_shown(here):
    run("peer", "add", f"http://127.0.0.1:{free_port()}", "--key", COAST_KEY)
    synced = json.loads(run("sync", "--json", status=1))
    assert synced["pulled"][0]["error"]
    listed = json.loads(run("peer", "list", "--json", status=1))
    assert {each["what"] for each in listed["troubles"]} == {"no-answer", "not-cosigned"}
    assert "no-answer" not in run("peer", "pull", "--all", status=1)


def test_a_lone_house_syncs_with_nobody(here):
    assert json.loads(run("sync", "--json"))["pulled"] == []


def test_without_any_key_a_house_says_which_file_belongs_where(db, settings, tmp_path):
    settings.ANSWERABLE_HOME, settings.ANSWERABLE_KEYS = tmp_path, tmp_path / "keys"
    for named in ("", CENTRE):
        settings.ANSWERABLE_HOUSE = named
        told = run("peer", "list")
        assert "two key files" in told
        assert "folder keys of ANSWERABLE_HOME" in told
        assert "set ANSWERABLE_HOUSE" not in told


def test_without_the_keys_to_cosign_with_a_house_says_what_makes_new_ones(here, settings):
    assert run("sync") == ""
    shutil.rmtree(settings.ANSWERABLE_KEYS / "cosigners")
    assert "until answerable peer open makes new ones" in run("sync", status=1)
    assert "until answerable peer open makes new ones" in run("peer", "list", status=1)
    answer = Client().post("/house/add-checkpoint", b"", content_type="text/plain")
    assert (answer.status_code, b"answerable peer open" in answer.content) == (503, True)
    run("peer", "open", "--address", "https://centre.example")
    assert run("sync") == ""
    assert "new ones" not in run("peer", "list")


def test_what_came_is_told_with_the_logs_that_were_refused_and_why():
    pulled = Pulled(peer=COAST, entries=1, contents=2, refused=1, why={NORTH: "checkpoint: expected a key"})
    assert told(pulled) == (
        f"{COAST}: 1 entry, 2 contents, 1 log refused\n  refused {NORTH}: checkpoint: expected a key\n"
    )


def test_a_log_that_was_refused_is_named_with_why(here, peer, coast):
    from answerable.houses.pulling import pull

    coast.signer = signer_of(COAST, again="forged")
    assert f"  refused {COAST}: checkpoint: " in told(pull(peer, coast, here=here))


def test_whom_to_trust_is_printed_as_others_read_it(here, peer, coast):
    from answerable.houses.pulling import pull

    assert "expected 1 other houses" in run("peer", "trust", status=2)
    pull(peer, coast, here=here)
    trust = parse_trust(run("peer", "trust"))
    assert (trust.quorum, [log.key.name for log in trust.logs]) == ("quorum", [CENTRE])
    assert [witness.key.name for witness in trust.witnesses] == [f"{COAST}/witness"]


def test_a_fork_is_verified_offline_with_the_key_of_the_log(here, peer, coast, tmp_path):
    from answerable.houses.pulling import pull

    pull(peer, coast, here=here)
    pull(peer, coast.forked(2), here=here)
    (shown,) = read(ForkTable)
    file = tmp_path / "fork.txt"
    file.write_text(write_fork(fork_of(shown.body)))
    assert (
        run("peer", "fork", str(file), "--key", COAST_KEY)
        == f"forked: {COAST} signed two stories, of 4 and of 4 entries\n"
    )
    assert "forked" in run("peer", "fork", str(file))
    other = signer_of(COAST, again="x").verifier().vkey()
    assert "no fork" in run("peer", "fork", str(file), "--key", other, status=1)
    file.write_text("nothing of the kind")
    assert "answerable.fork/1" in run("peer", "fork", str(file), status=2)
    assert parse_vkey(COAST_KEY).name == COAST

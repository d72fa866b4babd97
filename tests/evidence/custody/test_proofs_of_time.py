"""An item has two proofs of time that do not depend on each other; both are checked without asking anybody."""

from __future__ import annotations

from base64 import b64decode, b64encode
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from msgspec.structs import replace

from answerable.evidence.clock import moment_of
from answerable.evidence.gates import may_stamp_item
from answerable.evidence.models import ItemStamped, read_evidence
from answerable.evidence.proofs import proofs_of, said_by, stamp_item
from answerable.evidence.tables import StampFailed
from answerable.people.keyring import keyring
from answerable.record.errors import NotStamped
from answerable.record.facts import read
from answerable.record.log import sign_log
from answerable.record.models import CheckpointRow
from answerable.record.stamping.stamps import request, stamp
from answerable.record.tree import root_of
from tests.record.stamping.authority import Authority, pem
from tests.site import AUTHOR, page, signed_in

pytestmark = pytest.mark.usefixtures("harbour")
DIGEST = "f4553c819c01f3961f595bd8f561ff51c509365d6593a8ea91068588b7eb9d92"
CENTRE = "harbour.example/centre"
ADDRESS = "http://stamps.example/"


@pytest.fixture
def roots(settings, tmp_path, authority):
    folder = tmp_path / "roots"
    folder.mkdir()
    (folder / "root.pem").write_bytes(pem(authority.root))
    settings.ANSWERABLE_TIMESTAMP_ROOTS = folder
    return folder


def stamped(authority, **changed):
    asked = {"case": "harbour", "item": "E1", "authority": authority, "address": ADDRESS, "nonce": 7, "by": AUTHOR}
    return stamp_item(**asked | changed)


def found(item: str = "E1"):
    return proofs_of(read_evidence("harbour", at=moment_of("harbour")), item)


def codes(fact) -> list[str]:
    evidence = read_evidence("harbour", at=moment_of("harbour"))
    return [each.code for each in may_stamp_item(evidence, fact)]


def test_a_stamp_over_the_file_is_on_record_and_holds_offline(authority, roots):
    before = datetime.now(UTC).replace(microsecond=0)
    fact = stamped(authority)
    assert (fact.body.sha256, fact.body.authority, fact.actor) == (DIGEST, "CN=Stamps for the desk", AUTHOR)
    assert before <= fact.body.at <= datetime.now(UTC)
    (proof,) = found().stamps
    assert proof.holds
    assert "CN=Stamps for the desk vouches that the file was there" in page(AUTHOR, "/cases/harbour/evidence/E1/")


def test_a_second_authority_is_a_second_stamp(authority, roots, tmp_path):
    other = Authority(tmp_path / "other")
    (roots / "other.pem").write_bytes(pem(other.root))
    stamped(authority)
    stamped(other, nonce=8)
    assert [each.holds for each in found().stamps] == [True, True]


def test_a_stamp_by_an_authority_that_no_root_leads_to_is_shown_as_not_holding(authority, roots, tmp_path):
    stamped(authority)
    (roots / "root.pem").write_bytes(pem(Authority(tmp_path / "other").root))
    (proof,) = found().stamps
    assert not proof.holds
    assert "expected a stamp that leads to a root we hold" in proof.why
    (roots / "root.pem").unlink()
    assert found().stamps[0].why == "no root certificates are here to check it by"
    assert not found().stamped


def fails(_query: bytes) -> bytes:
    raise NotStamped("expected status 200, found 503")


def test_an_authority_that_fails_is_an_error_on_the_page_until_it_stamps(authority, roots):
    with pytest.raises(NotStamped):
        stamped(fails)
    text = page(AUTHOR, "/cases/harbour/evidence/E1/")
    assert "found 503" in text
    assert read(ItemStamped, case="harbour") == ()
    stamped(authority)
    assert not StampFailed.objects.exists()
    assert "found 503" not in page(AUTHOR, "/cases/harbour/evidence/E1/")


def test_a_stamp_of_another_file_does_not_go_on_record(authority, roots):
    with pytest.raises(NotStamped):
        stamped(lambda _: authority(request(sha256(b"other").hexdigest(), nonce=7)))
    assert read(ItemStamped, case="harbour") == ()


def test_the_gate_reads_the_token(authority, roots):
    fact = stamped(authority)
    other = sha256(b"other").hexdigest()
    token = stamp(other, authority=authority, roots=[authority.root], nonce=1)
    changed = {
        "stamp-of-another-file": {"sha256": other},
        "stamp-unreadable": {"token": b64encode(token).decode()},
        "stamp-says-otherwise": {"at": fact.body.at - timedelta(days=400)},
        "item-unknown": {"item": "E99"},
    }
    for code, fields in changed.items():
        assert codes(replace(fact, body=replace(fact.body, **fields))) == [code]
    assert codes(replace(fact, body=replace(fact.body, authority="CN=Somebody else"))) == ["stamp-says-otherwise"]
    assert codes(replace(fact, body=replace(fact.body, token="AAAA"))) == ["stamp-unreadable"]


def test_the_gate_asks_no_root_so_that_every_house_answers_alike(authority, roots):
    fact = stamped(authority)
    (roots / "root.pem").unlink()
    assert codes(fact) == []


def test_an_answer_that_came_by_another_way_is_sent_through_the_page(authority, roots):
    token = stamp(DIGEST, authority=authority, roots=[authority.root], nonce=3)
    sent = {"item": "E1", "answer": SimpleUploadedFile("E1.tsr", token)}
    answer = signed_in(AUTHOR).post("/cases/harbour/say/item.stamped/", sent)
    assert answer.status_code == 302, answer.content.decode()
    (fact,) = read(ItemStamped, case="harbour")
    assert b64decode(fact.body.token) == token


def test_what_is_no_answer_is_refused_by_the_page():
    sent = {"item": "E1", "answer": SimpleUploadedFile("E1.tsr", b"no stamp")}
    answer = signed_in(AUTHOR).post("/cases/harbour/say/item.stamped/", sent)
    assert answer.status_code == 409
    assert "This is no timestamp over the file of this item." in answer.content.decode()


def test_the_intake_is_in_the_log_once_a_checkpoint_is_signed():
    assert (found().placed.size, found().placed.holds) == (0, False)
    sign_log(CENTRE, keyring().signer(CENTRE))
    placed = found().placed
    assert placed.holds
    assert placed.size > placed.index
    assert not placed.proves
    assert "Nobody outside has cosigned or stamped" in page(AUTHOR, "/cases/harbour/evidence/E1/")


def test_a_cosignature_by_another_house_makes_it_a_proof_of_time(authority, roots):
    from answerable.houses.tables import Cosignature

    sign_log(CENTRE, keyring().signer(CENTRE))
    placed = found().placed
    root = root_of(CENTRE, placed.size).hex()
    said = {"origin": CENTRE, "size": placed.size, "root": root, "at": 1_790_000_000, "line": "x"}
    Cosignature.objects.create(key="harbour.example/north/witness+1", **said | {"root": "0" * 64})
    assert not found().placed.proves, "what is cosigned there is another log"
    Cosignature.objects.create(key=f"{CENTRE}/witness+1234", **said)
    assert not found().placed.proves, "a house does not vouch for itself"
    Cosignature.objects.create(key="harbour.example/coast/witness+1234", **said)
    (witness,) = found().placed.witnesses
    assert (witness.way, witness.by) == ("cosigned", "harbour.example/coast/witness")
    assert "cosigned by harbour.example/coast/witness" in page(AUTHOR, "/cases/harbour/evidence/E1/")
    stamped(authority)
    assert found().whole


def test_a_stamp_of_a_checkpoint_is_checked_again_before_it_counts(authority, roots):
    from answerable.houses.tables import Stamp

    note = sign_log(CENTRE, keyring().signer(CENTRE))
    for text, counts in ((b"another text", False), (digested(note), True)):
        digest = sha256(text).hexdigest()
        token = stamp(digest, authority=authority, roots=[authority.root], nonce=4)
        row = Stamp.objects.create(
            origin=CENTRE, size=found().placed.size, sha256=digest, token=token, authority="x", at=datetime.now(UTC)
        )
        assert bool(found().placed.witnesses) == counts
    (witness,) = found().placed.witnesses
    assert (witness.way, witness.by) == ("stamped", "CN=Stamps for the desk")
    Stamp.objects.filter(pk=row.pk).update(sha256=sha256(b"another").hexdigest())
    assert found().placed.witnesses == ()


def digested(note: str) -> bytes:
    return (note.rpartition("\n\n")[0] + "\n").encode()


def test_a_broken_checkpoint_does_not_hide_one_that_holds():
    note, size = sign_log(CENTRE, keyring().signer(CENTRE)), found().placed.index + 1
    broken = note.replace(f"\n{note.splitlines()[1]}\n", f"\n{size}\n", 1)
    CheckpointRow.objects.create(origin=CENTRE, size=size, note=broken)
    assert found().placed.holds


def test_an_answer_that_no_entry_could_hold_is_a_failure_of_the_authority(authority, roots, monkeypatch):
    monkeypatch.setattr("answerable.evidence.proofs.LARGEST_TOKEN", 100)
    with pytest.raises(NotStamped, match="expected an answer of at most 100 bytes"):
        stamped(authority)
    assert StampFailed.objects.count() == 1


def test_said_by_takes_no_other_answer(authority):
    token = authority(request(DIGEST, nonce=1))
    assert said_by("E1", DIGEST, token)["authority"] == "CN=Stamps for the desk"
    with pytest.raises(NotStamped):
        said_by("E1", sha256(b"other").hexdigest(), token)

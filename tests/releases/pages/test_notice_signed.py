"""Who has a key of their own signs what they say of a notice with it, as they sign drafts."""

from __future__ import annotations

import pytest

from answerable.evidence.clock import moment_of
from answerable.people.access import Reader
from answerable.people.saying import find
from answerable.releases.models import read_release
from tests.people.personal import add_laptop, signature
from tests.releases.noticed import word
from tests.site import COAST, said, signed_in

pytestmark = pytest.mark.usefixtures("released")

READER = Reader(person=COAST, section="coast", origin="harbour.example/coast")
NOTICE = "/cases/harbour/notices/N1/"
DISSOCIATE = "/cases/harbour/releases/release/2/dissociate/"


def sign(where: str) -> int:
    """Sign what waits at an address; return what the page answers."""
    personal = signature(find(where.split("/")[2], reader=READER))
    return signed_in(COAST).post(where, {"key": personal.key, "signature": personal.signature}).status_code


def test_a_countersignature_of_a_notice_carries_the_persons_own_signature():
    add_laptop(READER)
    drafted = word("lead")
    sent = {"act": "countersign", "drafted_ref": drafted.ref, "read": "on"}
    where = signed_in(COAST).post(NOTICE, sent).url
    assert where.startswith("/sign/")
    assert said("notice.countersigned/1") == 0
    assert sign(where) == 302
    (fact,) = read_release("harbour", at=moment_of("harbour")).notice_signatures
    assert fact.body.personal.key == "laptop"


def test_a_wording_that_was_replaced_meanwhile_is_not_signed():
    add_laptop(READER)
    drafted = word("lead")
    sent = {"act": "countersign", "drafted_ref": drafted.ref, "read": "on"}
    where = signed_in(COAST).post(NOTICE, sent).url
    word("lead", text="Thirty-one records.")
    assert sign(where) == 409
    assert said("notice.countersigned/1") == 0


def test_a_dissociation_carries_it_too():
    add_laptop(READER)
    where = signed_in(COAST).post(DISSOCIATE, {"act": "dissociate", "text": "We were not heard."}).url
    assert sign(where) == 302
    (fact,) = read_release("harbour", at=moment_of("harbour")).dissociations
    assert fact.body.personal.key == "laptop"

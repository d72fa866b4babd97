"""Who reads what: nothing that is not on the list reaches everybody, and a review is shown all but who somebody is."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import pytest
from msgspec import inspect

from answerable.bundles.allowed import IDENTITIES, PUBLIC, REPEATS
from answerable.bundles.conditions import Known, Listed
from answerable.bundles.contents import Leaf, Redaction, body_of, leaves
from answerable.bundles.deciding import content_closed, entry_closed, occurrences
from answerable.bundles.verification import verify_bundle
from answerable.bundles.writing import write_bundle
from answerable.critiques.entries import CritiqueReceived
from answerable.evidence.clock import moment_of
from answerable.kinds import ACTS
from answerable.record.entry import Entry, Said, canonical, decode, ref_of
from answerable.record.log import size_of
from answerable.record.models import EntryRow
from answerable.record.replicate import take_in
from answerable.releases.entries import CopyGiven, StatusSet
from answerable.vault.sealing import is_content, say
from answerable.vault.store import store
from tests.simulator import entry_of, odd_entries, said

COAST, CENTRE = "harbour.example/coast", "harbour.example/centre"
NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)

NOBODY_READS = {
    "house.opened/1",
    *("person.joined/1", "role.granted/1", "role.revoked/1", "competence.shown/1", "training.passed/1"),
    *("training.attempted/1", "badge.accepted/1", "conflict.declared/1", "seal_key.added/1"),
    *("item.taken_in/1", "item.transferred/1", "item.rehashed/1", "item.verified/1", "item.graded/1"),
    *("consent.given/1", "consent.withdrawn/1", "item.withheld/1"),
    *("item.stamped/1", "item.accessed/1", "item.derived/1"),
    *("identity.sealed/1", "unsealing.asked/1", "unsealing.decided/1", "identity.unsealed/1"),
    *("finding.stated/1", "limitation.recorded/1", "limits.absent/1", "contrary.recorded/1", "contrary.answered/1"),
    *("contrary.searched/1", "rule.assessed/1", "element.signed/1", "later_fact.noted/1"),
    *("statement.supported/1", "statement.reverified/1", "method.recorded/1", "context.given/1"),
    *("flag.answered/1", "version.read/1"),
    *("objection.raised/1", "objection.answered/1", "objection.closed/1", "alarm.raised/1", "alarm.lifted/1"),
    *("engagement.considered/1", "harm.assessed/1", "harm.accepted/1", "misuse.rehearsed/1", "whole.reviewed/1"),
    *("guest.asked/1", "guest.answered/1", "guest.withdrew/1", "guest.revoked/1"),
    *("copy.given/1", "copy.lapsed/1", "notice.sent/1", "notice.acknowledged/1"),
    *("document.followed/1", "echo.confirmed/1", "echo.rejected/1", "misuse.reported/1", "misuse.answered/1"),
    *("critic.asked/1", "designation.rehearsed/1", "designation.notified/1"),
    *("hold.placed/1", "hold.lifted/1", "access.asked/1", "report.commented/1"),
}
"""Kinds of which everybody reads nothing but the leaf hash. A new kind is put here, or on the list with its fields."""

ALWAYS = {
    *("status.set/1 reason", "section.dissociated/1 text", "dissociation.ended/1 reason"),
    *("list.opened/1 title", "list.opened/1 purpose", "criteria.adopted/1 criteria.text", "criteria.adopted/1 reason"),
    *("review.opened/1 title", "review.opened/1 terms", "review.delayed/1 reason"),
}
"""Contents that everybody reads of any case of which something is public."""

ONCE_PUBLIC = ALWAYS | {
    *("version.drafted/1 text", "statements.marked/1 statements.words"),
    *("dissent.noted/1 text", "draft.declined/1 text", "gate.overridden/1 reason", "reply.received/1 text"),
    *("notice.drafted/1 text", "notice.declined/1 reason", "notice.issued/1 text"),
    *("critique.received/1 who", "critique.received/1 text", "critique.received/1 address"),
    *("items.listed/1 items.words", "items.listed/1 items.addressee", "fact.judged/1 text"),
    *("reply.sent/1 text", "reply.sent/1 address", "item.answered/1 words", "item.answered/1 reason"),
    *("commitment.made/1 words", "commitment.made/1 proof", "commitment.restated/1 words"),
    *("commitment.restated/1 where", "commitment.judged/1 address", "commitment.judged/1 proof"),
    *("designation.proposed/1 name", "designation.proposed/1 public_reasons", "designation.declined/1 reason"),
    *("report.committed/1 text", "review.finished/1 recommendations.text"),
    *("review.published/1 left_out.reason", "review.published/1 address"),
}
"""Contents that everybody reads once their release, notice, critique, decision or review is public."""


def plain(body: Said) -> dict[str, Any]:
    """Return what is said as an entry holds it."""
    return msgspec.json.decode(canonical(body))


def full(kind: type[Said], random: Random) -> Said:
    """Return something of this kind in which every content field says something."""
    wanted = {path for path, leaf in _content_fields(inspect.type_info(kind))}
    for _ in range(400):
        body = said(kind, random)
        if wanted <= {leaf.field for leaf in leaves(plain(body)) if leaf.is_commitment}:
            return body
    raise AssertionError(f"{kind.kind}: expected every content field made up, found none such in 400")


def _content_fields(kind: inspect.Type, path: str = ""):
    if is_content(kind):
        yield path, kind
    elif isinstance(kind, inspect.Metadata):
        yield from _content_fields(kind.type, path)
    elif isinstance(kind, inspect.StructType) and kind.cls.__name__ != "Quorum":
        for field in kind.fields:
            yield from _content_fields(field.type, f"{path}.{field.encode_name}" if path else field.encode_name)
    elif isinstance(kind, inspect.VarTupleType):
        yield from _content_fields(kind.item_type, path)
    elif isinstance(kind, inspect.UnionType):
        for each in kind.types:
            yield from _content_fields(each, path)


def listed(body: Said | dict[str, Any], *, kind: str = "", origin: str = CENTRE, index: int = 0) -> Listed:
    """Return an entry at a place, as a bundle knows it."""
    entry = Entry(
        kind=kind or type(body).kind,
        origin=origin,
        actor="centre-author",
        at=NOW,
        case="harbour",
        nonce="0" * 32,
        body=msgspec.Raw(canonical(body)),
    )
    raw = canonical(entry)
    return Listed(origin=origin, index=index, ref=ref_of(raw), raw=raw, entry=entry, body=body_of(entry))


def everything_public(entry: Listed) -> Known:
    """Return what would be known if all that this entry speaks of were public."""
    body = entry.body
    told = {name: str(body.get(name, "")) for name in ("output", "party", "critique", "commitment", "review")}
    refs = {entry.ref, *(str(body.get(name, "")) for name in ("draft_ref", "drafted_ref", "proposed_ref"))}
    return Known(
        at=NOW,
        drafts=frozenset(refs),
        outputs=frozenset({told["output"]}),
        accused=frozenset({told["party"]}),
        certified=frozenset(leaf.value for leaf in leaves(body) if leaf.is_commitment),
        notices=frozenset(refs),
        critiques=frozenset({told["critique"]}),
        promises=frozenset({told["commitment"]}),
        proposals=frozenset(refs),
        reports=frozenset(refs),
        reviews=frozenset({told["review"]}),
    )


def opened(known_of) -> set[str]:
    """Return kind and field of every content that everybody would read, over entries of all kinds."""
    found = set()
    for act in ACTS.values():
        entry = listed(full(act.said, Random(7)))
        for places in occurrences([entry], known_of(entry), "public").values():
            found |= {f"{entry.kind} {each.leaf.field}" for each in places if not each.closed}
    return found


def test_each_kind_is_on_the_list_or_closed_on_purpose():
    assert set(PUBLIC) | NOBODY_READS == set(ACTS)
    assert set(PUBLIC) & NOBODY_READS == set()


def test_the_lists_name_only_fields_that_there_are():
    for kind, allowed in PUBLIC.items():
        fields = dict(_content_fields(inspect.type_info(ACTS[kind].said)))
        assert set(allowed.content) == set(fields), kind
    for kind, some in IDENTITIES.items():
        assert set(some) <= set(dict(_content_fields(inspect.type_info(ACTS[kind].said)))), kind
    for kind, names in REPEATS.items():
        assert names <= set(ACTS[kind].said.__struct_fields__), kind


def test_what_everybody_reads_while_nothing_of_it_is_public():
    assert opened(lambda entry: Known(at=NOW)) == ALWAYS


def test_what_everybody_reads_at_most():
    assert opened(everything_public) == ONCE_PUBLIC


@pytest.mark.parametrize("kind", sorted(set(ACTS) - NOBODY_READS))
def test_an_entry_with_a_field_that_is_not_on_the_list_is_closed(kind):
    body = plain(full(ACTS[kind].said, Random(7)))
    entry = listed({**body, "new": "a word nobody listed"}, kind=kind)
    assert entry_closed(entry, everything_public(entry), "public")
    assert not entry_closed(entry, Known(at=NOW), "review")


def test_an_entry_of_an_unknown_kind_is_closed():
    assert entry_closed(listed({"a": 1}, kind="weather.seen/1"), Known(at=NOW), "public") == "not-for-this-reader"


@pytest.mark.parametrize("kind", sorted(PUBLIC))
def test_a_review_reads_every_entry(kind):
    assert not entry_closed(listed(full(ACTS[kind].said, Random(7))), Known(at=NOW), "review")


def test_a_review_reads_no_identities():
    found = set()
    for act in ACTS.values():
        entry = listed(full(act.said, Random(7)))
        for places in occurrences([entry], Known(at=NOW), "review").values():
            found |= {f"{entry.kind} {each.leaf.field}" for each in places if each.closed == "sealed"}
    assert found == {f"{kind} {field}" for kind, fields in IDENTITIES.items() for field in fields}


def test_a_withheld_file_is_closed_to_a_review_until_access_is_granted():
    body = plain(full(ACTS["item.taken_in/1"].said, Random(7)))
    entry = listed(body, kind="item.taken_in/1")
    item = frozenset({body["item"]})

    def reasons(known: Known) -> dict[str, str]:
        places = [each for some in occurrences([entry], known, "review").values() for each in some]
        return {each.leaf.field: each.closed for each in places}

    assert reasons(Known(at=NOW, withheld=item)).items() >= {"file": "withheld", "title": ""}.items()
    assert reasons(Known(at=NOW, withheld=item, granted=item)).items() >= {"file": "", "source": "sealed"}.items()
    assert reasons(Known(at=NOW, taken_back=item, granted=item)).items() >= {"file": "withheld", "title": ""}.items()


def occurrence(origin: str, closed: str, *, kind: str = "status.set/1", field: str = "reason"):
    from answerable.bundles.deciding import Occurrence

    place = listed({field: "sha256:" + "a" * 64}, kind=kind, origin=origin)
    return Occurrence(place, Leaf(field=field, pointer=f"/{field}", value="sha256:" + "a" * 64), closed)


OPEN, SHUT = occurrence(CENTRE, ""), occurrence(CENTRE, "not-for-this-reader")
THEIRS = occurrence(COAST, "not-for-this-reader")
REPEATED = occurrence(COAST, "not-for-this-reader", kind="misuse.rehearsed/1", field="words")


@pytest.mark.parametrize(
    ("said_at", "elsewhere", "expected"),
    [
        ([OPEN], (), ""),
        ([SHUT], (), "not-for-this-reader"),
        ([OPEN, SHUT], (), ""),
        ([OPEN, THEIRS], (), "not-for-this-reader"),
        ([OPEN, REPEATED], (), ""),
        ([OPEN], (COAST,), "not-for-this-reader"),
        ([OPEN], (CENTRE,), ""),
        ([OPEN, occurrence(CENTRE, "sealed")], (), "sealed"),
        ([OPEN, occurrence(CENTRE, "withheld")], (), "withheld"),
    ],
    ids=["open", "closed", "own log", "another log", "repeated", "another case", "own case", "sealed", "withheld"],
)
def test_a_content_is_open_only_where_no_other_log_keeps_it_closed(said_at, elsewhere, expected):
    assert content_closed(said_at, elsewhere) == expected


def with_canaries(kind: type[Said], random: Random) -> tuple[Said, dict[str, str]]:
    """Return something of this kind whose every content is a word of its own, kept in the vault, by field."""
    words: dict[str, str] = {}

    def sealed(value: Any, path: str) -> Any:
        if isinstance(value, dict):
            return {name: sealed(part, f"{path}.{name}" if path else name) for name, part in value.items()}
        if isinstance(value, list):
            return [sealed(part, path) for part in value]
        if isinstance(value, str) and value.startswith("sha256:"):
            words[f"{kind.kind} {path}"] = f"canary-{kind.kind}-{path}-end".replace("/", "-")
            return store(words[f"{kind.kind} {path}"])
        return value

    return msgspec.convert(sealed(plain(full(kind, random)), ""), type=kind), words


def everything(folder: Path) -> bytes:
    return b"\0".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def write(case: str, place: Path, keyring, audience="public") -> bytes:
    write_bundle(case, place, audience=audience, at=moment_of(case), keyring=keyring)
    verify_bundle(place)
    return everything(place)


def test_no_word_of_any_kind_leaks_that_is_not_on_the_list(harbour, keyring, tmp_path):
    """Acts of every kind stand in a log as if copied: what they say is public is believed of none of them."""
    random, words, raws = Random(11), {}, []
    for kind in ACTS.values():
        if kind.said.kind == "key.added/1":
            continue  # a key that is none would stop the log from being signed
        body, found = with_canaries(kind.said, random)
        words |= found
        raws.append(entry_of(body, origin=COAST, random=random, case="harbour", actor="coast-director"))
    take_in(COAST, size_of(COAST), raws)
    public = write("harbour", tmp_path / "public", keyring)
    assert {field for field, word in words.items() if word.encode() in public} <= ALWAYS
    review = write("harbour", tmp_path / "review", keyring, "review")
    closed = {field for field, word in words.items() if word.encode() not in review}
    assert closed >= {f"{kind} {field}" for kind, fields in IDENTITIES.items() for field in fields}
    assert "finding.stated/1 text" not in closed


def test_entries_that_nobody_can_read_are_in_it_by_their_leaf(harbour, keyring, tmp_path):
    """Unknown kinds, bodies of another form and the same entry twice stop no bundle."""
    raw = entry_of(ACTS["status.set/1"].said(**STATUS), origin=COAST, random=Random(1), case="harbour")
    tree = msgspec.json.decode(raw)
    odd = [*odd_entries(raw), canonical(tree | {"body": [["a"], 1]}), canonical(tree | {"body": "text"}), raw, raw]
    first = size_of(COAST)
    take_in(COAST, first, odd)
    write("harbour", tmp_path / "review", keyring, "review")
    write("harbour", tmp_path / "public", keyring)
    here = set(EntryRow.objects.filter(origin=COAST, idx__gte=first, case="harbour").values_list("idx", flat=True))
    index = msgspec.json.decode((tmp_path / "public/data/logs/coast/index.json").read_bytes())
    assert here <= {each["index"] for each in index["entries"]}


STATUS = {"output": "release", "released_ref": "a" * 64, "status": "current", "reason": "sha256:" + "b" * 64}


def test_a_section_cannot_have_the_words_of_another_shown_by_repeating_their_commitment(harbour, keyring, tmp_path):
    row = EntryRow.objects.filter(origin=CENTRE, case="harbour", kind="finding.stated/1").first()
    secret = next(leaf.value for leaf in leaves(body_of(decode(bytes(row.raw)))) if leaf.is_commitment)
    body = StatusSet(**STATUS | {"reason": secret})
    take_in(COAST, size_of(COAST), [entry_of(body, origin=COAST, random=Random(1), case="harbour")])
    write("harbour", tmp_path / "out", keyring)
    rows = msgspec.json.decode((tmp_path / "out/data/redactions.json").read_bytes(), type=tuple[Redaction, ...])
    assert [each.reason for each in rows if each.commitment == secret] == ["not-for-this-reader"]


def test_a_status_says_its_reason_to_everybody(harbour, keyring, tmp_path):
    released = EntryRow.objects.get(kind="output.released/1")
    plain = {"output": "release", "released_ref": released.ref, "status": "under-review", "reason": "A letter came."}
    say(StatusSet, plain, origin=CENTRE, actor="centre-director", at=NOW, case="harbour")
    assert b"A letter came." in write("harbour", tmp_path / "out", keyring)


@pytest.mark.parametrize("public", [True, False], ids=["in public", "to us alone"])
def test_a_critic_is_named_to_everybody_only_who_spoke_in_public(harbour, keyring, tmp_path, public):
    plain = {
        "critique": "K1",
        "section": "coast",
        "form": "letter",
        "who": "The Quayside Union",
        "public": public,
        "language": "en",
        "text": "Your title says more than your finding.",
        "received": "2026-03-19",
        "outputs": ["release"],
    }
    say(CritiqueReceived, plain, origin=COAST, actor="coast-director", at=NOW, case="harbour")
    found = write("harbour", tmp_path / "public", keyring)
    assert (b"The Quayside Union" in found, b"Your title says more" in found) == (public, public)
    review = write("harbour", tmp_path / "review", keyring, "review")
    assert (b"The Quayside Union" in review, b"Your title says more" in review) == (public, True)


def test_a_holder_of_a_copy_is_named_to_nobody(harbour, keyring, tmp_path):
    plain = {"holder": "H1", "output": "release", "version": 2, "capacity": "press", "who": "A. Holder of copies"}
    say(CopyGiven, plain, origin=CENTRE, actor="centre-director", at=NOW, case="harbour")
    for audience in ("public", "review"):
        assert b"A. Holder of copies" not in write("harbour", tmp_path / audience, keyring, audience)

"""A bundle: what is in it, that other people's programs read it, and that it is written whole, once, and the same."""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
import tracemalloc
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import pytest

from answerable.bundles.bag import CHUNK, Bag
from answerable.bundles.contents import Bundle, Redaction
from answerable.bundles.errors import NothingPublic, Occupied
from answerable.bundles.verification import verify_bundle
from answerable.bundles.writing import write_bundle
from answerable.evidence.clock import moment_of
from answerable.evidence.entries import ItemTakenIn
from answerable.evidence.errors import NoSuchCase
from answerable.folders.loading import load_folder
from answerable.record.keys import KeyRing
from answerable.record.log import size_of
from answerable.record.merkle import leaf_hash
from answerable.record.models import EntryRow
from answerable.record.replicate import take_in
from answerable.vault.store import store, store_file
from tests.bundles.conftest import CENTRE
from tests.releases.conftest import EXAMPLES
from tests.simulator import entry_of

pytestmark = pytest.mark.django_db  # for the bundles that all tests here read

BOTH = pytest.mark.parametrize("audience", ["public", "review"])


def read(folder: Path, name: str, form=Any):
    return msgspec.json.decode((folder / "data" / name).read_bytes(), type=form)


def everything(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def write(case: str, place: Path, keyring: KeyRing, audience="public") -> Bundle:
    return write_bundle(case, place, audience=audience, at=moment_of(case), keyring=keyring)


@BOTH
def test_bagit_finds_the_bag_valid(bundles, audience):
    command = [sys.executable, "-m", "bagit", "--validate", str(getattr(bundles, audience))]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "is valid" in done.stderr


@BOTH
def test_sha256sum_reads_the_manifest(bundles, audience):
    command = ["sha256sum", "--check", "--strict", "--quiet", "manifest-sha256.txt"]
    done = subprocess.run(command, cwd=getattr(bundles, audience), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


@BOTH
def test_the_crate_describes_every_file(bundles, audience):
    folder = getattr(bundles, audience)
    crate = read(folder, "ro-crate-metadata.json")
    graph = {each["@id"]: each for each in crate["@graph"]}
    assert crate["@context"] == "https://w3id.org/ro/crate/1.1/context"
    assert graph["ro-crate-metadata.json"]["about"] == {"@id": "./"}
    assert {"name", "description", "datePublished", "license"} <= set(graph["./"])
    parts = {part["@id"] for part in graph["./"]["hasPart"]}
    assert parts <= set(graph)
    for path in everything(folder / "data"):
        within = [part for part in parts if path == part or (part.endswith("/") and path.startswith(part))]
        assert within or path == "ro-crate-metadata.json", path
    for part in parts:
        assert (folder / "data" / part).exists(), part


@BOTH
def test_the_library_for_crates_reads_it(bundles, audience):
    rocrate = pytest.importorskip("rocrate.rocrate")
    crate = rocrate.ROCrate(str(getattr(bundles, audience) / "data"))
    assert crate.mainEntity.id == "index.html"


def test_every_entry_of_the_case_is_in_it_word_for_word_or_by_its_leaf(harbour, keyring, tmp_path):
    rows = {(r.origin, r.idx): bytes(r.raw) for r in EntryRow.objects.filter(case="harbour")}
    for audience in ("public", "review"):
        write("harbour", tmp_path / audience, keyring, audience)
        listed, words = {}, set()
        for log in read(tmp_path / audience, "bundle.json", Bundle).logs:
            index = read(tmp_path / audience, f"logs/{log.name}/index.json")
            listed |= {(log.origin, each["index"]): each["leaf"] for each in index["entries"]}
            words |= set((tmp_path / audience / f"data/logs/{log.name}/entries.jsonl").read_bytes().splitlines())
        assert {place: leaf_hash(raw).hex() for place, raw in rows.items()}.items() <= listed.items()
        assert audience == "public" or set(rows.values()) <= words


def test_contents_open_by_hand_as_the_page_says(bundles):
    for each in read(bundles.review, "content/content.json"):
        ending = "bin" if each.get("file") else "txt"
        data = (bundles.review / f"data/content/{each['commitment'][7:]}.{ending}").read_bytes()
        found = hashlib.sha256(bytes.fromhex(each["salt"]) + data).hexdigest()
        assert f"sha256:{found}" == each["commitment"]


@BOTH
def test_erased_words_are_shown_as_a_proof_with_the_entry_that_erased_them(bundles, audience):
    folder = getattr(bundles, audience)
    rows = [r for r in read(folder, "redactions.json", tuple[Redaction, ...]) if r.reason == "erased"]
    assert {r.commitment for r in rows} & set(bundles.erased)
    for row in rows:
        assert (folder / f"data/logs/{row.log}/proofs/{row.index}.tlog-proof").is_file()
        assert (folder / f"data/logs/{row.erased_by.log}/proofs/{row.erased_by.index}.tlog-proof").is_file()


def test_erased_names_are_nowhere(bundles):
    name = next(words for words in bundles.erased.values() if len(words.split()) < 4)
    assert [path for path, data in everything(bundles.review).items() if name.encode() in data] == []


@BOTH
def test_the_files_of_the_release_are_in_it(bundles, audience):
    files = {path.name for path in (getattr(bundles, audience) / "data/releases/release-2").iterdir()}
    assert files == {"release.md", "release.html", "certificate.json"}


def test_a_review_gets_the_knowledge_timeline_and_everybody_does_not(bundles):
    assert "WHO KNEW WHAT" in (bundles.review / "data/reviews/knowledge.txt").read_text()
    assert not (bundles.public / "data/reviews").exists()


@BOTH
def test_the_same_record_and_moment_give_the_same_bytes(harbour, keyring, tmp_path, audience):
    for name in ("first", "second"):
        write("harbour", tmp_path / name, keyring, audience)
    assert everything(tmp_path / "first") == everything(tmp_path / "second")


def test_nothing_is_overwritten(harbour, keyring, tmp_path):
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "a file").write_text("kept")
    (tmp_path / "file").write_text("kept")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    for name in ("there", "file", "link"):
        with pytest.raises(Occupied, match=name):
            write("harbour", tmp_path / name, keyring)
    assert {path.name for path in tmp_path.iterdir()} == {"there", "file", "link"}


def test_an_empty_folder_is_taken(harbour, keyring, tmp_path):
    (tmp_path / "empty").mkdir()
    write("harbour", tmp_path / "empty", keyring)
    assert verify_bundle(tmp_path / "empty").audience == "public"


def test_what_breaks_off_leaves_nothing(harbour, keyring, tmp_path, monkeypatch):
    monkeypatch.setattr("answerable.bundles.writing.page_of", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write("harbour", tmp_path / "out", keyring)
    assert list(tmp_path.iterdir()) == []


def test_a_case_of_which_nothing_is_public_has_no_bundle_for_everybody(keyring, tmp_path):
    load_folder(EXAMPLES / "harbour", keyring=keyring)
    with pytest.raises(NothingPublic):
        write("harbour", tmp_path / "out", keyring)
    write("harbour", tmp_path / "review", keyring, "review")
    assert verify_bundle(tmp_path / "review").bundle.releases == ()


def test_a_case_that_is_not_on_record_is_named(keyring, tmp_path):
    with pytest.raises(NoSuchCase, match="nowhere"):
        write("nowhere", tmp_path / "out", keyring)


def test_a_bundle_for_a_review_is_for_its_owner_alone(bundles):
    assert (bundles.review.stat().st_mode & 0o777, bundles.public.stat().st_mode & 0o777) == (0o700, 0o755)


def test_a_large_file_takes_little_memory(tmp_path):
    (tmp_path / "bag").mkdir()
    bag = Bag(tmp_path / "bag")
    tracemalloc.start()
    try:
        bag.put("content/large.bin", (bytes(CHUNK) for _ in range(64)))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (bag.files["content/large.bin"].size, peak < 8 * CHUNK) == (64 * CHUNK, True)


def test_a_file_of_evidence_is_in_a_review_byte_for_byte(harbour, keyring, tmp_path):
    commitment = store_file(io.BytesIO(b"\x00\xff" * 1_000_000))
    body = {"item": "E99", "type": "document", "title": store("A list"), "source": store("A source"), "custodian": "x"}
    entry = msgspec.convert({**body, "file": commitment}, type=ItemTakenIn)
    raw = entry_of(entry, origin=CENTRE, random=Random(1), case="harbour")
    take_in(CENTRE, size_of(CENTRE), [raw])
    write("harbour", tmp_path / "review", keyring, "review")
    verify_bundle(tmp_path / "review")
    assert (tmp_path / f"review/data/content/{commitment[7:]}.bin").read_bytes() == b"\x00\xff" * 1_000_000
    write("harbour", tmp_path / "public", keyring)
    assert commitment[7:].encode() not in b"".join(everything(tmp_path / "public").values())

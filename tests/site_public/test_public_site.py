"""The public site of the worked example: whole, the same each time, relative, and without what was erased."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import UTC, datetime

import pytest

from answerable.evidence.clock import moment_of
from answerable.people.entries import OrganisationNamed
from answerable.record.checkpoint import open_checkpoint
from answerable.record.log import append, size_of
from answerable.record.merkle import root_from_nodes
from answerable.record.note import parse_vkey
from answerable.record.tiles import node_reader
from answerable.record.tree import root_of
from answerable.releases.models import read_release
from answerable.releases.verification import read_envelope, verify
from answerable.site.errors import BadAddress, NothingPublic
from answerable.site.frame import engine
from answerable.site.logs import tiles_of
from answerable.site.publishing import publish, site_files
from answerable.vault.sealing import erase
from tests.site import DIRECTOR
from tests.site_public.links import led_to, pages

AT = datetime(2026, 6, 1, tzinfo=UTC)
RELEASE = "releases/harbour/release/2/"


def test_the_same_record_and_moment_give_the_same_bytes(released, tmp_path):
    first = publish(tmp_path / "one", at=AT)
    assert publish(tmp_path / "two", at=AT) == first
    for path, data in first.items():
        assert (tmp_path / "one" / path).read_bytes() == data
    assert (tmp_path / "one" / "site.json").read_bytes() == (tmp_path / "two" / "site.json").read_bytes()


def test_every_link_is_relative_and_leads_to_a_file_of_the_site_and_nothing_runs_inline(released):
    files = site_files(at=AT)
    found = pages(files)
    assert len(found) > 8
    for path, links in found.items():
        assert links.inline == []
        assert b"default-src 'none'" in files[path]
        for address in links.addresses:
            assert re.match(r"[a-z]+:|/", address) is None, (path, address)
            if address.startswith("#"):
                assert address[1:] in links.ids, (path, address)
            else:
                assert led_to(path, address) in {*files, "site.json"}, (path, address)


def test_no_template_names_a_field_that_its_struct_does_not_have(released, monkeypatch):
    monkeypatch.setattr(engine(), "string_if_invalid", "NO SUCH FIELD %s")
    for path, data in site_files(at=AT).items():
        assert b"NO SUCH FIELD" not in data, path


def test_a_release_is_told_with_who_was_asked_who_dissents_and_its_certificate(released):
    files = site_files(at=AT)
    page = files[f"{RELEASE}index.html"].decode()
    assert "18 of 30 accident records" in page
    assert "<td>20</td><td>10</td><td>20 March 2026</td>" in page
    assert "Dissent of Harbour Watch, north" in page
    certificate = files[f"{RELEASE}certificate.json"]
    given = {name: hashlib.sha256(files[RELEASE + name]).hexdigest() for name in ("release.md", "release.html")}
    found = verify(certificate, digests=given)
    named = {each.name for each in found.statement.predicate.people}
    assert found.files == ("release.md", "release.html")
    assert named
    assert not named & set(read_envelope(certificate).disclosures)


def test_a_case_of_which_nothing_was_released_is_not_even_named(countersigned):
    files = site_files(at=AT)
    assert b"Nothing was released yet." in files["index.html"]
    assert not [path for path, data in files.items() if "harbour" in path or b"harbour" in data.lower()]


def test_a_case_that_is_not_public_is_refused(countersigned):
    with pytest.raises(NothingPublic, match="harbour"):
        site_files(at=AT, cases=["harbour"])


def test_words_that_are_erased_are_gone_with_the_next_publishing(released, tmp_path):
    place = tmp_path / "site"
    before = publish(place, at=AT)
    words = b"did not show two labour inspectors"
    assert sum(words in data for data in before.values()) > 2
    (fact,) = (state := read_release("harbour", at=moment_of("harbour"))).released
    draft = next(each for each in state.clearance.outputs.versions if each.ref == fact.body.draft_ref)
    erase(draft.body.text, reason="safety", origin=fact.origin, actor=DIRECTOR, at=fact.at)
    after = publish(place, at=AT)
    there = {path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file()}
    assert there == {*after, "site.json"}
    assert not [path for path in there if words in (place / path).read_bytes()]
    assert f"{RELEASE}release.md" not in there
    assert b"Its words were erased" in after[f"{RELEASE}index.html"]
    assert verify(after[f"{RELEASE}certificate.json"], digests={})


def test_a_dissent_that_is_erased_leaves_the_certificate_and_the_page_that_shows_it(released):
    (fact,) = (state := read_release("harbour", at=moment_of("harbour"))).released
    (dissent,) = state.clearance.dissents
    words = "It would be fairer"
    assert words.encode() in site_files(at=AT)[f"{RELEASE}release.html"]
    erase(dissent.body.text, reason="safety", origin=fact.origin, actor=DIRECTOR, at=fact.at)
    files = site_files(at=AT)
    assert f"{RELEASE}release.html" not in files
    assert f"{RELEASE}release.md" in files
    assert not [path for path, data in files.items() if words.encode() in data]
    assert verify(files[f"{RELEASE}certificate.json"], digests={})


def test_tiles_lead_to_the_root_that_the_checkpoint_signs(released):
    files = site_files(at=AT)
    keys = [parse_vkey(line) for line in files["logs/keys.txt"].decode().splitlines()]
    notes = [path for path in files if path.endswith("/checkpoint")]
    assert len(notes) == len(keys) == 3
    for path in notes:
        checkpoint = open_checkpoint(files[path], origin=None, verifiers=keys)
        folder = path.removesuffix("checkpoint")
        tile = files[f"{folder}tile/0/000.p/{checkpoint.size}"]
        leaves = [tile[at : at + 32] for at in range(0, len(tile), 32)]
        node = node_reader(lambda _level, _index: None, leaves.__getitem__, checkpoint.size)
        assert root_from_nodes(checkpoint.size, node) == checkpoint.root
        assert not [name for name in files if name.startswith(f"{folder}tile/entries")]


@pytest.mark.parametrize(("size", "paths"), [(256, {"tile/0/000"}), (260, {"tile/0/000", "tile/0/001.p/4"})])
def test_the_tiles_of_a_larger_log_are_those_of_its_size(harbour, size, paths):
    origin, at = "harbour.example/coast", moment_of("harbour")
    for number in range(262 - size_of(origin)):
        append(OrganisationNamed(organisation="x", name=f"{number}"), origin=origin, actor="", at=at)
    tiles = dict(tiles_of(origin, size))
    assert set(tiles) == {*paths, "tile/1/000.p/1"}

    def tile(level: int, index: int) -> bytes | None:
        return next((data for path, data in tiles.items() if path.startswith(f"tile/{level}/{index:03}")), None)

    node = node_reader(tile, lambda _index: b"", size)
    assert root_from_nodes(size, node) == root_of(origin, size)


@pytest.mark.parametrize(("language", "head"), [("fr", 'lang="fr" dir="ltr"'), ("ar", 'lang="ar" dir="rtl"')])
def test_the_site_speaks_the_language_asked_for(released, language, head):
    assert head.encode() in site_files(at=AT, language=language)["about/index.html"]


def test_with_an_address_exports_name_it_and_without_one_they_are_relative(released):
    whole = site_files(at=AT, address="https://record.example/public")
    assert json.loads(whole[f"{RELEASE}ninjs.json"])["uri"] == f"https://record.example/public/{RELEASE}index.html"
    assert f"https://record.example/public/{RELEASE}".encode() in whole["feed.xml"]
    assert f"{RELEASE}atom.xml" in whole
    relative = site_files(at=AT)
    assert json.loads(relative[f"{RELEASE}ninjs.json"])["uri"] == f"../../../../{RELEASE}index.html"
    assert f"{RELEASE}atom.xml" not in relative


@pytest.mark.parametrize(
    "address", ["record.example", "javascript:alert(1)", "https://a b/", 'https://a/"', "https://a/?q"]
)
def test_an_address_that_is_none_is_refused(harbour, address):
    with pytest.raises(BadAddress):
        site_files(at=AT, address=address)


def test_a_language_that_the_interface_does_not_have_is_refused(harbour):
    with pytest.raises(BadAddress, match="en, fr"):
        site_files(at=AT, language="tlh")

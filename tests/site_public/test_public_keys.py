"""What the public site tells of keys and roots: which count now, which did before and how far, and for how long."""

from __future__ import annotations

import json
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from answerable.cli import app
from answerable.people.entries import KeyAdded, Member
from answerable.people.keyring import keyring
from answerable.people.root_files import write_root
from answerable.people.rotating import revoke, rotate
from answerable.people.rotation import rotated
from answerable.record.handing_over import coming
from answerable.record.log import append, size_of
from answerable.record.note import generate
from answerable.site.publishing import publish, site_files
from tests.people.keyed import root
from tests.site import DIRECTOR

AT = datetime(2026, 6, 1, tzinfo=UTC)
CENTRE = "harbour.example/centre"
RELEASE = "releases/harbour/release/2/"
ROOTS = "logs/roots/harbour-watch"


def run(*words: object) -> tuple[int, str]:
    done = CliRunner().invoke(app, [*map(str, words)])
    return done.exit_code, done.output


@pytest.fixture
def ring(released, tmp_path, settings):
    """A ring of its own for each test, since keys are replaced."""
    logs = shutil.ignore_patterns("root*", "person*", "next", "old")
    settings.ANSWERABLE_KEYS = shutil.copytree(settings.ANSWERABLE_KEYS, tmp_path / "keys", ignore=logs)
    return keyring()


@pytest.fixture
def turned(ring):
    """The vkeys of the centre before and after it changed its key, and for how many entries the first counts."""
    old = ring.verifier(CENTRE).vkey()
    rotate(ring, CENTRE, by=DIRECTOR, at=AT)
    return old, keyring().verifier(CENTRE).vkey(), size_of(CENTRE) - 1


def adopt(number: int, keys: dict[str, str], **changes: object):
    """Put a root on record in every log, or the next one in that of the centre."""
    members = tuple(Member(section=name.rpartition("/")[2], origin=name, vkeys=(key,)) for name, key in keys.items())
    body = root(number, members=members, **changes)
    for section in ("centre", "coast", "north")[: 3 if number == 1 else 1]:
        append(body, origin=f"harbour.example/{section}", actor=f"{section}-director", at=AT)
    return body


@pytest.fixture
def rooted(ring):
    """Two roots on record, of which the second lists the key that the centre then changed to."""
    keys = {each.name: each.vkey() for each in ring.verifiers()}
    first = adopt(1, keys)
    second = adopt(2, {**keys, CENTRE: coming(ring).new(CENTRE).vkey()})
    rotate(ring, CENTRE, by=DIRECTOR, at=AT)
    return first, second


def written(files: dict[str, bytes], folder: Path) -> Path:
    """Write what a reader takes from the site: certificate, page and keys."""
    for path in (f"{RELEASE}certificate.json", f"{RELEASE}release.html", "logs/keys.txt", "logs/keys-before.txt"):
        (folder / Path(path).name).write_bytes(files[path])
    return folder


def test_the_keys_that_count_now_and_those_before_are_told_apart(turned):
    old, new, end = turned
    files = site_files(at=AT)
    assert new in (now := files["logs/keys.txt"].decode().splitlines())
    assert old not in now
    assert files["logs/keys-before.txt"].decode() == f"{old} until {end}\n"
    assert f"it counts for the first {end} entries" in files["logs/index.html"].decode()


def test_where_no_key_ended_none_is_told_of_before(released):
    assert site_files(at=AT)["logs/keys-before.txt"] == b""


def test_a_certificate_from_before_verifies_with_the_keys_of_the_site(turned, tmp_path):
    folder = written(site_files(at=AT), tmp_path)
    given = ("verify", folder / "certificate.json", folder / "release.html")
    keys = ("--keys", folder / "keys.txt")
    assert run(*given, *keys)[0] == 5
    status, said = run(*given, *keys, "--keys", folder / "keys-before.txt")
    assert status == 0, said
    assert "keys: all known beforehand" in said
    assert re.search(rf"key of {CENTRE}: ENDED; it counts for the first {turned[2]} entries, and signed \d+ here", said)


def test_a_certificate_beyond_the_end_of_its_key_is_refused(turned, tmp_path):
    folder = written(site_files(at=AT), tmp_path)
    (folder / "keys-before.txt").write_text(f"{turned[0]} until 3\n")
    keys = ("--keys", folder / "keys.txt", "--keys", folder / "keys-before.txt")
    status, said = run("verify", folder / "certificate.json", *keys)
    assert (status, "counts for its first 3 entries, and signed" in said) == (5, True)


@pytest.mark.parametrize("end", ["", "many", "-1", "٣"])
def test_an_end_that_is_no_number_is_refused(turned, tmp_path, end):
    folder = written(site_files(at=AT), tmp_path)
    (folder / "keys-before.txt").write_text(f"{turned[0]} until {end}\n", encoding="utf-8")
    assert run("verify", folder / "certificate.json", "--keys", folder / "keys-before.txt")[0] == 2


def test_the_page_that_verifies_holds_the_end_of_each_key(turned):
    old, new, end = turned
    page = site_files(at=AT)["verify/index.html"].decode()
    assert re.search(
        rf'<li data-ended="2026-06-01" data-until="{end}">[^<]*<span class="digest">{re.escape(old)}<', page
    )
    assert re.search(rf'<li>[^<]*<span class="digest">{re.escape(new)}<', page)


def test_a_key_that_has_expired_counts_no_more_and_is_told_with_its_day(ring):
    rotate(ring, CENTRE, by=DIRECTOR, at=AT, expires=datetime(2027, 1, 1, tzinfo=UTC).date())
    vkey = keyring().verifier(CENTRE).vkey()
    assert vkey in site_files(at=AT)["logs/keys.txt"].decode()
    later = site_files(at=datetime(2027, 1, 1, tzinfo=UTC))
    assert vkey not in later["logs/keys.txt"].decode()
    assert f"{vkey}\n" in later["logs/keys-before.txt"].decode()
    assert "signs until 1 January 2027" in later["logs/index.html"].decode()


def test_the_roots_are_given_out_as_the_command_shows_them_and_site_json_names_them(rooted, tmp_path):
    files = publish(tmp_path / "site", at=AT)
    assert files[f"{ROOTS}/root.txt"].decode() == run("root", "show")[1] == write_root(rooted[1])
    assert [files[f"{ROOTS}/{number}.txt"].decode() for number in (1, 2)] == [write_root(each) for each in rooted]
    named = json.loads((tmp_path / "site/site.json").read_bytes())["files"]
    assert {f"{ROOTS}/root.txt", f"{ROOTS}/1.txt", f"{ROOTS}/2.txt", "logs/keys-before.txt"} <= set(named)


def test_the_page_of_keys_says_until_when_a_root_holds_and_that_it_has_ended(rooted):
    page = site_files(at=AT)["logs/index.html"].decode()
    assert "<b>Root 2 of harbour-watch</b>, holds until 1 January 2028" in page
    assert "Root 1 of harbour-watch, holds until 1 January 2028, followed by the next" in page
    later = site_files(at=datetime(2028, 1, 1, tzinfo=UTC))
    assert "<b>Root 2 of harbour-watch</b>, <b>ended on 1 January 2028</b>" in later["logs/index.html"].decode()
    assert 'data-expires="2028-01-01"' in later["verify/index.html"].decode()


@pytest.fixture
def without_gates(rooted, monkeypatch):
    """Whoever holds a section's server writes into its log what they will."""
    monkeypatch.setattr("answerable.record.log._ask", lambda *_said: None)


def test_two_texts_under_one_number_are_told_and_neither_is_given_out(rooted, without_gates):
    members = rooted[1].members
    for expires in ("2029-01-01", "2030-01-01"):
        body = root(3, members=members, expires=datetime.fromisoformat(expires).date())
        append(body, origin=f"harbour.example/{'centre' if expires < '2030' else 'coast'}", actor="", at=AT)
    files = site_files(at=AT)
    assert "neither counts" in files["logs/index.html"].decode()
    assert f"{ROOTS}/3.txt" not in files


def test_a_key_that_no_root_lists_counts_for_nothing(rooted, without_gates):
    thief = generate(CENTRE, seed=b"t" * 32)
    stolen: KeyAdded = rotated(keyring().signer(CENTRE), thief, section="centre")
    append(stolen, origin=CENTRE, actor=DIRECTOR, at=AT)
    files = site_files(at=AT)
    told = b"".join(files[path] for path in ("logs/keys.txt", "logs/keys-before.txt", "verify/index.html")).decode()
    assert thief.verifier().vkey() not in told
    assert "listed by no root: it counts for nothing" in files["logs/index.html"].decode()


def test_of_a_log_that_revoked_its_key_none_counts_now(ring):
    revoke(CENTRE, reason="captured", by=DIRECTOR, at=AT)
    files = site_files(at=AT)
    assert CENTRE not in files["logs/keys.txt"].decode()
    assert f"until {size_of(CENTRE) - 1}" in files["logs/keys-before.txt"].decode()

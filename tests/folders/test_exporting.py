"""A folder in the one form comes back byte for byte, whatever its words are."""

from __future__ import annotations

import hashlib
import io
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings, strategies as st

from answerable.evidence.errors import NoSuchCase
from answerable.evidence.models import ItemTakenIn
from answerable.findings.models import FindingStated
from answerable.folders import errors
from answerable.folders.exporting import export_case
from answerable.folders.loading import load_folder
from answerable.folders.writing import write_acts
from answerable.outputs.models import VersionDrafted
from answerable.people.models import SectionJoined
from answerable.record.facts import read
from answerable.record.keys import KeyRing
from answerable.vault.sealing import Sealed, erase, say
from answerable.vault.store import store_file, text_of
from tests.folders.small import FILES, FILM, change, tree, write_small

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vault")]

EXAMPLES = Path(__file__).parents[2] / "examples"


def test_a_folder_in_the_one_form_comes_back_byte_for_byte(small, ring, tmp_path):
    load_folder(small, keyring=ring)
    export_case("small", tmp_path / "out")
    assert tree(tmp_path / "out") == tree(small)


@pytest.mark.parametrize("name", sorted(path.name for path in EXAMPLES.glob("*") if (path / "case.toml").exists()))
def test_a_worked_case_comes_back_byte_for_byte(name, tmp_path):
    ring = KeyRing(tmp_path / "keys", passphrase="only for this test")
    load_folder(EXAMPLES / name, keyring=ring)
    export_case(name, tmp_path / "out")
    assert tree(tmp_path / "out") == {path: raw for path, raw in tree(EXAMPLES / name).items() if path != "README.md"}


WORDS = st.text(
    st.one_of(st.characters(codec="utf-8", exclude_characters="\0"), st.sampled_from('"\\\n\r\t\u0301\u202eبن\u2028')),
    min_size=1,
    max_size=30,
).filter(lambda text: text.strip())
TITLES = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=10)
FINDINGS = st.fixed_dictionaries(
    {"text": WORDS, "act": TITLES, "affected": TITLES},
    optional={
        "countries": st.lists(TITLES, min_size=1, max_size=2),
        "counts": st.lists(
            st.fixed_dictionaries({"numerator": st.integers(0, 9), "unit": TITLES, "evidence": st.just("told")}),
            min_size=1,
            max_size=3,
        ),
        "not_asserted": WORDS,
    },
)
DRAFTS = st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=4)


def finding(number, words):
    """Return the act with its keys in the order of the one form."""
    keys = {"finding": f"F{number}", "number": 1, "level": "fact", "established": True, "conduct": "act"}
    order = ("finding", "number", "level", "established", "text", "conduct", "act", "affected", "countries", "counts")
    keys |= words
    if "counts" in keys:
        keys["counts"] = [{name: each[name] for name in ("numerator", "unit", "evidence")} for each in keys["counts"]]
    return "finding.stated", starts(f"2026-01-05T10:00:{number:02}Z") | {
        name: keys[name] for name in (*order, "not_asserted") if name in keys
    }


def starts(at):
    return {"by": "ann", "at": datetime.fromisoformat(at)}


def draft(parts):
    """Return the text of a draft, and its statements with `occurrence` where their words are not unique."""
    text, places = "", []
    for words, between in parts:
        places.append((len(text), words))
        text += words + between
    statements = []
    for index, (start, words) in enumerate(places):
        found = [at for at in range(len(text)) if text.startswith(words, at)]
        again = {} if len(found) == 1 else {"occurrence": found.index(start) + 1}
        statements.append({"id": f"s{index}", "words": words, **again, "place": "body", "says": "fact"})
    return text, statements


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(findings=st.lists(FINDINGS, max_size=3), parts=DRAFTS)
def test_words_of_any_kind_come_back_byte_for_byte(findings, parts, tmp_path_factory, ring):
    place = tmp_path_factory.mktemp("words")
    small = write_small(place / "in")
    text, statements = draft(parts)
    acts = [finding(number, words) for number, words in enumerate(findings)]
    version = {"output": "report", "version": 1, "type": "report", "language": "en", "authors": ["ann"]}
    drafted = starts("2026-01-06T10:00:00Z") | version | {"statements": statements}
    for name in ("findings.toml", "outputs.toml", "consultation.toml", "outputs/report-2.md"):
        (small / name).unlink()
    if acts:
        (small / "findings.toml").write_bytes(write_acts(acts).encode())
    (small / "outputs.toml").write_bytes(write_acts([("version.drafted", drafted)]).encode())
    (small / "outputs" / "report-1.md").write_bytes(text.encode())
    with transaction.atomic():
        load_folder(small, keyring=ring)
        export_case("small", place / "out")
        transaction.set_rollback(True)
    assert tree(place / "out") == tree(small)


def test_erased_content_leaves_its_commitment_and_loads_again(small, ring, tmp_path):
    load_folder(small, keyring=ring)
    (finding,) = read(FindingStated, case="small")
    first, _second = read(VersionDrafted, case="small")
    film, _spoken = read(ItemTakenIn, case="small")
    for content in (finding.body.text, first.body.text, film.body.file):
        erase(content, reason="safety", origin=finding.origin, actor="ann", at=finding.at)
    export_case("small", tmp_path / "out")
    out = tree(tmp_path / "out")
    assert f'text = {{ commitment = "{finding.body.text}" }}' in out["findings.toml"].decode()
    assert f'file = {{ commitment = "{film.body.file}" }}' in out["evidence.toml"].decode()
    assert "start = 10\nend = 50\n" in out["outputs.toml"].decode()
    assert "outputs/report-1.md" not in out
    assert "evidence/E1.zip" not in out
    assert load_folder(tmp_path / "out", keyring=ring).appended == 0


def take_in(item, file_name, content, *, origin="small.example/centre"):
    commitment = Sealed(store_file(io.BytesIO(content)))
    plain = {"item": item, "type": "document", "title": "A paper", "source": "Somebody", "custodian": "ann"}
    plain |= {"file": commitment, "file_name": file_name, "sha256": hashlib.sha256(content).hexdigest()}
    say(
        ItemTakenIn.said,
        plain | {"size": len(content)},
        origin=origin,
        actor="ann",
        at=datetime(2026, 1, 20, tzinfo=UTC),
        case="small",
    )


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("../../escape.txt", "E9.txt"),
        ("/etc/passwd", "E9"),
        ("a\\b", "E9"),
        ("", "E9"),
        (" \n", "E9"),
        ("quay.zip", "E9.zip"),
        ("quay.zip/inside", "E9"),
        ("c:\\x", "E9"),
        ("photo\u202egpj.exe", "E9"),
    ],
)
def test_a_file_of_an_earlier_version_with_its_name_in_clear_is_written_under_its_item(
    small, ring, tmp_path, name, place
):
    load_folder(small, keyring=ring)
    take_in("E9", name, b"another")
    export_case("small", tmp_path / "out")
    out = tree(tmp_path / "out")
    assert {path for path in out if path.startswith("evidence/")} == {"evidence/E1.zip", f"evidence/{place}"}
    assert out[f"evidence/{place}"] == b"another"
    written = tomllib.loads(out["evidence.toml"].decode())["item"]["taken_in"]
    assert [each.get("original_name", "") for each in written if each["item"] == "E9"] == [name.strip()]
    assert load_folder(tmp_path / "out", keyring=ring).appended == 0


def test_the_name_in_clear_of_an_erased_file_is_not_written(small, ring, tmp_path):
    load_folder(small, keyring=ring)
    take_in("E9", "Olena.txt", b"another")
    export_case("small", tmp_path / "before")
    taken_in = next(fact for fact in read(ItemTakenIn, case="small") if fact.body.item == "E9")
    erase(taken_in.body.file, reason="safety", origin=taken_in.origin, actor="ann", at=taken_in.at)
    export_case("small", tmp_path / "out")
    assert b"Olena" not in b"".join(tree(tmp_path / "out").values())
    for folder in ("before", "out"):
        assert load_folder(tmp_path / folder, keyring=ring).appended == 0


def test_two_files_of_one_item_have_names_of_their_own(small, ring, tmp_path):
    load_folder(small, keyring=ring)
    for origin, content in (("small.example/centre", b"one"), ("small.example/coast", b"two")):
        take_in("E9", "E9", content, origin=origin)
    export_case("small", tmp_path / "out")
    out = tree(tmp_path / "out")
    assert {out["evidence/E9"], out["evidence/E9-2"]} == {b"one", b"two"}
    assert load_folder(tmp_path / "out", keyring=ring).appended == 0


def test_a_file_keeps_the_name_under_which_it_came_until_that_is_erased(small, ring, tmp_path):
    change(small, "evidence.toml", 'file_name = "E1.zip"\noriginal_name = "quay.zip"', 'file_name = "Olena K.zip"')
    (small / "evidence" / "E1.zip").rename(small / "evidence" / "Olena K.zip")
    load_folder(small, keyring=ring)
    assert load_folder(small, keyring=ring).appended == 0
    (film, *_others) = read(ItemTakenIn, case="small")
    assert (film.body.file_name, text_of(film.body.original_name)) == ("E1.zip", "Olena K.zip")
    export_case("small", tmp_path / "before")
    assert 'original_name = "Olena K.zip"' in tree(tmp_path / "before")["evidence.toml"].decode()
    erase(film.body.original_name, reason="safety", origin=film.origin, actor="ann", at=film.at)
    export_case("small", tmp_path / "out")
    out = tree(tmp_path / "out")
    assert out["evidence/E1.zip"] == FILM
    assert b"Olena" not in b"".join(out.values())
    for folder in (small, tmp_path / "before", tmp_path / "out"):
        assert load_folder(folder, keyring=ring).appended == 0


def test_another_name_for_a_file_on_record_is_another_act(small, ring):
    load_folder(small, keyring=ring)
    change(small, "evidence.toml", "quay.zip", "other.zip")
    with pytest.raises(errors.Changed):
        load_folder(small, keyring=ring)


def test_exporting_again_replaces_and_leaves_other_files_alone(small, ring, tmp_path):
    load_folder(small, keyring=ring)
    out = tmp_path / "out"
    export_case("small", out)
    (out / "README.md").write_text("Read me.", encoding="utf-8")
    (out / "findings.toml").write_text("", encoding="utf-8")
    export_case("small", out)
    assert tree(out) == tree(small) | {"README.md": b"Read me."}


def test_a_folder_with_another_case_is_not_written_over(small, ring, tmp_path):
    load_folder(small, keyring=ring)
    other = write_small(tmp_path / "other")
    change(other, "case.toml", 'case = "small"', 'case = "other"')
    before = tree(other)
    with pytest.raises(errors.NotWritable, match="found 'other'"):
        export_case("small", other)
    assert tree(other) == before


def test_a_link_in_the_folder_is_not_written_through(small, ring, tmp_path):
    load_folder(small, keyring=ring)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "outputs").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(errors.NotWritable, match="a link that leads elsewhere"):
        export_case("small", tmp_path / "out")
    assert tree(tmp_path / "elsewhere") == {}


def test_a_case_that_nobody_opened_is_not_written(tmp_path):
    with pytest.raises(NoSuchCase):
        export_case("none", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_the_people_of_other_organisations_are_left_out(small, ring, tmp_path):
    load_folder(small, keyring=ring)
    say(
        SectionJoined.said,
        {"section": "far", "organisation": "others", "name": "Far away"},
        origin="far.example/far",
        actor="",
        at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    export_case("small", tmp_path / "out")
    assert tree(tmp_path / "out")["people.toml"].decode() == FILES["people.toml"]

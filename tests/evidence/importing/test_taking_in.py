"""What comes in, comes in whole: items, files, what was claimed, and what a machine found, or nothing of it."""

from __future__ import annotations

import hashlib
import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from answerable.cli import intake
from answerable.evidence import arriving
from answerable.evidence.arriving import Arrival, Speaker, take_in
from answerable.evidence.capturing.answering import Failed, Unanswered
from answerable.evidence.capturing.keeping import keep as keep_captured
from answerable.evidence.capturing.pages import Captured
from answerable.evidence.entries import ItemTakenIn
from answerable.evidence.errors import DamagedArchive
from answerable.evidence.examining import keeping
from answerable.evidence.examining.keeping import examination_of, examine
from answerable.evidence.examining.turns import turn
from answerable.evidence.gates import item_named
from answerable.evidence.importing.keeping import keep
from answerable.evidence.importing.reading import read_archive
from answerable.evidence.models import ItemDerived, ItemTakenIn as ItemTakenInRow, read_evidence
from answerable.record.blocker import Refused
from answerable.record.facts import read
from answerable.vault.erasing import forget, gone_of
from answerable.vault.errors import Erased
from answerable.vault.models import Content
from answerable.vault.reading import shown
from answerable.vault.sealing import Sealed, erase, say
from answerable.vault.shelves import name_of
from answerable.vault.store import is_open, open_file, remove_unused, store_file
from tests.evidence.examining.made import drawing, photograph, saved
from tests.evidence.importing.made import archived, bag_files, by_key, laid_out, wacz_files, zipped
from tests.site import AUTHOR, COAST, DIRECTOR, db, harbour, harbour_on_record, page, said, signed_in

__all__ = ["db", "harbour", "harbour_on_record"]
pytestmark = pytest.mark.usefixtures("harbour")
NOW = datetime(2026, 11, 22, tzinfo=UTC)
BRING_IN = "/cases/harbour/bring-in/"


def evidence():
    return read_evidence("harbour", at=NOW)


def speaker(**changed):
    (origin,) = {fact.origin for fact in evidence().items if fact.actor == AUTHOR}
    return Speaker(**{"origin": origin, "person": AUTHOR, "case": "harbour", "at": NOW} | changed)


def item(key: str) -> ItemTakenIn:
    return item_named(evidence(), key).body


def arrival(content: bytes, **changed):
    found = {
        "type": "image",
        "title": "The quay",
        "source": "a bystander",
        "origin": "https://news.example/",
        "file_name": "quay.jpg",
        "sha256": hashlib.sha256(content).hexdigest(),
        "open": lambda: io.BytesIO(content),
    }
    return Arrival(**found | changed)


def test_an_archive_is_taken_in_with_its_claims(tmp_path):
    folder = laid_out(tmp_path / "out", archived())
    with read_archive(folder) as found:
        film, shot = keep(found, speaker())
    body = item(film.key)
    assert (body.type, body.custodian, body.public) == ("video", AUTHOR, False)
    assert (body.file_name, shown(body.original_name)) == (f"{film.key}.mp4", "film.mp4")
    assert body.capture.operator == "not-said"
    assert shown(body.origin) == "https://social.example/post/1"
    assert "What follows is what the archive says." in shown(body.source)
    assert item(shot.key).root == film.key
    with open_file(body.file) as file:
        assert file.read() == b"a film"


def test_taking_the_same_archive_in_again_takes_in_nothing(tmp_path):
    folder = laid_out(tmp_path / "out", archived())
    for expected in (False, True):
        with read_archive(folder) as found:
            arrived = keep(found, speaker())
        assert [each.before for each in arrived] == [expected, expected]
    assert len({each.key for each in arrived}) == 2


def test_a_file_that_was_erased_is_not_taken_in_again_and_the_entry_that_erased_it_is_named(db):
    (one, other) = take_in([arrival(b"told"), arrival(b"kept")], speaker())
    assert not one.erased
    said = erase(one.file, reason="safety", origin=speaker().origin, actor=DIRECTOR, at=NOW)
    gone, there = take_in([arrival(b"told"), arrival(b"kept")], speaker())
    assert (gone.key, gone.before, gone.erased) == (one.key, True, f"{said.origin} {said.index}")
    assert (there.key, there.before, there.erased) == (other.key, True, "")
    assert not is_open(one.file)


def test_a_file_that_was_erased_and_is_here_under_another_item_is_on_record():
    (one,) = take_in([arrival(b"told")], speaker())
    say(ItemTakenIn, shared(b"told"), origin=speaker().origin, actor=AUTHOR, at=NOW, case="harbour")
    erase(one.file, reason="safety", origin=speaker().origin, actor=DIRECTOR, at=NOW)
    (again,) = take_in([arrival(b"told")], speaker())
    assert (again.key, again.before, again.erased) == ("E99", True, "")


def shared(content: bytes):
    plain = {"item": "E99", "type": "image", "title": "The quay", "source": "another", "custodian": AUTHOR}
    return plain | {"file": Sealed(store_file(io.BytesIO(content))), "sha256": hashlib.sha256(content).hexdigest()}


def test_a_name_is_erased_with_its_file_on_the_page_and_by_itself():
    one, two = take_in([arrival(b"one", file_name="Olena.jpg"), arrival(b"two", file_name="Olena.jpg")], speaker())
    where = "/cases/harbour/say/content.erased/"
    assert page(DIRECTOR, where).count("Olena.jpg") == 4
    for content in (one.file, item(two.key).original_name):
        answer = signed_in(DIRECTOR).post(where, {"content": content, "reason": "safety"})
        assert answer.status_code == 302
    assert [is_open(item(each.key).original_name) for each in (one, two)] == [False, False]
    assert [is_open(each.file) for each in (one, two)] == [False, True]
    assert "Olena.jpg" not in page(DIRECTOR, where)
    assert f"{two.key}.jpg" in page(AUTHOR, f"/cases/harbour/evidence/{two.key}/")


def test_the_name_of_a_file_is_shown_to_those_who_may_see_its_source():
    (one,) = take_in([arrival(b"told", file_name="Olena.jpg")], speaker())
    address = f"/cases/harbour/evidence/{one.key}/"
    assert "Olena.jpg" in page(AUTHOR, address)
    assert "Olena.jpg" not in page(COAST, address)
    assert "Olena.jpg" not in page(COAST, f"{address}ledger/")


def test_signs_that_no_database_takes_do_not_come_in(tmp_path):
    cell = r"{'url': 'https://social.example/\x00', 'title': 'Boats \ud800 \x00 leave'}"
    with read_archive(laid_out(tmp_path / "out", archived(metadata=cell))) as found:
        film, _shot = keep(found, speaker())
    assert shown(item(film.key).title) == "Boats ? \ufffd leave (film.mp4)"


def test_a_file_that_changed_since_it_was_checked_leaves_nothing_behind(tmp_path):
    folder, before, kept = laid_out(tmp_path / "out", archived()), said("item.taken_in/1"), Content.objects.count()
    with read_archive(folder) as found:
        (folder / "local_archive/https-social-example/shot.png").write_bytes(b"another !")
        with pytest.raises(DamagedArchive, match=r"changed|another number"):
            keep(found, speaker())
    assert (said("item.taken_in/1"), Content.objects.count()) == (before, kept)


def test_a_closed_gate_leaves_nothing_behind(monkeypatch):
    before, kept = said("item.taken_in/1"), Content.objects.count()
    monkeypatch.setattr("answerable.evidence.arriving.next_name", lambda *_: "E1")
    with pytest.raises(Refused):
        take_in([arrival(b"one"), arrival(b"two")], speaker())
    assert (said("item.taken_in/1"), Content.objects.count()) == (before, kept)


def test_nobody_waits_for_the_database_while_a_file_is_read():
    open_before, seen = len(connection.atomic_blocks), []

    def opens():
        seen.append(len(connection.atomic_blocks) - open_before)
        return io.BytesIO(b"slow")

    take_in([arrival(b"slow", open=opens)], speaker())
    assert seen == [0]


def test_bytes_that_went_between_are_taken_from_their_archive_again(monkeypatch):
    """Stand in for an erasure of the same bytes by another process between the two steps."""
    whole, place = arriving._taken_in, name_of(hashlib.sha256(b"raced").hexdigest())
    monkeypatch.setattr(arriving, "_taken_in", lambda *rest: (remove_unused(place), whole(*rest))[1])
    (one,) = take_in([arrival(b"raced")], speaker())
    with open_file(one.file) as file:
        assert file.read() == b"raced"


def test_a_capture_is_two_items_of_which_the_picture_was_made_from_the_page(tmp_path):
    place = zipped(tmp_path / "page.wacz", wacz_files())
    found = Captured(
        asked="https://news.example/",
        address="https://news.example/quay",
        status=200,
        title="The quay",
        at=NOW,
        tool="answerable, Chromium",
        wacz=place,
        picture=saved(drawing(), "PNG"),
        requests=3,
        refused=1,
        unanswered=(Unanswered("http://10.0.0.1/", "not public"),),
        remarks=(),
        errors=1,
        failed=(Failed("https://news.example/a.png", 404),),
    )
    whole, picture = keep_captured(found, speaker())
    body = item(whole.key)
    assert (body.type, body.capture.operator, body.capture.at) == ("web-page", AUTHOR, NOW)
    assert shown(body.source).splitlines() == [
        "The web page https://news.example/quay, which answered with status 200.",
        "It was asked for as https://news.example/.",
        "1 of its 3 requests got no answer.",
        "1 of its 3 requests were answered with an error:",
        "404 from https://news.example/a.png",
    ]
    (made,) = [fact.body for fact in read(ItemDerived, case="harbour") if fact.body.item == picture.key]
    assert (made.of, made.way, made.of_sha256) == (whole.key, "picture", body.sha256)
    assert item(picture.key).root == whole.key


def test_an_examination_stands_on_the_page_for_those_who_may_see_the_source():
    (one,) = take_in([arrival(photograph())], speaker())
    examine(item(one.key), now=NOW)
    address = f"/cases/harbour/evidence/{one.key}/"
    seen = page(AUTHOR, address)
    assert "50.450000, -30.520000" in seen
    assert f"{address}preview.jpg" in seen
    answer = signed_in(AUTHOR).get(f"{address}preview.jpg")
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert answer.content.startswith(b"\xff\xd8\xff")
    assert "50.450000" not in page(COAST, address)
    assert signed_in(COAST).get(f"{address}preview.jpg").status_code == 404
    assert signed_in(COAST).post(f"{address}examine/").status_code == 404


def test_items_that_look_alike_or_are_the_same_are_shown_beside_one_another():
    small = saved(drawing().resize((220, 140)), "PNG")
    one, two, three = take_in([arrival(photograph()), arrival(small), arrival(saved(drawing(shift=41)))], speaker())
    for each in (one, two, three):
        examine(item(each.key), now=NOW)
    seen = page(AUTHOR, f"/cases/harbour/evidence/{one.key}/")
    assert f'Looks like <a href="/cases/harbour/evidence/{two.key}/">' in seen
    assert f'Looks like <a href="/cases/harbour/evidence/{three.key}/">' not in seen


def test_an_item_is_examined_from_its_page():
    (one,) = take_in([arrival(photograph())], speaker())
    address = f"/cases/harbour/evidence/{one.key}/"
    assert "It was not examined yet." in page(AUTHOR, address)
    assert signed_in(AUTHOR).post(f"{address}examine/").url == address
    assert examination_of(one.file).found.media == "image/jpeg"


def test_who_finds_every_turn_taken_is_asked_to_try_again(monkeypatch, settings):
    (one,) = take_in([arrival(photograph())], speaker())
    address = f"/cases/harbour/evidence/{one.key}/"
    settings.ANSWERABLE_EXAMINATIONS = 1
    monkeypatch.setattr(keeping.examine, "__kwdefaults__", {"anchors": "", "wait": 0.1})
    with turn(Path(settings.ANSWERABLE_HOME), at_once=1, wait=5):
        answer = signed_in(AUTHOR).post(f"{address}examine/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert "try again in a minute" in answer.content.decode()
    assert examination_of(one.file) is None
    assert signed_in(AUTHOR).post(f"{address}examine/").url == address


def test_a_command_that_finds_every_turn_taken_says_so_and_goes_on(monkeypatch, settings, capsys):
    (one,) = take_in([arrival(photograph())], speaker())
    settings.ANSWERABLE_EXAMINATIONS = 1
    monkeypatch.setattr(intake, "PATIENCE", 0.1)
    with turn(Path(settings.ANSWERABLE_HOME), at_once=1, wait=5):
        intake._examined("harbour", [one])
    assert f"{one.key} was not examined: expected one of 1 turns" in capsys.readouterr().err


def test_what_was_found_goes_with_the_file():
    (one,) = take_in([arrival(photograph())], speaker())
    examine(item(one.key), now=NOW)
    forget(one.file)
    assert examination_of(one.file) is None


def test_nothing_is_kept_of_a_file_that_was_erased_while_it_was_examined(monkeypatch):
    (one,) = take_in([arrival(photograph())], speaker())
    body, whole = item(one.key), keeping.examined
    monkeypatch.setattr(keeping, "examined", lambda *file, **more: (forget(one.file), whole(*file, **more))[1])
    with pytest.raises(Erased):
        examine(body, now=NOW)
    assert examination_of(one.file) is None


def test_what_was_found_goes_where_its_words_are_erased():
    from answerable.evidence.examining.keeping import forget as forget_found

    exif = drawing().getexif()
    exif[315] = "Somebody with a name"
    (one,) = take_in([arrival(saved(drawing(), exif=exif))], speaker())
    examine(item(one.key), now=NOW)
    forget_found(gone_of("sha256:" + "0" * 64, "Somebody else with a name", ""))
    assert examination_of(one.file) is not None
    forget_found(gone_of("sha256:" + "0" * 64, "Somebody with a name", ""))
    assert examination_of(one.file) is None


def sent(content: bytes, name: str = "quay.wacz", **more):
    return signed_in(AUTHOR).post(BRING_IN, {"archive": SimpleUploadedFile(name, content), **more})


def test_an_archive_is_checked_on_a_page_and_taken_in_when_that_is_asked(tmp_path):
    content, before = zipped(tmp_path / "quay.wacz", wacz_files(by_key())).read_bytes(), said("item.taken_in/1")
    answer = sent(content)
    assert answer.status_code == 200
    assert "Nothing was taken in." in answer.content.decode()
    assert "Nobody known here vouches for it." in answer.content.decode()
    assert said("item.taken_in/1") == before
    assert sent(content, take_in="on").url == "/cases/harbour/evidence/"
    assert said("item.taken_in/1") == before + 1


def test_the_page_says_which_file_was_erased_and_does_not_come_back(tmp_path):
    content = zipped(tmp_path / "quay.wacz", wacz_files(by_key())).read_bytes()
    sent(content, take_in="on")
    taken_in = read(ItemTakenInRow, case="harbour")[-1]
    said = erase(taken_in.body.file, reason="safety", origin=taken_in.origin, actor=DIRECTOR, at=NOW)
    client = signed_in(AUTHOR)
    upload = SimpleUploadedFile("quay.wacz", content)
    text = client.post(BRING_IN, {"archive": upload, "take_in": "on"}, follow=True).content.decode()
    assert f"The file of {taken_in.body.item} was erased ({said.origin} {said.index})." in text


@pytest.mark.parametrize("name", ["quay.wacz", "../../etc/passwd", "a\x00b", "x" * 500])
def test_an_archive_that_does_not_hold_is_refused_on_the_page(name):
    answer = sent(b"PK\5\6" + bytes(18), name)
    assert answer.status_code == 409
    assert 'class="errorlist"' in answer.content.decode()


def test_the_page_tells_the_command_for_a_capture():
    seen = page(AUTHOR, f"{BRING_IN}?address=https://news.example/a%27b")
    assert "answerable evidence capture" in seen
    assert "--case harbour --by centre-author" in seen


DISGUISED, SEEN = "photo\u202egpj.exe", "photo[U+202E]gpj.exe"


def test_a_disguised_name_is_kept_and_shown_and_given_out_with_all_that_it_holds():
    (one,) = take_in([arrival(b"a program", file_name=DISGUISED, title="")], speaker())
    body, address = item(one.key), f"/cases/harbour/evidence/{one.key}/"
    assert (body.file_name, shown(body.original_name), shown(body.title)) == (one.key, DISGUISED, SEEN)
    for seen in (page(AUTHOR, address), page(DIRECTOR, "/cases/harbour/say/content.erased/")):
        assert SEEN in seen
        assert "\u202e" not in seen
    assert "characters that hide, turn or imitate letters" in page(AUTHOR, address)
    answer = signed_in(AUTHOR).post(f"{address}file/", {"purpose": "to look at it"})
    assert answer["Content-Disposition"] == f'attachment; filename="{SEEN}"'
    assert b"".join(answer.streaming_content)  # closed before its end, it would close the database of the test too


@pytest.mark.parametrize(("name", "goes_out"), [("quay.jpg", "quay.jpg"), ("a/b\\c.jpg", "a-b-c.jpg"), ("", "E{}")])
def test_a_plain_name_is_shown_and_given_out_as_it_is(name, goes_out):
    (one,) = take_in([arrival(b"a film", file_name=name)], speaker())
    address = f"/cases/harbour/evidence/{one.key}/"
    assert "characters that hide, turn or imitate letters" not in page(AUTHOR, address)
    answer = signed_in(AUTHOR).post(f"{address}file/", {"purpose": "to look at it"})
    assert answer["Content-Disposition"] == f'attachment; filename="{goes_out.format(one.key[1:])}"'
    assert b"".join(answer.streaming_content)  # closed before its end, it would close the database of the test too


def test_a_disguised_name_in_an_archive_is_seen_before_it_is_taken_in(tmp_path):
    content = zipped(tmp_path / "bag.zip", bag_files({DISGUISED: b"a program"})).read_bytes()
    text = sent(content, "bag.zip").content.decode()
    assert SEEN in text
    assert "\u202e" not in text


def test_somebody_without_a_role_is_told_for_whom_the_page_is():
    assert "For people who work on the case as:" in page(COAST, BRING_IN)
    answer = signed_in(COAST).post(BRING_IN, {"archive": SimpleUploadedFile("a.wacz", b"x"), "take_in": "on"})
    assert answer.status_code == 403

"""A file name that names somebody: in no entry, in the vault alone, and gone once it is erased."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from typer.testing import CliRunner

from answerable.cli import app
from answerable.evidence.arriving import Speaker
from answerable.evidence.capturing.keeping import keep as keep_captured
from answerable.evidence.capturing.pages import Captured
from answerable.evidence.entries import ItemTakenIn as Intake
from answerable.evidence.examining.keeping import examine
from answerable.evidence.forms.files import kept
from answerable.evidence.importing.keeping import keep
from answerable.evidence.importing.reading import read_archive
from answerable.evidence.models import ItemTakenIn
from answerable.evidence.naming import is_neutral, name_of, named, neutral
from answerable.folders.exporting import export_case
from answerable.folders.loading import load_folder
from answerable.record.facts import read
from answerable.record.models import EntryRow
from answerable.vault.finding import find
from answerable.vault.sealing import Sealed, erase, say
from answerable.vault.store import is_open, store_file
from tests.evidence.importing.made import archived, bag_files, laid_out, wacz_files, zipped
from tests.folders.conftest import ring
from tests.folders.small import change, write_small

__all__ = ["ring"]
NAME = "Kovalenchukova"
FILE = f"Interview Olena {NAME}.txt"
AT = datetime(2026, 2, 1, tzinfo=UTC)
CENTRE = "small.example/centre"
CONTENTS = ("title", "source", "origin", "file", "original_name")


@pytest.fixture
def elsewhere(tmp_path_factory):
    """A folder outside the home, which no search looks into."""
    return tmp_path_factory.mktemp("elsewhere")


@pytest.fixture
def small(sqlite, settings, elsewhere, ring):
    settings.ANSWERABLE_HOME = settings.FILE_UPLOAD_TEMP_DIR = sqlite.home
    settings.ANSWERABLE_UPLOADS, settings.EMAIL_FILE_PATH = sqlite.home / "uploads", sqlite.home / "mail"
    folder = write_small(elsewhere / "small")
    change(folder, "evidence.toml", 'file_name = "E1.zip"\noriginal_name = "quay.zip"', f'file_name = "{FILE}"')
    (folder / "evidence" / "E1.zip").rename(folder / "evidence" / FILE)
    load_folder(folder, keyring=ring)
    return folder


def speaker():
    return Speaker(origin=CENTRE, person="ann", case="small", at=AT)


def imported(place):
    with read_archive(place) as found:
        keep(found, speaker())


def packed(**members: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue()


def sheet():
    """Return what the auto-archiver leaves, with the name in a file name and in its status."""
    files = {name.replace("film", NAME): content for name, content in archived().items()}
    told = files["db.csv"].replace(b"film.mp4", f"{NAME}.mp4".encode())
    return files | {"db.csv": told.replace(b": success", f": success {NAME}".encode())}


def uploaded():
    plain = {"item": "E50", "type": "document", "title": f"Talk with {NAME}", "source": NAME, "custodian": "ann"}
    upload = SimpleUploadedFile(FILE, packed(**{FILE: b"what was told"}))
    say(Intake, plain | kept(upload, "E50"), origin=CENTRE, actor="ann", at=AT, case="small")


def captured(elsewhere):
    page = Captured(
        asked=f"https://news.example/{NAME}", address=f"https://news.example/{NAME}", status=200, title=f"On {NAME}",
        at=AT, tool="answerable, Chromium", wacz=zipped(elsewhere / f"{NAME}.wacz", wacz_files(title="another")),
        picture=b"drawn", requests=1, refused=0, unanswered=(), remarks=(),
    )  # fmt: skip
    keep_captured(page, speaker())


def test_a_name_in_a_file_name_stands_in_no_entry_and_goes_when_it_is_erased(small, elsewhere):
    uploaded()
    imported(laid_out(elsewhere / "bag", bag_files({FILE: b"from a bag"})))
    said = {"operator": f"Olena {NAME}"}
    imported(zipped(elsewhere / f"{NAME}.wacz", wacz_files(answerable=said)))
    imported(laid_out(elsewhere / "sheet", sheet()))
    captured(elsewhere)
    items = [fact for fact in read(ItemTakenIn, case="small") if fact.body.file]
    assert [name_of(fact.body) for fact in items].count(FILE) == 3  # loaded, uploaded, out of a bag
    assert len(items) == 8
    assert all(is_neutral(fact.body.item, fact.body.file_name) for fact in items)
    assert not [row.index for row in EntryRow.objects.all() if NAME.encode() in bytes(row.raw)]
    for fact in items:
        examine(fact.body, now=AT)
        for field in CONTENTS:
            if (content := getattr(fact.body, field)) and is_open(content):
                erase(content, reason="safety", origin=fact.origin, actor="ann", at=AT)
    assert [each.where for each in find(NAME)] == []
    assert [name_of(fact.body) for fact in items] == [fact.body.file_name for fact in items]
    export_case("small", elsewhere / "out")
    assert not [
        each for each in (elsewhere / "out").rglob("*") if each.is_file() and NAME.encode() in each.read_bytes()
    ]


def test_a_name_in_clear_in_an_entry_of_an_earlier_version_is_shown_until_the_file_is_erased(small):
    plain = {"item": "E50", "type": "document", "title": "A talk", "source": "Somebody", "custodian": "ann"}
    file = {"file": Sealed(store_file(io.BytesIO(b"told"))), "file_name": FILE}
    fact = say(Intake, plain | file, origin=CENTRE, actor="ann", at=AT, case="small")
    assert name_of(fact.body) == FILE
    erase(fact.body.file, reason="safety", origin=CENTRE, actor="ann", at=AT)
    assert name_of(fact.body) == "E50.txt"


def test_erasing_a_file_by_command_tells_what_its_name_lies_under(small):
    uploaded()
    body = read(ItemTakenIn, case="small")[-1].body
    asked = ["vault", "erase", body.file, "--reason", "safety", "--by", "ann"]
    told = CliRunner().invoke(app, asked).stdout
    assert f"still here, the name under which this file came: {body.original_name}" in told.splitlines()


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("quay.JPG", "E1.jpg"),
        ("a/b.tar.gz", "E1.gz"),
        ("film.kovalenchukova", "E1"),
        ("docx", "E1"),
        ("E1.txt", "E1.txt"),
        ("E1", "E1"),
        ("E1.Olena", "E1"),
        ("E10.txt", "E1.txt"),
        ("E1txt", "E1"),
        ("photo\u202egpj.exe", "E1"),
    ],
)
def test_an_entry_calls_a_file_by_its_item_and_a_usual_ending(name, called):
    assert neutral("E1", name) == called
    assert neutral("E1", called) == called
    assert named("E1", name) == {"file_name": called} | ({} if name == called else {"original_name": name})


@pytest.mark.parametrize("item", ["photo.jpg", "a.b", "E1.", "txt"])
def test_what_is_neutral_stays_as_it_is(item):
    for name in ("other.foo", "other.png", ""):
        assert neutral(item, neutral(item, name)) == neutral(item, name)


def test_a_file_without_a_name_is_called_nothing():
    assert named("E1", " ") == named("E1", "") == {}

"""What a stick brings is judged; what is torn, forged, foreign or there twice does no harm; nothing whole is lost."""

from __future__ import annotations

from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import pyrage
import pytest
from pyrage.x25519 import Identity

from answerable.houses.carrying.files import PIECE, content_folder, name_of, parts, unpacked
from answerable.houses.carrying.index import Index, Sealed, giver_in, write_index
from answerable.houses.errors import HouseError
from answerable.record.errors import RecordError
from tests.houses.houses import AT, CENTRE, COAST, Elsewhere, signer_of

LOG = f"log/{sha256(COAST.encode()).hexdigest()}"


def files_of(coast: Elsewhere) -> list[tuple[str, bytes]]:
    """Return what the coast would put onto a stick, with fewer than 256 entries."""
    from answerable.record.merkle import leaf_hash

    width = f"000.p/{len(coast.raws)}"
    bundle = b"".join(len(raw).to_bytes(2, "big") + raw for raw in coast.raws)
    found = [
        (f"{LOG}/origin", coast.origin.encode()),
        (f"{LOG}/tile/0/{width}", b"".join(map(leaf_hash, coast.raws))),
        (f"{LOG}/tile/entries/{width}", bundle),
        (f"{LOG}/checkpoint", coast.note().encode()),
    ]
    for commitment, (form, salt, content) in coast.contents.items():
        folder, whole = f"content/{commitment.removeprefix('sha256:')}", salt + content
        found.append((f"{folder}/form", f"{form} {len(content)}".encode()))
        found += [(f"{folder}/{first}", whole[first : first + PIECE]) for first in range(0, len(whole), PIECE)]
    return found


def stick_of(folder: Path, files: list[tuple[str, bytes]], *, to: str = CENTRE, giver: str = COAST, key=None) -> Path:
    """Write a stick with these files, each in a part of its own."""
    from pyrage.x25519 import Recipient

    from answerable.houses.carrying.keys import recipient_of

    (folder / "parts").mkdir(parents=True, exist_ok=True)
    recipient, sealed = Recipient.from_str(recipient_of(CENTRE)), []
    for file in files:
        (archive,) = parts([file])
        content = pyrage.encrypt(archive, [recipient])
        (folder / "parts" / f"{name_of(archive)}.age").write_bytes(content)
        sealed.append(Sealed(name=name_of(archive), size=len(content), sha256=sha256(content).hexdigest()))
    index = write_index(Index(giver=giver, taker=to, at=AT, parts=tuple(sealed)), key or signer_of(giver))
    (folder / "index.age").write_bytes(pyrage.encrypt(index, [recipient]))
    return folder


def taken(folder: Path, here):
    from answerable.houses.carrying.reading import carry_in

    return carry_in(folder, here=here, at=AT)


@pytest.fixture
def stick(tmp_path, peer, coast) -> Path:
    return stick_of(tmp_path / "stick", files_of(coast))


def test_a_stick_brings_the_log_and_again_nothing(stick, here, coast):
    from answerable.record.log import size_of

    first, again = taken(stick, here), taken(stick, here)
    assert (first.complete, first.pulled.entries, again.pulled.entries) == (True, len(coast.raws), 0)
    assert size_of(COAST) == len(coast.raws)


def test_a_torn_stick_brings_the_rest_later_and_names_what_is_missing(stick, here, coast):
    bundle = max((stick / "parts").iterdir(), key=lambda path: path.stat().st_size)
    whole = bundle.read_bytes()
    bundle.write_bytes(whole[:-100])
    torn = taken(stick, here)
    assert (torn.complete, torn.missing) == (False, (bundle.stem,))
    for path in (stick / "parts").iterdir():  # the next stick holds the missing part alone
        path.unlink()
    bundle.write_bytes(whole)
    assert taken(stick, here).complete


def shortened(part: bytes) -> bytes:
    return part[:-1]


def altered(part: bytes) -> bytes:
    """Return as many bytes, four of them others."""
    return part[:400] + bytes(each ^ 1 for each in part[400:404]) + part[404:]


@pytest.mark.parametrize("spoil", [lambda _part: b"", lambda _part: b"age-encryption.org/v1\n", shortened, altered])
def test_a_part_that_was_torn_on_the_stick_is_written_anew_and_a_whole_one_kept(tmp_path, peer, here, spoil):
    from answerable.houses.carrying.keys import identity, recipient_of
    from answerable.houses.carrying.writing import carry_out

    def out():
        return carry_out(tmp_path / "stick", peer=peer, here=here, recipient=recipient_of(CENTRE), whole=True, at=AT)

    first = out()
    assert (first.parts, first.kept, out().kept) == (1, 0, 1)
    (part,) = (tmp_path / "stick" / "parts").iterdir()
    part.write_bytes(spoil(part.read_bytes()))
    assert (out().kept, out().kept) == (0, 1)
    assert name_of(pyrage.decrypt(part.read_bytes(), [identity(CENTRE)])) == part.stem


def test_a_stick_says_what_its_house_held_when_it_was_written_and_a_torn_one_says_nothing(stick, here, peer):
    from datetime import timedelta

    from answerable.houses.carrying.reading import carry_in
    from answerable.houses.tables import Peer

    def heard():
        return Peer.objects.get(pk=peer.pk).pulled

    bundle = max((stick / "parts").iterdir(), key=lambda path: path.stat().st_size)
    whole = bundle.read_bytes()
    bundle.write_bytes(whole[:-100])
    carry_in(stick, here=here, at=AT + timedelta(days=9))
    assert heard() is None
    bundle.write_bytes(whole)
    carry_in(stick, here=here, at=AT + timedelta(days=9))
    assert heard() == AT


def test_a_stick_whose_parts_come_in_another_order_and_twice_says_the_same(tmp_path, peer, here, coast):
    files = files_of(coast)
    assert taken(stick_of(tmp_path / "stick", [*files[::-1], *files]), here).pulled.entries == len(coast.raws)


def test_a_later_stick_goes_on_where_an_earlier_one_ended(tmp_path, peer, here, coast):
    from answerable.people.entries import OrganisationNamed

    taken(stick_of(tmp_path / "one", files_of(coast)), here)
    coast.say(OrganisationNamed(organisation="quay", name="Quay"))
    assert taken(stick_of(tmp_path / "two", files_of(coast)), here).pulled.entries == 1
    assert taken(tmp_path / "one", here).pulled.entries == 0


def test_a_fork_that_comes_on_a_stick_is_shown(tmp_path, peer, here, coast):
    from answerable.people.models import ForkShown

    told = coast.forked(3)
    taken(stick_of(tmp_path / "one", files_of(coast)), here)
    assert taken(stick_of(tmp_path / "two", files_of(told)), here).pulled.forks == 1
    assert ForkShown.objects.get().log == COAST


def test_a_content_comes_with_its_salt_and_another_is_refused(tmp_path, peer, here, coast):
    from answerable.evidence.entries import CaseOpened
    from answerable.houses.carrying.reading import Stick
    from answerable.houses.fetching_contents import path_of
    from answerable.houses.tables import Copy

    commitment = coast.keep("The terms of the case. " * 300_000)  # more than one piece
    coast.say(CaseOpened(title="Quay", terms=commitment, situation="peace"), case="quay")
    place = tmp_path / "there"
    for name, content in files_of(coast):
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(content)
    row = Copy(commitment=commitment, origin=COAST, idx=4, field="terms")
    form, salt, content = coast.contents[commitment]
    for first in (0, 10, PIECE, PIECE + 7, len(content)):
        said, pieces = Stick(place).content(path_of(row, first=first), most=10**9)
        assert (said["answerable-form"], b"".join(pieces)) == (form, salt + content[first:])


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"to": "harbour.example/north"}, "expected a stick to harbour.example/centre"),
        ({"giver": "harbour.example/north"}, "expected a house that was added here"),
        ({"key": signer_of(COAST, again="x")}, "expected a signature by one of the known keys"),
    ],
)
def test_a_stick_to_or_from_somebody_else_is_refused(tmp_path, peer, here, coast, change, says):
    stick = stick_of(tmp_path / "stick", files_of(coast), **change)
    with pytest.raises(RecordError, match=says):
        taken(stick, here)


def test_a_stick_sealed_to_another_key_is_refused(stick, here):
    other = pyrage.encrypt(b"x", [Identity.generate().to_public()])
    (stick / "index.age").write_bytes(other)
    with pytest.raises(HouseError, match=r"index.age: expected something sealed to harbour.example/centre"):
        taken(stick, here)


def test_a_folder_that_is_no_stick_is_refused(tmp_path, here, peer):
    with pytest.raises(HouseError, match=r"expected a stick in"):
        taken(tmp_path, here)


@pytest.mark.parametrize(
    "content", [b"", b"\xff" * 300, b"answerable carry 1\n{}\n", b"x\n\n\xe2\x80\x94 a AAAAAAA=\n"]
)
def test_what_is_no_index_is_refused(content):
    with pytest.raises(RecordError):
        giver_in(content)


@pytest.mark.parametrize(
    "name", ["../x", "/etc/passwd", "log/../x", f"{LOG}/tile/0/../000", "content/zz/0", f"{LOG}/origin/x", "done/x"]
)
def test_a_part_with_any_other_name_is_refused(name):
    (archive,) = parts([(name, b"x")])
    with pytest.raises(HouseError, match=r"expected files of a stick"):
        list(unpacked(archive))


@pytest.mark.parametrize("content", [b"", b"x" * 512, b"\0" * 100])
def test_a_part_that_is_no_archive_brings_nothing(content):
    with suppress(HouseError):
        assert list(unpacked(content)) == []


def test_parts_are_the_same_for_the_same_files_and_hold_them_all():
    files = [(f"{LOG}/tile/0/00{number}", bytes([number]) * 3_000_000) for number in range(7)]
    assert list(parts(files)) == list(parts(files))
    assert [file for archive in parts(files) for file in unpacked(archive)] == files
    assert len(list(parts(files))) == 4


def test_writing_that_was_cut_goes_on_where_it_stopped(tmp_path, peer, here):
    from answerable.houses.carrying.keys import recipient_of
    from answerable.houses.carrying.writing import carry_out

    stick, key = tmp_path / "stick", recipient_of(CENTRE)
    first = carry_out(stick, peer=peer, here=here, recipient=key, at=AT)
    kept = {path.name: path.read_bytes() for path in (stick / "parts").iterdir()}
    (stick / "index.age").unlink()
    (stick / "parts" / ".torn").write_bytes(b"half a par")
    again = carry_out(stick, peer=peer, here=here, recipient=key, at=AT)
    assert (first.kept, again.kept, again.parts) == (0, first.parts, first.parts)
    assert {path.name: path.read_bytes() for path in (stick / "parts").iterdir()} == kept
    assert (stick / "index.age").exists()


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path, peer, here):
    from answerable.houses.carrying.keys import recipient_of
    from answerable.houses.carrying.writing import carry_out

    (tmp_path / "stick").mkdir()
    (tmp_path / "stick" / "holiday.jpg").write_bytes(b"x")
    with pytest.raises(HouseError, match=r"found holiday\.jpg"):
        carry_out(tmp_path / "stick", peer=peer, here=here, recipient=recipient_of(CENTRE), at=AT)


def test_nothing_is_carried_to_a_house_that_named_no_key(tmp_path, peer, here):
    from answerable.houses.carrying.writing import carry_out

    with pytest.raises(HouseError, match=r"expected the age key of harbour.example/coast on record"):
        carry_out(tmp_path / "stick", peer=peer, here=here, at=AT)


def test_what_is_erased_leaves_what_is_still_on_its_way(tmp_path, settings):
    from answerable.houses.carrying.reading import CARRIED
    from answerable.houses.forgetting import forget_arriving
    from answerable.vault.erasing import Gone

    settings.ANSWERABLE_HOME = tmp_path
    erased, other = (f"sha256:{name * 64}" for name in "ab")
    for commitment in (erased, other):
        place = tmp_path / CARRIED / "coast" / content_folder(commitment)
        place.mkdir(parents=True)
        (place / "0").write_bytes(b"salt and words")
    forget_arriving(Gone(commitment=erased))
    assert [path.parent.name for path in (tmp_path / CARRIED).rglob("0")] == ["b" * 64]

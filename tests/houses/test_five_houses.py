"""Five houses as processes of their own, one case between them, and whatever can go wrong on the way.

The houses are made once, and the tests follow each other in the order in which they stand here: what one of them leaves
behind is how the next finds them, as it would be with real ones.
"""

from __future__ import annotations

import json
import re
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest

from answerable.houses.forks import read_fork
from answerable.people.entries import OrganisationNamed
from answerable.record.entry import LARGEST
from answerable.record.errors import RecordError
from answerable.record.forks import verify_fork
from answerable.record.note import Signer, generate
from tests.houses.case_of_five import CASE, indexes, opened, released, told, vkeys
from tests.houses.five import CLOCKS, DAY_S, FAKETIME, Five, House, origin_of
from tests.houses.foreign import Log, cosigned_at, post
from tests.houses.liar import Liar
from tests.houses.weather import LIES, House as Shown, signed
from tests.simulator import Section, entry_of

pytestmark = pytest.mark.soak

ROUNDS = 6
"""Times that the weather changes."""

DRIVEN = 0.35
"""How likely it is, in bad weather, that a request meets a bad fate."""

LIAR = "quay"
"""The house that falls into the wrong hands, at the end."""


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("five")


@pytest.fixture(scope="module")
def five(place):
    """Five houses in which a case was worked on and released; the coast's signature was made in its own."""
    made = opened(place)
    try:
        told(made, str(place / "case"))
        released(made, place / "released")
        yield made
    finally:
        made.close()


def same_everywhere(five: Five, *, without: tuple[str, ...] = ()) -> None:
    """Return only if all houses have the same facts, row for row, but for what the logs of some houses say."""
    some = [house for house in five if house.name not in without]
    found = {house.name: house.facts(*(each.origin for each in some)) for house in some}
    first = next(iter(found.values()))
    assert len(first["record_entry"]) > 0
    for name, tables in found.items():
        differs = [table for table in first if tables[table] != first[table]]
        assert not differs, f"{name} has other rows of {differs}"


def counted(five: Five, soak_figures, *, without: tuple[str, ...] = ()) -> None:
    """Count what is lost and what is doubled, and return only if nothing is."""
    lost, doubled = five.lost_and_doubled(without=without)
    soak_figures.count("entries lost", lost)
    soak_figures.count("entries doubled", doubled)
    assert (lost, doubled) == (0, 0)


def test_every_house_gives_the_same_board_and_asks_every_gate_again_offline(five, soak_figures):
    five.stop()
    boards = {house.name: house.typed("clear", CASE, status=None) for house in five}
    assert set(boards.values()) == {boards["centre"]}
    assert "countersignature     open" in boards["centre"]
    for house in five:
        assert house.ask("ask_all", CASE) == []
    ((origin, index),) = indexes(five, "output.released/1")
    for house in five:
        assert "the same answer" in house.typed("log", "ask", origin, str(index))
    same_everywhere(five)
    counted(five, soak_figures)
    five.start()


def test_a_release_that_another_house_countersigned_verifies_everywhere(five, place):
    certificate, files = place / "released" / "certificate.json", [place / "released" / "release.html"]
    words = ["verify", str(certificate), *map(str, files)]
    assert origin_of("coast") in {origin for origin, _ in indexes(five, "draft.countersigned/1")}
    keys = place / "keys.txt"
    keys.write_text("\n".join(vkeys(five)) + "\n", encoding="utf-8")
    stranger = House("stranger", place / "stranger", ("127.0.0.1", 0))
    for house in (*five, stranger):
        assert "countersigned by: coast" in house.typed(*words, "--keys", str(keys))
    root = rooted(five, place)
    assert "number 1 of harbour-watch" in stranger.typed(*words, "--root", str(root))
    assert not stranger.home.exists()
    (place / "release.html").write_bytes(files[0].read_bytes().replace(b"e", b"a", 1))
    assert "NOT VERIFIED" in stranger.typed("verify", str(certificate), str(place / "release.html"), status=None)


def rooted(five: Five, place: Path) -> Path:
    """Return a root of the organisation, made on a machine that has a copy of the record and is taken away."""
    shutil.copytree(five["centre"].home, place / "offline")
    offline, file = House("offline", place / "offline", ("127.0.0.1", 0)), place / "root-1.txt"
    key = offline.typed("keys", "new", "root.example/ana").strip()
    words = ["root", "new", "--key", key, "--threshold", "1", "--expires", "2030-01-01", "--out", str(file)]
    offline.typed(*words)
    offline.typed("root", "sign", str(file), "--key", "root.example/ana", "--yes")
    return file


@pytest.mark.skipif(FAKETIME is None, reason="libfaketime is not installed")
def test_houses_whose_clocks_are_days_away_sign_and_cosign(five):
    heard = five["centre"].ask("offsets")
    for name, away in CLOCKS.items():
        days = int(away.removesuffix("d"))
        assert abs(heard[origin_of(name)] - days * DAY_S) < 600
        rows = five["centre"].rows(
            "SELECT MAX(at) FROM houses_cosignature WHERE key LIKE ?", f"{origin_of(name)}/witness+%"
        )
        assert abs(rows[0][0] - time.time() - days * DAY_S) < 3600
    assert five["river"].ask("offsets")[origin_of(LIAR)] < -7 * DAY_S
    for house in five:
        told_by = house.rows("SELECT COUNT(DISTINCT key) FROM houses_cosignature WHERE origin = ?", house.origin)
        assert told_by[0][0] == 16  # four other houses, each as witness and as mirror, with two keys each


def test_a_round_of_sync_between_five_houses_is_timed(five, soak_figures):
    for house in five:
        house.write("timed")
    begun = time.monotonic()
    for house in five:
        house.typed("sync")
    soak_figures.note("a round of sync of five houses, a process each", f"{time.monotonic() - begun:.1f} s")
    begun = time.monotonic()
    for house in five:
        assert house.sync()["errors"] == []
    soak_figures.note("the same round again, nothing new, no process to start", f"{time.monotonic() - begun:.1f} s")
    five.settle()
    same_everywhere(five)


@pytest.mark.parametrize("seed", [1, 2])
def test_after_any_weather_every_house_has_the_same_facts(five, soak_figures, seed):
    random, network = Random(seed), five.network
    network.random, before = Random(seed), sum(network.faults.values())
    for number in range(ROUNDS):
        network.part({house.name: random.randrange(random.choice((1, 2, 3))) for house in five})
        network.weather = DRIVEN
        killed = random.choice(list(five)) if random.random() < 0.5 else None
        for house in five:
            assert house.write(f"weather-{seed}-{number}", random.randrange(4)) == ""
        some = random.sample(list(five), 3)
        with ThreadPoolExecutor(len(some)) as pool:
            rounds = [pool.submit(house.sync) for house in some]
            if killed is not None:
                time.sleep(random.random())
                killed.stop(kill=True)
                network.faults["server killed"] += 1
            for each in rounds:
                each.result()
        if killed is not None:
            killed.start()
            killed.wait()
    network.weather = 0.0
    network.part({})
    soak_figures.count("faults injected", sum(network.faults.values()) - before)
    soak_figures.note(f"weather {seed}", ", ".join(f"{name} {n}" for name, n in sorted(network.faults.items())))
    soak_figures.note(f"rounds until rest, after weather {seed}", str(five.settle()))
    same_everywhere(five)
    counted(five, soak_figures)
    for house in five:
        assert json.loads(house.run("peer", "list", "--json"))["forks"] == []
        house.run("log", "verify")


def test_a_stick_stands_for_the_network_and_may_be_torn(five, place, soak_figures):
    centre, river = five["centre"], five["river"]
    five.network.part({"river": 1})
    for house in five:
        house.write("stick", 2)
    five.settle(without=("river",))
    for giver, taker in ((centre, river), (river, centre)):
        stick, whole = place / f"to-{taker.name}", place / f"whole-{taker.name}"
        giver.run("carry", "out", str(stick), "--to", taker.origin)
        shutil.copytree(stick, whole)
        part = max((stick / "parts").iterdir(), key=lambda path: path.stat().st_size)
        part.write_bytes(part.read_bytes()[:-1000])
        assert "torn" in taker.run("carry", "in", str(stick), status=1)
        soak_figures.count("faults injected", 1)
        giver.run("carry", "out", str(stick), "--to", taker.origin)  # the torn part is written anew
        for _ in range(2):
            taker.run("carry", "in", str(stick))
        assert taker.run("carry", "in", str(whole)).endswith("0 entries, 0 contents\n")
    five.settle(without=("river",))
    same_everywhere(five)
    counted(five, soak_figures)
    five.network.part({})
    five.settle()


def test_a_log_that_uses_none_of_our_programs_is_witnessed_and_mirrored(five, place, soak_figures):
    north, random = five["north"], Random(5)
    origin = "hand.example/log"
    raws = [
        entry_of(OrganisationNamed(organisation="hand", name=f"Hand {n}"), origin=origin, random=random, case="")
        for n in range(10)
    ]
    log, base = Log(origin, b"\x07" * 32, raws), f"{five.network.links['coast', 'north'].address}/house"
    other, crooked = Log(origin, b"\x07" * 32, [*raws[:8], raws[0]]), log.add_checkpoint(9, 10).split(b"\n")
    crooked[1] = b"A" * 43 + b"="
    assert post(f"{base}/add-checkpoint", log.add_checkpoint(0, 4), place)[0] == 404  # nobody named it
    north.run("peer", "add", "--key", log.vkey)
    (opening,) = north.rows("SELECT body FROM people_houseopened WHERE origin = ?", north.origin)
    cosigners = json.loads(opening[0])["cosigners"]
    witness, mirror = (
        next(each for each in cosigners if each.startswith(f"{north.origin}/{part}+")) for part in ("witness", "mirror")
    )
    for old, size in ((0, 4), (4, 7), (7, 9)):
        status, answer = post(f"{base}/add-checkpoint", log.add_checkpoint(old, size), place)
        assert (status, abs(cosigned_at(log.checkpoint(size), answer, witness) - time.time()) < 60) == (200, True)
    wrong = (
        (409, log.add_checkpoint(0, 9)),
        (422, b"\n".join(crooked)),
        (403, Log(origin, b"\x08" * 32, raws).add_checkpoint(9, 9)),
        (400, b"old 9\n" + log.checkpoint(9).encode()),
        (400, b"\xff" * 100),
    )
    for status, body in wrong:
        assert post(f"{base}/add-checkpoint", body, place)[0] == status
    mirrored = ("-H", "Content-Type: application/octet-stream")
    status, answer = post(f"{base}/add-entries", log.add_entries(0, 0), place, *mirrored)
    assert (status, answer.split(b"\n")[:2]) == (409, [b"9", b"0"])
    assert post(f"{base}/add-entries", log.add_entries(0, 9)[:-40], place, *mirrored)[0] == 400
    assert post(f"{base}/add-entries", other.add_entries(0, 9), place, *mirrored)[0] == 422
    assert north.entries(origin) == []
    status, answer = post(f"{base}/add-entries", log.add_entries(0, 9), place, *mirrored)
    assert (status, abs(cosigned_at(log.checkpoint(9), answer, mirror) - time.time()) < 60) == (200, True)
    assert north.entries(origin) == raws[:9]
    assert post(f"{base}/add-checkpoint", other.add_checkpoint(9, 9), place)[0] == 409  # another story
    assert post(f"{base}/add-checkpoint", log.add_checkpoint(9, 10), place)[0] == 409  # of it nothing counts any more
    assert "signed two stories" in north.run("peer", "list", status=1)
    north.run("peer", "remove", origin)
    soak_figures.count("bad inputs tried", len(wrong) + 3)


def test_a_house_from_an_old_backup_takes_its_own_entries_back_before_it_writes(five, place, soak_figures):
    old, file = five["coast"], place / "coast.age"
    old.typed("backup", str(file), "--passphrase", "--with-keys")
    old.write("after-the-backup", 3)
    five.settle(rounds=12)
    old.close()
    soak_figures.count("faults injected", 1)
    home = place / "coast-again"
    old.typed("restore", str(file), "--into", str(home))
    coast = House("coast", home, old.place, said=old.said)
    five.houses["coast"] = coast
    coast.start()
    coast.wait()
    assert "cannot be written to" in coast.write("too-early")
    five.network.part({"north": 1})
    assert coast.sync()["resumed"] == []
    assert "cannot be written to" in coast.write("too-early")
    assert "cannot be written to" in coast.run("log", "checkpoint", coast.origin, status=2)
    five.network.part({})
    assert coast.sync()["resumed"] == [coast.origin]
    assert coast.write("in-time") == ""
    five.settle(rounds=12)
    same_everywhere(five, without=())
    counted(five, soak_figures)


def test_a_house_in_the_wrong_hands_deceives_nobody(five, place, soak_figures):
    quay = five[LIAR]
    signer = generate(quay.origin, seed=bytes.fromhex(quay.ask("seed", quay.origin)))
    quay.stop()
    held = held_by(quay, signer)
    liars = [Liar(held), Liar(held)]
    honest = [house for house in five if house is not quay]
    try:
        for house in honest:
            five.network.links[house.name, LIAR].target = liars[honest.index(house) % 2].place
        soak_figures.count("bad inputs tried", lied(five, honest, liars, held))
        stories = forked(held, signer)
        for liar, story in zip(liars, stories, strict=True):
            liar.shown = story
        for house in honest:
            house.run("peer", "pull", quay.origin)
            assert house.entries(quay.origin) in [story.logs[quay.origin] for story in stories]
        five.settle(without=(LIAR,), rounds=12)
        proofs = [fork_shown_by(house) for house in honest]
        missed = sum(not proof for proof in proofs)
        soak_figures.count("forks missed", missed)
        assert missed == 0
        same_everywhere(five, without=(LIAR,))
        counted(five, soak_figures, without=(LIAR,))
        for proof in set(proofs):
            soak_figures.count("bad inputs tried", proved(proof, signer, place))
    finally:
        for liar in liars:
            liar.close()


def held_by(house: House, signer: Signer) -> Shown:
    """Return what a house holds of all logs, to be shown by somebody else."""
    newest = "SELECT origin, note FROM record_checkpoint ORDER BY size"
    notes = {str(origin): str(note) for origin, note in house.rows(newest)}
    shown = Shown(Section(house.origin, signer))
    for origin, note in notes.items():
        shown.logs[origin] = house.entries(origin)[: int(note.split("\n")[1])]
        shown.notes[origin] = note
    return shown


def copied(shown: Shown) -> Shown:
    return Shown(shown.section, {origin: list(raws) for origin, raws in shown.logs.items()}, dict(shown.notes))


def lied(five: Five, honest: list[House], liars: list[Liar], held: Shown) -> int:
    """Show lies to every honest house, and return how many; none of them may change what a house holds."""
    random, tried = Random(11), 0
    for lie in (*LIES, *LIES, *grown_lies(held)):
        story = copied(held)
        if lie in LIES and lie.__name__ != "replayed":  # lies about the logs of others: of its own it may say anything
            del story.logs[held.origin], story.notes[held.origin]
        lie(story, random)
        for liar in liars:
            liar.shown = story
        for house in honest:
            before = house.facts()
            house.run("peer", "pull", origin_of(LIAR), "--json", status=None)
            assert house.facts() == before, f"{house.name} believed: {lie.__name__}"
            tried += 1
    troubles = honest[0].rows("SELECT what FROM houses_trouble WHERE peer = ?", origin_of(LIAR))
    assert {"refused", "stale"} <= {what for (what,) in troubles}
    return tried


def grown_lies(held: Shown) -> list:
    """Return lies about new entries: a checkpoint that is signed, and other entries than it covers."""
    origin, signer = held.origin, held.section.signer
    new = said(held, "new", 3)
    thief = generate(origin, seed=b"\x09" * 32)

    def lie(name: str, raws: list[bytes], by: Signer = signer):
        def told_so(story: Shown, _random: Random) -> None:
            story.logs = {origin: [*held.logs[origin], *raws]}
            story.notes = {origin: signed(by, [*held.logs[origin], *new])}

        told_so.__name__ = name
        return told_so

    return [
        lie("the last entry is missing", new[:-1]),
        lie("an entry is too large", [*new[:-1], b"x" * (LARGEST + 1)]),
        lie("a byte is changed", [*new[:-1], new[-1][:-2] + b"?}"]),
        lie("an entry stands twice", [new[0], new[0], new[2]]),
        lie("two entries stand the other way round", [new[0], new[2], new[1]]),
        lie("an entry is of another log", [*new[:-1], held.logs[origin_of("centre")][0]]),
        lie("another key signed it", new, thief),
    ]


def said(held: Shown, word: str, count: int) -> list[bytes]:
    body = OrganisationNamed(organisation="harbour-watch", name=f"Harbour Watch, {word}")
    return [entry_of(body, origin=held.origin, random=Random(f"{word}{n}"), case="", actor="") for n in range(count)]


def forked(held: Shown, signer: Signer) -> list[Shown]:
    """Return two stories of the own log that begin alike, and no other log."""
    stories = []
    for word, count in (("one story", 2), ("another", 3)):
        raws = [*held.logs[held.origin], *said(held, word, count)]
        stories.append(Shown(held.section, {held.origin: raws}, {held.origin: signed(signer, raws)}))
    return stories


def fork_shown_by(house: House) -> str:
    """Return the proof that the page of a house gives of the fork of the liar's log; nothing where it names none."""
    person = f"{house.name}-director"
    text = house.ask("page", person, "/houses/")["text"]
    links = re.findall(r'href="(/houses/forks/[0-9a-f]{64}\.txt)"', text)
    if origin_of(LIAR) not in text or not links:
        return ""
    return str(house.ask("page", person, links[0])["text"])


def proved(proof: str, signer: Signer, place: Path) -> int:
    """Verify a proof where nothing else is; then with every byte changed, none of which may convince anybody."""
    stranger, file = House("stranger", place / "nowhere", ("127.0.0.1", 0)), place / "fork.txt"
    key, raw = signer.verifier(), proof.encode()
    file.write_bytes(raw)
    assert "signed two stories" in stranger.typed("peer", "fork", str(file), "--key", key.vkey())
    middle = len(raw) - 60
    file.write_bytes(raw[:middle] + bytes([raw[middle] ^ 1]) + raw[middle + 1 :])
    assert "signed two stories" not in stranger.typed("peer", "fork", str(file), "--key", key.vkey(), status=None)
    for index in range(len(raw)):
        changed = raw[:index] + bytes([raw[index] ^ 1]) + raw[index + 1 :]
        with suppress(RecordError, UnicodeDecodeError):
            verify_fork(read_fork(changed.decode()), lambda _origin, _size: [key])
            pytest.fail(f"convinced by another byte at {index}: {raw[max(0, index - 20) : index + 20]!r}")
    return len(raw)

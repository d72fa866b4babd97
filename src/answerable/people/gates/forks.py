"""Who may show a fork, and which forks on record are ones (see `record.forks`).

Rules:
  - Anybody inside shows a fork, in the log of their own section, and so does a house by itself, with no actor; nobody
    need be trusted to see it: it proves itself.
  - It is proved by the keys with which that log could sign those sizes, as the log and the root say.
  - What stands on record is asked again whenever it is used: nobody is accused by a bare entry.
"""

from __future__ import annotations

from functools import lru_cache

from answerable.people.entries import ForkShown
from answerable.people.roots import Rooted
from answerable.people.standing import People, in_own_log, keys_of, section_of_origin
from answerable.people.trusting import trusted_keys
from answerable.people.vkeys import verifier_of
from answerable.record.blocker import Blocker, Where
from answerable.record.entry import Fact
from answerable.record.errors import RecordError
from answerable.record.forks import Fork, verify_fork
from answerable.record.note import Verifier, from_base64, open_note


def may_show_fork(people: People, fact: Fact[ForkShown], *, everybody: People) -> list[Blocker]:
    """Return why this may not be shown as a fork; [] when it may.

    Args:
        people: Who is who in the organisation of whoever shows it.
        fact: The fork, as it is to be said.
        everybody: The same of all organisations: the log may be another's.
    """
    said = []
    by_house = not fact.actor and section_of_origin(people, fact.origin)
    if not (by_house or in_own_log(people, fact)):
        text = f"{fact.actor or 'Nobody'} says it in the log of another section."
        said.append(_blocker("fork-in-another-log", text, "Say it in the log of your own section.", fact))
    if problem := _problem(everybody, people.rooted, fact.body):
        text = f"What is shown proves no fork: {problem}."
        said.append(_blocker("fork-not-proved", text, "Show two checkpoints that the log signed, and the proof.", fact))
    if any(each.body == fact.body for each in people.forks if each.origin == fact.origin):
        text = f"The section has shown this fork of {fact.body.log} before."
        said.append(_blocker("fork-shown-before", text, "It is on record: nothing needs to be said.", fact))
    return said


def fork_of(body: ForkShown) -> Fork:
    """Return what an entry shows, as the record checks it.

    Raises:
        Malformed: the proof is no base64.
    """
    proof = tuple(from_base64(each, where="step of a proof") for each in body.proof)
    return Fork(log=body.log, first=body.first, second=body.second, root=bytes.fromhex(body.root), proof=proof)


def is_proved(people: People, body: ForkShown) -> bool:
    """Tell whether what an entry shows is a fork."""
    return not _problem(people, people.rooted, body)


def forks_by_current_key(people: People, origin: str) -> list[Fact[ForkShown]]:
    """Return the proved forks of a log that were signed with a key with which its section still signs.

    Once the section signs with another key, which the organisation's root lists where there is one, it is said which of
    the two stories holds; the fork stays on record for everybody to see.
    """
    current = keys_of(people, section_of_origin(people, origin))
    return [
        fact
        for fact in people.forks
        if fact.body.log == origin and is_proved(people, fact.body) and any(_signs(fact.body, key) for key in current)
    ]


def _problem(people: People, root: Rooted | None, body: ForkShown) -> str:
    """Return what keeps an entry from proving a fork, or ""."""
    listing = root if root and root.member(body.log) else None

    def keys_at(origin: str, size: int) -> tuple[Verifier, ...]:
        return trusted_keys(people, listing, origin=origin, size=size)

    try:
        verify_fork(fork_of(body), keys_at)
    except RecordError as error:
        return str(error)
    return ""


@lru_cache(maxsize=256)
def _signs(body: ForkShown, vkey: str) -> bool:
    """Tell whether a key signed one of the two checkpoints."""
    for note in (body.first, body.second):
        try:
            open_note(note, [verifier_of(vkey)])
        except RecordError:
            continue
        return True
    return False


def _blocker(code: str, text: str, opens: str, fact: Fact[ForkShown]) -> Blocker:
    return Blocker(gate=0, code=code, text=text, standard="record", opens=opens, where=Where(person=fact.actor))

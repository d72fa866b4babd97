"""Who may adopt a root, and what it has to be (see `people.roots`; TUF, section 5.3).

Rules:
  - A root is adopted outside any case, by an approver or countersigner, in the log of their own section, which it
    lists. By adopting number 1 a section takes it on trust; what follows is signed.
  - It has the next number, or is a text that counts already. Nothing is adopted under a number that has passed.
  - It is signed by the threshold of its own keys and of the root before it; a wrong signature is never put on record.
  - It has not expired, and forgets nobody: a section that leaves stays listed, with the size up to which its log
    counts, and that size never rises.
"""

from __future__ import annotations

from collections.abc import Iterator

from answerable.people.entries import RootAdopted
from answerable.people.gates.binding import binds
from answerable.people.root_files import root_text
from answerable.people.roots import Chain, chain, check_root, has_ended, publics, signed_by, wrong_signatures
from answerable.people.standing import People, in_own_log
from answerable.record.blocker import Blocker, Where
from answerable.record.entry import Fact
from answerable.record.errors import RecordError


def may_adopt_root(people: People, fact: Fact[RootAdopted]) -> list[Blocker]:
    """Return why this root may not be adopted; [] when it may.

    Args:
        people: Who is who, as the log that adopts it sees them.
        fact: The root, as it is to be said.
    """
    said = list(_who(people, fact))
    try:
        check_root(fact.body)
    except RecordError as error:
        text = f"The root is not one that could count: {error}."
        return [*said, _blocker("root-malformed", text, "Write the root again with `answerable root new`.", fact)]
    known = chain(people.roots, organisation=fact.body.organisation, origin=fact.origin)
    return [*said, *_place(people, fact, known), *_signed(fact, known), *_says(fact, known)]


def _who(people: People, fact: Fact[RootAdopted]) -> Iterator[Blocker]:
    body, person = fact.body, fact.actor or "Nobody"
    if fact.case:
        text = f"The root is said within the case {fact.case}."
        yield _blocker("root-in-a-case", text, "Say it outside any case.", fact)
    if not in_own_log(people, fact):
        text = f"{person} says it in the log of another section."
        yield _blocker("root-in-another-log", text, "Say it in the log of your own section.", fact)
    if not binds(people, fact.actor, at=fact.at):
        text = f"{person} holds no role that may adopt a root: approver or countersigner."
        yield _blocker("root-without-role", text, "Let the approver or countersigner of the section say it.", fact)
    if body.organisation not in {each.body.organisation for each in people.sections if each.origin == fact.origin}:
        text = f"The section of {person} does not belong to {body.organisation}."
        yield _blocker("root-of-another-organisation", text, "Adopt the root of your own organisation.", fact)


def _place(people: People, fact: Fact[RootAdopted], known: Chain) -> Iterator[Blocker]:
    """Yield what is wrong with the number."""
    own = [each.body for each in people.roots if each.origin == fact.origin]
    if any(_same(each, fact.body) for each in own):
        text = f"The section has adopted number {fact.body.number} before."
        yield _blocker("root-adopted-before", text, "It counts already: nothing needs to be said.", fact)
    elif not _counts(fact, known) and fact.body.number != known.number + 1:
        text = f"The next root has number {known.number + 1}, and this one number {fact.body.number}."
        yield _blocker("root-out-of-order", text, "Adopt the roots in order, and number a new one next.", fact)


def _counts(fact: Fact[RootAdopted], known: Chain) -> bool:
    return any(_same(each.body, fact.body) for each in known.roots)


def _same(one: RootAdopted, other: RootAdopted) -> bool:
    """Tell whether two roots are one text, whoever has signed; a text that is no root is none."""
    try:
        return root_text(one) == root_text(other)
    except RecordError:
        return False


def _signed(fact: Fact[RootAdopted], known: Chain) -> Iterator[Blocker]:
    body, signed = fact.body, signed_by(fact.body)
    earlier = tuple(each.body for each in known.roots if each.body.number == body.number - 1)
    before = earlier if _counts(fact, known) else known.signers
    if wrong_signatures(body, before):
        text = "A signature under the root is wrong, or by a key of neither this root nor the one before."
        yield _blocker("root-signature-wrong", text, "Leave it out, and let the holder of the key sign again.", fact)
    if (own := len(signed & publics(body))) < body.threshold:
        text = f"{own} of its own keys have signed, and {body.threshold} have to."
        yield _blocker("root-not-signed", text, "Let more of its keys sign: `answerable root sign`.", fact)
    for each in before:
        if (old := len(signed & publics(each))) < each.threshold:
            text = f"{old} keys of number {each.number} have signed, and {each.threshold} have to."
            opens = "Let more keys of the root before it sign: `answerable root sign`."
            yield _blocker("root-not-signed-by-the-last", text, opens, fact)


def _says(fact: Fact[RootAdopted], known: Chain) -> Iterator[Blocker]:
    body = fact.body
    if has_ended(body, fact.at):
        text = f"The root ends on {body.expires}, which has passed."
        yield _blocker("root-ended", text, "Sign one that ends later.", fact)
    here = {member.origin: member for member in body.members}
    own = here.get(fact.origin)
    if not _counts(fact, known) and (own is None or own.until is not None):
        text = "The root does not list the section that adopts it."
        yield _blocker("root-without-own-section", text, "Let a section say it that the root lists.", fact)
    for gone in known.last.members if known.last and body.number > known.last.number else ():
        now = here.get(gone.origin)
        if now is None:
            text = f"The root before lists the log of {gone.section}, and this one does not."
            opens = "List it with the size up to which its log counts: `answerable root new --leaves`."
            yield _blocker("root-forgets-member", text, opens, fact)
        elif gone.until is not None and (now.until is None or now.until > gone.until):
            text = f"{gone.section} has left, with {gone.until} entries; more of its log cannot count again."
            opens = "Let the section come back under another name, with a new log."
            yield _blocker("root-returns-member", text, opens, fact)


def _blocker(code: str, text: str, opens: str, fact: Fact[RootAdopted]) -> Blocker:
    return Blocker(gate=0, code=code, text=text, standard="record", opens=opens, where=Where(person=fact.actor))

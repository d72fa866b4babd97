"""Gate 2, the part of it that guests answer: words about which somebody was asked are held to what they said (MC, PS).

Rules:
  - Whoever was asked whether words may stand has agreed to them, as they stand now; no answer, a comment, a refusal or
    an agreement taken back is none. A link that was revoked asked nothing.
  - A refusal closes this gate and not only gate 20: an objection can be answered with reasons and carried on as
    dissent, consent cannot. What opens it is the person's agreement, or leaving the words out.
  - Agreement holds for the statements it was given to. In other words they need to be asked about again; agreement to
    the whole of a version holds for that version.
  - A later link about the same statements takes the place of an earlier one. One that an author of the words sent takes
    the place of no refusal and of nothing taken back: whoever sends a link could use it.
"""

from __future__ import annotations

from answerable.clearance import entries
from answerable.clearance.gates.case import ClearanceCase
from answerable.clearance.gates.guests import answer_to, revocation_of, sent_by_author, taken_back
from answerable.evidence.gates import in_order
from answerable.outputs.entries import Statement, VersionDrafted
from answerable.outputs.gates import documents, statements_of, versions_of
from answerable.record.blocker import Blocker, Where
from answerable.record.entry import Fact, came_before

GATE = 2

_Asked = Fact[entries.GuestAsked]


def guest_consent(case: ClearanceCase) -> list[Blocker]:
    """Return a blocker for each guest who was asked to agree to words of these documents, and does not."""
    return [
        blocker
        for version in documents(case.outputs)
        for asked in _asked_of(case, version)
        if (blocker := _judge(case, asked, version))
    ]


def agreed(case: ClearanceCase, asked: _Asked) -> bool:
    """Tell whether the guest agreed through this link and has not taken it back."""
    said = answer_to(case, asked)
    return said is not None and said.body.answer == "agrees" and not taken_back(case, said)


def concerns(case: ClearanceCase, asked: _Asked) -> tuple[Statement, ...]:
    """Return the statements that a link asks about: those that its words touch, or all of the version."""
    body = asked.body
    version = next((each for each in versions_of(case.outputs, body.output) if each.ref == body.draft_ref), None)
    marked = statements_of(case.outputs, version) if version else ()
    if body.start is None or body.end is None:
        return marked
    return tuple(each for each in marked if each.start < body.end and body.start < each.end)


def words_now(case: ClearanceCase, asked: _Asked, version: Fact[VersionDrafted]) -> str:
    """Return how the words asked about stand in a version: "same", "changed" or "gone"."""
    if asked.body.draft_ref == version.ref:
        return "same"
    asked_of, now = concerns(case, asked), {each.id: each.words for each in statements_of(case.outputs, version)}
    if asked.body.start is None or not asked_of:
        return "changed"
    if all(now.get(each.id) == each.words for each in asked_of):
        return "same"
    return "changed" if any(each.id in now for each in asked_of) else "gone"


def _asked_of(case: ClearanceCase, version: Fact[VersionDrafted]) -> list[_Asked]:
    """Return the links for consent to words of an output that no later link takes the place of."""
    sent = [
        asked
        for asked in in_order(case.guests)
        if (asked.body.output, asked.body.purpose) == (version.body.output, "consent")
        and revocation_of(case, asked) is None
    ]
    return [asked for asked in sent if not any(_replaces(case, later, asked, version) for later in sent)]


def _replaces(case: ClearanceCase, later: _Asked, asked: _Asked, version: Fact[VersionDrafted]) -> bool:
    if (later.body.guest, later.origin) != (asked.body.guest, asked.origin) or not came_before(asked, later):
        return False
    if sent_by_author(case, later) and _is_against(case, asked):
        return False
    standing = {each.id for each in statements_of(case.outputs, version)}
    before = {each.id for each in concerns(case, asked)} & standing
    covered = bool(before) and before <= {each.id for each in concerns(case, later)}
    return later.body.start is None or covered


def _is_against(case: ClearanceCase, asked: _Asked) -> bool:
    """Tell whether the guest refused through this link, or took back what they said through it."""
    said = answer_to(case, asked)
    return said is not None and (said.body.answer == "objects" or taken_back(case, said))


def _judge(case: ClearanceCase, asked: _Asked, version: Fact[VersionDrafted]) -> Blocker | None:
    name, now, said = asked.body.guest, words_now(case, asked, version), answer_to(case, asked)
    if now == "gone" or (now == "same" and agreed(case, asked)):
        return None
    if said is not None and taken_back(case, said):
        return _blocker("guest-consent-withdrawn", f"{name} has taken back the consent to these words.", asked, version)
    if said is not None and said.body.answer == "objects" and (now == "same" or asked.body.start is None):
        return _blocker("guest-consent-refused", f"{name} does not agree to these words.", asked, version)
    if said is not None and now == "changed":
        text = f"The words about which {name} was asked have changed since version {asked.body.version}."
        return _blocker("guest-consent-stale", text, asked, version)
    return _blocker("guest-consent-missing", f"{name} was asked to agree to these words and has not.", asked, version)


def _blocker(code: str, text: str, asked: _Asked, version: Fact[VersionDrafted]) -> Blocker:
    here = asked.body.draft_ref == version.ref
    return Blocker(
        gate=GATE,
        code=code,
        text=text,
        standard="MC",
        opens=f"Ask {asked.body.guest} about the present words, or leave them out.",
        where=Where(
            document=version.body.output,
            version=version.body.version,
            start=asked.body.start if here else None,
            end=asked.body.end if here else None,
            person=asked.body.guest,
        ),
    )

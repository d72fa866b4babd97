"""When something may be said about a use of our words: it must speak of a release on record, in one's own name.

Rules:
  - Everybody speaks in the log of their own section, and for no other. A log that was taken in from elsewhere was asked
    by no gate of ours: what it says in another's name counts for nothing (`counts`).
  - Nobody's alerts can be weakened by somebody else: a section follows for itself, in its own log.
  - Whoever wrote a text may say how others use it; that they are an author stands beside their label.
  - No gate here asks who published a page.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import msgspec

from answerable.echoes import entries
from answerable.outputs.gates import statements_of
from answerable.people.standing import People, in_own_log, section_of
from answerable.record.blocker import Blocker, Where
from answerable.record.entry import Fact
from answerable.releases.entries import OutputReleased
from answerable.releases.gates import ReleaseCase
from answerable.releases.gates.dissociation import names_of

GATE = 25
STANDARD = "CO"

ALERT = "alert-"
"""How the key of an alert begins that a rule raised: it stands in no log, for a machine said it."""

SENTENCE = "s"
"""How the id of a sentence begins that is no statement: s12."""

NOTICE = "notice-"
"""How the id of a passage begins that is the text of a notice on the release: notice-N1."""

AboutRelease: TypeAlias = (
    entries.DocumentFollowed | entries.EchoConfirmed | entries.EchoRejected | entries.MisuseReported
)

Judgement: TypeAlias = Fact[entries.EchoConfirmed] | Fact[entries.EchoRejected]
"""What a person says of a use."""


class EchoCase(msgspec.Struct, frozen=True, kw_only=True):
    """A case with everything said about the uses of its releases, as of one moment of the record."""

    release: ReleaseCase
    followed: tuple[Fact[entries.DocumentFollowed], ...] = ()
    confirmed: tuple[Fact[entries.EchoConfirmed], ...] = ()
    rejected: tuple[Fact[entries.EchoRejected], ...] = ()
    reported: tuple[Fact[entries.MisuseReported], ...] = ()
    answered: tuple[Fact[entries.MisuseAnswered], ...] = ()


def may_follow(case: EchoCase, fact: Fact[entries.DocumentFollowed]) -> list[Blocker]:
    """Return what keeps a section from following a release: no such release, another's name, rules of one name."""
    found = [*_release(case, fact), *_own_section(case, fact)]
    names = [rule.name for rule in fact.body.rules]
    if len(set(names)) < len(names):
        twice = sorted({name for name in names if names.count(name) > 1})
        text = f"Two rules have one name: {', '.join(twice)}."
        found.append(_blocker("rule-twice", text, "Give each rule a name of its own.", fact.body.output))
    return found


def may_confirm(case: EchoCase, fact: Fact[entries.EchoConfirmed]) -> list[Blocker]:
    """Return what keeps a label from being said: no such release or passage, or a label that contradicts itself."""
    found = [*_release(case, fact), *_passage(case, fact), *_own_log(case, fact)]
    if fact.body.relation == "attribution" and fact.body.passage:
        text = "Words that are nowhere in the release cannot be a use of one of its passages."
        found.append(
            _blocker("attribution-of-passage", text, "Name no passage, or another relation.", fact.body.output)
        )
    if fact.body.relation != "attribution" and not fact.body.passage:
        text = "A use of our words is a use of some passage."
        found.append(_blocker("passage-missing", text, "Name the passage that is used.", fact.body.output))
    return found


def may_reject(case: EchoCase, fact: Fact[entries.EchoRejected]) -> list[Blocker]:
    """Return what keeps a use from being rejected: no such release, or another's log."""
    return [*_release(case, fact), *_own_log(case, fact)]


def may_report(case: EchoCase, fact: Fact[entries.MisuseReported]) -> list[Blocker]:
    """Return what keeps a misuse from being reported: no such release or passage, or a key that is taken."""
    found = [*_release(case, fact), *_passage(case, fact), *_own_log(case, fact)]
    if fact.body.misuse.startswith(ALERT):
        text = f"Keys that begin with {ALERT} are for alerts that rules raise."
        found.append(_blocker("misuse-key", text, "Choose another key.", fact.body.output))
    if any(each.body.misuse == fact.body.misuse for each in case.reported):
        text = f"A misuse is already reported under the key {fact.body.misuse}."
        found.append(_blocker("misuse-twice", text, "Choose another key.", fact.body.output))
    return found


def may_answer(case: EchoCase, fact: Fact[entries.MisuseAnswered]) -> list[Blocker]:
    """Return what keeps an answer from being said: nothing to answer, or the answer of another section."""
    found = _own_section(case, fact)
    reported = next((each for each in case.reported if each.body.misuse == fact.body.misuse), None)
    if reported is None and not fact.body.misuse.startswith(ALERT):
        text = f"No misuse is reported under the key {fact.body.misuse}."
        found.append(_blocker("misuse-unknown", text, "Name one that is reported.", fact.body.output))
    if reported is not None and reported.body.output != fact.body.output:
        text = f"The misuse {fact.body.misuse} concerns {reported.body.output}."
        found.append(_blocker("misuse-elsewhere", text, "Answer it where it was reported.", fact.body.output))
    return found


def counts(people: People, fact: Fact[Any]) -> bool:
    """Tell whether an act about uses counts: it stands in its actor's own log, and speaks for no other section."""
    speaks_for = isinstance(fact.body, entries.DocumentFollowed | entries.MisuseAnswered)
    return in_own_log(people, fact) and (not speaks_for or section_of(people, fact.actor) == fact.body.section)


def following(case: EchoCase, output: str) -> tuple[Fact[entries.DocumentFollowed], ...]:
    """Return who follows an output now: the latest word of each section."""
    latest = {fact.body.section: fact for fact in case.followed if fact.body.output == output}
    return tuple(latest.values())


def judgements(case: EchoCase, output: str = "") -> dict[str, Judgement]:
    """Return the last thing a person said of each use, by the use's id; of an output, what was said beside it."""
    facts: tuple[Judgement, ...] = (*case.confirmed, *case.rejected)
    own = (fact for fact in facts if output in {"", fact.body.output})
    return {fact.body.echo: fact for fact in sorted(own, key=lambda fact: (fact.at, fact.index))}


def judged(case: EchoCase, echo: str, output: str = "") -> Judgement | None:
    """Return the last thing a person said of a use, or None."""
    return judgements(case, output).get(echo)


def released(case: EchoCase, ref: str) -> Fact[OutputReleased] | None:
    """Return the release under a reference, or None."""
    return next((each for each in case.release.released if each.ref == ref), None)


def _release(case: EchoCase, fact: Fact[Any]) -> list[Blocker]:
    body: AboutRelease = fact.body
    found = released(case, body.released_ref)
    version = getattr(body, "version", None)
    if found is None or found.body.output != body.output or version not in {None, found.body.version}:
        text = f"There is no such release of {body.output} under the reference given."
        return [_blocker("release-unknown", text, "Name a release on record.", body.output)]
    return []


def _passage(case: EchoCase, fact: Fact[Any]) -> list[Blocker]:
    """Return that a passage is unknown: no statement, no notice, and no sentence, which its number alone tells."""
    passage, release = fact.body.passage, released(case, fact.body.released_ref)
    if release is None or not passage or (passage[:1] == SENTENCE and passage[1:].isdecimal()):
        return []
    drafts = case.release.clearance.outputs
    versions = [each for each in drafts.versions if each.ref == release.body.draft_ref]
    notices = {f"{NOTICE}{name}" for name in names_of(case.release, release.ref)}
    if passage in {*notices, *(each.id for version in versions for each in statements_of(drafts, version))}:
        return []
    text = f"The release has no statement {passage}."
    return [_blocker("passage-unknown", text, "Name a statement or sentence that it has.", fact.body.output)]


def _own_section(case: EchoCase, fact: Fact[Any]) -> list[Blocker]:
    if counts(case.release.people, fact):
        return []
    text = f"{fact.actor} does not speak for the section {fact.body.section}."
    return [_blocker("not-own-section", text, "Let somebody of that section say it.", fact.body.output)]


def _own_log(case: EchoCase, fact: Fact[Any]) -> list[Blocker]:
    if counts(case.release.people, fact):
        return []
    person = fact.actor
    text = f"This log is not that of {person}'s section."
    return [_blocker("not-own-log", text, "Say it in the log of your own section.", fact.body.output)]


def _blocker(code: str, text: str, opens: str, output: str) -> Blocker:
    return Blocker(gate=GATE, code=code, text=text, standard=STANDARD, opens=opens, where=Where(document=output))

"""What the text engine noticed in a version, as pages show it: at its words, in plain words, with what became of it.

Rules:
  - A flag is shown while the reading that raised it holds, and only where a gate heeds it.
  - What was noticed several times at the same words, such as each of three limits left out, is one flag.
  - An answered flag stays in sight with its answer. What is not sure is shown as a remark, and blocks nothing.
"""

from __future__ import annotations

import msgspec
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from answerable.outputs import gates
from answerable.outputs.entries import FlagAnswered, Noticed, VersionDrafted
from answerable.outputs.gates import OutputsCase
from answerable.outputs.gates.reading import WHAT
from answerable.record.blocker import Blocker
from answerable.record.entry import Fact
from answerable.text.comparing.reasons import WHY

LONGEST = 120
"""Characters of flagged words that a note repeats; chosen by hand, two lines of a margin. The rest stands marked."""

Key = tuple[int, str, str, int | None, int | None]
"""What a flag and its blocker have in common: gate, code, statement, and where the words start and end."""


class Flag(msgspec.Struct, frozen=True, kw_only=True):
    """One thing noticed at words of a draft, and the answers to it."""

    noticed: Noticed
    words: str
    what: SafeString
    answers: tuple[Fact[FlagAnswered], ...] = ()

    @property
    def blocks(self) -> bool:
        """Tell whether it keeps its gate closed."""
        return self.noticed.sure and not self.answers

    @property
    def key(self) -> Key:
        """What it has in common with its blocker."""
        each = self.noticed
        return (each.gate, each.code, each.statement, each.start, each.end)


def key_of(blocker: Blocker) -> Key:
    """Return what a blocker has in common with the flag behind it, if there is one."""
    where = blocker.where
    return (blocker.gate, blocker.code, where.statement, where.start, where.end)


def flags_of(case: OutputsCase, version: Fact[VersionDrafted], text: str) -> tuple[Flag, ...]:
    """Return the flags of the reading of a version that holds, in the order of its words; `text` is the draft's."""
    output = version.body.output
    current = gates.current_version(case, output)
    if current is None or current.ref != version.ref:
        return ()
    found = [each for fact in gates.readings_of(case, output) for each in fact.body.noticed]
    heeded = _heeded(case, output, {each.gate for each in found})
    flags = [_flag(case, version, each, text) for each in sorted(found, key=lambda each: not each.sure)]
    once = {(each.key, each.noticed.flag): each for each in reversed(flags) if each.key in heeded}
    return tuple(sorted(once.values(), key=_place))


def flag_named(flags: tuple[Flag, ...], statement: str, name: str) -> Flag | None:
    """Return the first of the flags of a statement with this name, or None."""
    return next((each for each in flags if (each.noticed.statement, each.noticed.flag) == (statement, name)), None)


def _place(flag: Flag) -> tuple[int, int, int]:
    return (flag.noticed.start, flag.noticed.end, flag.noticed.gate)


def _heeded(case: OutputsCase, output: str, numbers: set[int]) -> set[Key]:
    """Return what the gates make of a reading: a graver word, for one, is no matter once its category was found."""
    said = [each for number in numbers for each in (*gates.reading(case, number), *gates.remarks(case, number))]
    return {key_of(each) for each in said if each.where.document == output}


def _flag(case: OutputsCase, version: Fact[VersionDrafted], each: Noticed, text: str) -> Flag:
    return Flag(
        noticed=each,
        words=_short(text[each.start : each.end]),
        what=_what(case, version, each),
        answers=_answers(case, version, each),
    )


def _answers(case: OutputsCase, version: Fact[VersionDrafted], each: Noticed) -> tuple[Fact[FlagAnswered], ...]:
    """Return the answers to a flag that were given on the present words of its statement."""
    marked = gates.statements_of(case, version)
    words = {statement.words for statement in marked if statement.id == each.statement}
    return tuple(
        fact
        for fact in case.flags
        if (fact.body.output, fact.body.statement, fact.body.flag) == (version.body.output, each.statement, each.flag)
        and fact.body.words in words
    )


def _what(case: OutputsCase, version: Fact[VersionDrafted], each: Noticed) -> SafeString:
    """Return what was noticed in words that follow the words flagged, with a link to what they were compared with."""
    value = each.value.replace("-", " ")
    what = format_html(WHAT[each.code], value=value, against=_linked(case, version, each))
    why = WHY.get((each.shift, each.direction), "")
    return format_html("{}: {}" if why else "{}", what, why)


def _linked(case: OutputsCase, version: Fact[VersionDrafted], each: Noticed) -> SafeString | str:
    """Return the name of what a statement was compared with, as a link to it."""
    name = gates.evidence_of(case).case
    if any(fact.body.finding == each.against for fact in case.findings.findings):
        return format_html('<a href="{}">{}</a>', reverse("finding", args=[name, each.against]), each.against)
    other = gates.current_version(case, each.against)
    if other is None:
        return each.against
    versions = f"?left={each.against}.{other.body.version}&right={version.body.output}.{version.body.version}"
    address = f"{reverse('compare', args=[name])}{versions}#pair-{each.statement}"
    return format_html('<a href="{}">{}</a>', address, each.against)


def _short(words: str) -> str:
    plain = " ".join(words.split())
    return plain if len(plain) <= LONGEST else f"{plain[:LONGEST].rsplit(' ', 1)[0]} …"

"""An answer to a use of our words, drafted: the exact statement, the limit that belongs to it, and a link.

Rules:
  - It quotes: our whole statement, what it carries, and the page's words. It never says why somebody wrote as they did,
    nor what they meant to do.
  - Of words put into our mouth it says only what was looked through: our releases, not everything anybody of us said.
  - It is in the language of the page where these pages speak it, and else in English; our statement stays in the
    language in which it was released.
  - It is a draft. Nothing is sent; a person sends it, and says so.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _, ngettext

from answerable.echoes.gates import EchoCase, released
from answerable.echoes.scanning.found import Echo
from answerable.findings.gates import FindingsCase
from answerable.outputs.entries import Statement
from answerable.outputs.gates import statements_of
from answerable.vault.reading import shown


class Answering(msgspec.Struct, frozen=True, kw_only=True):
    """What an answer is drafted from.

    Attributes:
        echo: The use.
        title: The title of our release.
        address: Its address, as others reach it.
        caveats: What the statement carries: limits, and that somebody replied.
        releases: How many releases were looked through.
        language: ISO 639-1 of the page.
    """

    echo: Echo
    title: str
    address: str
    caveats: tuple[str, ...] = ()
    releases: int = 1
    language: str = ""


def drafted(about: Answering) -> str:
    """Return a drafted answer as plain text."""
    known = {code for code, _name in settings.LANGUAGES}
    with translation.override(about.language if about.language in known else "en"):
        paragraphs = _not_ours(about) if about.echo.relation == "attribution" else _beside(about)
        return "\n\n".join(each for each in paragraphs if each)


def _beside(about: Answering) -> list[str]:
    echo = about.echo
    return [
        _("Your page says: “%(words)s”") % {"words": _line(echo.restatement_words)},
        _("What we released says: “%(words)s”") % {"words": _line(echo.source_words)},
        "\n".join(_("With it stands: “%(words)s”") % {"words": _line(each)} for each in about.caveats),
        _changed(echo),
        _corrected(echo),
        _("The whole text, “%(title)s”: %(address)s") % {"title": about.title, "address": about.address},
    ]


def _not_ours(about: Answering) -> list[str]:
    looked = ngettext(
        "These words are not in the %(n)s text that we released on this.",
        "These words are not in the %(n)s texts that we released on this.",
        about.releases,
    ) % {"n": about.releases}
    return [
        _("Your page says: “%(words)s”") % {"words": _line(about.echo.restatement_words)},
        looked,
        _("If you have them from somewhere, please tell us from where."),
        _("What we released, “%(title)s”: %(address)s") % {"title": about.title, "address": about.address},
    ]


def _changed(echo: Echo) -> str:
    """Return what changed, a line for each shift of which the engine is sure."""
    words = [
        (shift.source.words(echo.source_words), shift.restatement.words(echo.restatement_words))
        for shift in echo.shifts
        if shift.sure
    ]
    return "\n".join(_one_change(_line(ours), _line(theirs)) for ours, theirs in dict.fromkeys(words) if ours or theirs)


def _one_change(ours: str, theirs: str) -> str:
    if ours and theirs:
        return _("Our words “%(ours)s” became “%(theirs)s”.") % {"ours": ours, "theirs": theirs}
    if ours:
        return _("Our words “%(ours)s” are left out.") % {"ours": ours}
    return _("We did not write “%(theirs)s”.") % {"theirs": theirs}


def _corrected(echo: Echo) -> str:
    if echo.standing == "correction-ignored":
        return _("We had corrected these words before your page appeared.")
    return _("A later version of our text has other words.") if echo.standing == "superseded" else ""


def caveats(case: EchoCase, ref: str, passage: str) -> tuple[str, ...]:
    """Return what a statement of a release carries, in the words of the record; nothing for a sentence that is none."""
    release = released(case, ref)
    if release is None:
        return ()
    drafts = case.release.clearance.outputs
    versions = [each for each in drafts.versions if each.ref == release.body.draft_ref]
    statements = [each for version in versions for each in statements_of(drafts, version) if each.id == passage]
    return tuple(dict.fromkeys(text for each in statements for text in _carried(drafts.findings, each)))


def _carried(findings: FindingsCase, statement: Statement) -> Sequence[str]:
    texts = {fact.body.limitation: fact.body.text for fact in findings.limitations}
    return [shown(texts[key]) for key in statement.carries if key in texts]


def _line(words: str) -> str:
    return " ".join(words.split())

"""A translation, or a short form, beside its original, sentence by sentence, with what changed on the way."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from answerable.clearance.authoring.desk import Desk, desk
from answerable.outputs.entries import VersionDrafted
from answerable.outputs.gates import current_version
from answerable.people.access import ReadRequest
from answerable.record.entry import Fact
from answerable.text.checking.versions import Pair, compare
from answerable.text.documents import read_document
from answerable.text.errors import TextError
from answerable.vault.reading import ABSENT, ERASED, shown


@require_safe
def beside(request: ReadRequest, case: str, output: str, version: int) -> HttpResponse:
    """Return a version beside the current one of the output that it is a variant of."""
    found = desk(case, request.reader, output=output, version=version)
    original = _original(found)
    pairs, failure = _pairs(original, found)
    context = {**found.headed, "original": original, "pairs": pairs, "failure": failure}
    return render(request, "clearance/authoring/beside.html", context)


def _original(found: Desk) -> Fact[VersionDrafted]:
    name = found.drafted.body.variant_of if found.drafted else ""
    original = current_version(found.state.outputs, name) if name else None
    if original is None:
        raise Http404
    return original


def _pairs(original: Fact[VersionDrafted], found: Desk) -> tuple[tuple[Pair, ...], str]:
    """Return the sentences that say the same in pairs, or why they could not be found."""
    assert found.drafted is not None  # noqa: S101 - the page shows a version
    first = shown(original.body.text)
    if first in {ERASED, ABSENT} or not found.readable:
        return (), _("The text of one of them was erased, or is not held here.")
    languages = (_plain(original.body.language), _plain(found.drafted.body.language))
    try:
        documents = read_document(first, media="markdown"), read_document(found.text, media="markdown")
        return _in_order(compare(*documents, languages=languages).pairs), ""
    except TextError as error:
        return (), str(error)


def _in_order(pairs: Sequence[Pair]) -> tuple[Pair, ...]:
    """Return pairs in the order of the second text, what only the first has behind the sentence before it there."""
    both = [each for each in pairs if each.second_words]

    def place(pair: Pair) -> tuple[int, int]:
        if pair.second_words:
            return both.index(pair), -1
        before = [number for number, each in enumerate(both) if each.first_words and each.first < pair.first]
        nearest = max(before, key=lambda number: both[number].first, default=-1)
        return nearest, pair.first.start

    return tuple(sorted(pairs, key=place))


def _plain(language: str) -> str:
    return language.partition("-")[0].lower()

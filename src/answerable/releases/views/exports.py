"""A release with its notices for programs, for everyone: ninjs, NewsML-G2, JSON-LD, Atom, updates for Crossref."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from answerable.people.access import ReadRequest, everyone
from answerable.people.messages import whole_address
from answerable.releases import exports
from answerable.releases.exports.exported import Exported
from answerable.releases.exports.reading import exported
from answerable.releases.reading import released_as, state_of


@everyone
@require_safe
def export(_request: ReadRequest, case: str, output: str, version: int, form: str) -> HttpResponse:
    """Return a release with its notices in one of the forms of `FORMS`."""
    state = state_of(case, output)
    if form not in FORMS:
        raise Http404
    media, write = FORMS[form]
    own = whole_address(reverse("release-export", args=[case, output, version, form]))
    left = exported(state, released_as(state, output, version), address=address_of)
    return HttpResponse(write(left, own), content_type=media)


def address_of(case: str, output: str, version: int, part: str) -> str:
    """Return the whole address of a release on this site, of a file of it, or of a place on its page."""
    if part.endswith(".json"):
        return whole_address(reverse("download", args=[case, output, version, part]))
    return whole_address(reverse("release", args=[case, output, version])) + (f"#{part}" if part else "")


def _json(write: Callable[[Exported], object]) -> Callable[[Exported, str], bytes]:
    return lambda release, _own: msgspec.json.format(msgspec.json.encode(write(release)))


FORMS: Mapping[str, tuple[str, Callable[[Exported, str], bytes]]] = {
    "ninjs": ("application/json", _json(exports.as_ninjs)),
    "newsml": ("application/vnd.iptc.g2.newsitem+xml", lambda release, _own: exports.as_newsml(release)),
    "jsonld": ("application/ld+json", _json(exports.as_jsonld)),
    "updates": ("application/json", _json(exports.as_updates)),
    "atom": ("application/atom+xml; charset=utf-8", lambda release, own: exports.as_atom(release, own=own)),
}
"""How each form is called among media types, and how it is written."""

"""The page behind the link in a notice's mail: the notice, the release, and a button that says that it was read.

Rules:
  - Everyone may ask for it; the address is the key. It needs no session, no cookie and no script.
  - It is kept by no cache, indexed by nobody, and sends its address to no other site.
  - A form from elsewhere cannot be sent here by somebody who does not know the address, so no token besides it is asked
    for (and none could be kept without a cookie).
"""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from answerable.people.access import ReadRequest, everyone
from answerable.people.links import guarded, spoken
from answerable.people.standing import section_of_origin
from answerable.record.blocker import Refused
from answerable.releases.acknowledging import Link, acknowledge as say_acknowledged, link_of
from answerable.releases.notices import DISSOCIATION
from answerable.releases.reading import released_words, statement_words
from answerable.releases.rendering import title_of

UNKNOWN = 404
"""Status of a link that never was (RFC 9110, section 15.5.5)."""


@everyone
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def acknowledge(request: ReadRequest, token: str) -> HttpResponse:
    """Return the notice behind a link, or say that its holder has read it."""
    link = link_of(token)
    if link is None:
        return guarded(render(request, "releases/acknowledge_closed.html", status=UNKNOWN))
    if request.method == "POST":
        try:
            say_acknowledged(link)
        except Refused:
            return guarded(render(request, "releases/acknowledge_closed.html", status=409))
        return guarded(redirect("notice-acknowledge", token))
    with translation.override(spoken(_language(link))):
        return guarded(render(request, "releases/acknowledge.html", _shown(link)))


def _language(link: Link) -> str:
    """Return the language that the holder reads, as whoever gave the copy wrote down."""
    named = (link.row.holder, link.row.origin)
    own = [fact for fact in link.state.copies if (fact.body.holder, fact.origin) == named]
    return own[-1].body.language if own else ""


def _shown(link: Link) -> dict[str, object]:
    words = statement_words(link.state, link.released)
    body = link.notice.body
    return {
        "notice": link.notice,
        "type": getattr(body, "type", DISSOCIATION),
        "section": section_of_origin(link.state.people, link.notice.origin),
        "released": link.released,
        "title": title_of(released_words(link.state, link.released)) or link.released.body.output,
        "statements": [words[name] for name in body.statements if name in words],
        "language": link.drafted.body.language if link.drafted else "",
        "acknowledged": link.acknowledged,
    }

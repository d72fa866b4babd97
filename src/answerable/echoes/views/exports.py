"""The confirmed uses of a release for programs: ClaimReview, Web Annotations, CSV and an Atom feed, for everyone.

Rules:
  - Only what people confirmed goes out, whoever asks. A use whose words or place were erased does not.
  - Our words go out only as they can be read in the release: what a scan copied of a text that was erased stays here.
  - What a scan read of a page goes out beside a person's word only where that speaks of the same page and words.
  - Only an address on the web is a page's address; where else a page was read is the name of a file or a store of ours.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

import msgspec
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from answerable.echoes.entries import EchoConfirmed
from answerable.echoes.exports import ANNOTATION, Exported, claim_reviews, table, web_annotations
from answerable.echoes.reading import NO_TEXT, Release, confirmed_of, echo_of, place_of, public_place, release_of
from answerable.echoes.tables import Use
from answerable.people.access import ReadRequest, everyone
from answerable.people.messages import whole_address
from answerable.record.entry import Fact
from answerable.vault.reading import shown

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@everyone
@require_safe
def export(_request: ReadRequest, case: str, output: str, version: int, form: str) -> HttpResponse:
    """Return the confirmed uses of a release in one of the forms of `FORMS`."""
    release = release_of(case, output)
    release.version(version)
    if form not in FORMS:
        raise Http404
    media, write = FORMS[form]
    own = whole_address(reverse("echoes-export", args=[case, output, version, form]))
    content = write(release, exported(release, version), own)
    return HttpResponse(content, content_type=media)


def exported(release: Release, version: int) -> list[Exported]:
    """Return the confirmed uses of a version with all that may leave, newest first."""
    found = confirmed_of(release, version)
    rows = Use.objects.select_related("page").in_bulk([fact.body.echo for fact in found])
    readable = [fact for fact in found if not {shown(fact.body.address), shown(fact.body.words)} & NO_TEXT]
    return [_exported(release, fact, rows.get(fact.body.echo)) for fact in readable]


def _exported(release: Release, fact: Fact[EchoConfirmed], use: Use | None) -> Exported:
    body, released = fact.body, release.version(fact.body.version)
    row = use if use and _same(release, fact, use) else None
    echo, page = (release.here(row), row.page) if row else (None, None)
    ours = dict(release.statements(released)).get(body.passage) or (echo.source_words if echo else "")
    return Exported(
        id=body.echo,
        organisation=release.organisation,
        release=whole_address(reverse("release", args=[release.case, release.output, body.version])),
        title=release.title,
        statement=body.passage,
        statement_words="" if not body.passage or ours in NO_TEXT else ours,
        language=release.language_of(released),
        page=public_place(shown(body.address)),
        outlet=page.outlet if page else "",
        page_title=page.title if page else "",
        page_language=page.language if page else "",
        published=body.published,
        place=body.place,
        words=shown(body.words),
        start=echo.restatement_start if echo else 0,
        before="",
        after="",
        relation=body.relation,
        shifts=tuple((each.kind, each.direction) for each in body.shifts),
        attributed=body.attributed,
        confirmed=fact.at.date(),
    )


def _same(release: Release, fact: Fact[EchoConfirmed], use: Use) -> bool:
    """Tell whether a person's word speaks of what a scan found under the same name."""
    body, echo = fact.body, echo_of(use)
    of = (use.case or release.case, use.output or release.output, use.version or body.version)
    said = (shown(body.address), shown(body.words), body.place)
    return of == (release.case, body.output, body.version) and said == (
        place_of(use.page),
        echo.restatement_words,
        echo.place,
    )


def _reviews(_release: Release, uses: Sequence[Exported], _own: str) -> bytes:
    return msgspec.json.format(msgspec.json.encode(claim_reviews(uses)))


def _annotations(_release: Release, uses: Sequence[Exported], own: str) -> bytes:
    return msgspec.json.format(msgspec.json.encode(web_annotations(uses, address=own)))


def _table(_release: Release, uses: Sequence[Exported], _own: str) -> bytes:
    return table(uses)


def _feed(release: Release, uses: Sequence[Exported], own: str) -> bytes:
    """Return an Atom feed (RFC 4287) of confirmed uses."""
    home = whole_address(reverse("release", args=[release.case, release.output, release.latest.body.version]))
    title = _plain(_("How “%(title)s” was used") % {"title": release.title})
    feed = Atom1Feed(title=title, link=home, description="", feed_url=own, feed_guid=own)
    said = {fact.body.echo: fact.at for fact in release.state.confirmed}
    for each in uses:
        feed.add_item(
            title=_plain(each.page_title or each.page or each.title),
            link=_plain(each.page or each.release),
            description=escape(_plain(f"{each.label}\n“{each.words}”")),  # a feed's description is HTML
            unique_id=f"{each.release}#echo-{each.id}",
            updateddate=said[each.id],
            pubdate=each.published or said[each.id],
        )
    content: str = feed.writeString("utf-8")
    return content.encode()


def _plain(text: str) -> str:
    """Return a text without the characters that no XML can hold (XML 1.0, section 2.2)."""
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)


FORMS: Mapping[str, tuple[str, Callable[[Release, Sequence[Exported], str], bytes]]] = {
    "jsonld": ("application/ld+json", _reviews),
    "json": (f'application/ld+json; profile="{ANNOTATION}"', _annotations),
    "csv": ("text/csv; charset=utf-8", _table),
    "atom": ("application/atom+xml; charset=utf-8", _feed),
}
"""How each form is called among media types, and how it is written."""

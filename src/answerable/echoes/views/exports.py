"""The confirmed uses of a release for programs: ClaimReview, Web Annotations, CSV and an Atom feed, for everyone.

Only what people confirmed goes out, whoever asks. A use whose words or place were erased does not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import msgspec
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from answerable.echoes.entries import EchoConfirmed
from answerable.echoes.exports import ANNOTATION, Exported, claim_reviews, table, web_annotations
from answerable.echoes.reading import Release, confirmed_of, echo_of, release_of
from answerable.echoes.tables import Use
from answerable.people.access import ReadRequest, everyone
from answerable.people.messages import whole_address
from answerable.record.entry import Fact
from answerable.vault.reading import ABSENT, ERASED, shown

NO_TEXT = frozenset({ERASED, ABSENT})
"""What stands for a text that cannot be read here."""


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
    echo = echo_of(use) if use else None
    ours = dict(release.statements(released)).get(body.passage) or (echo.source_words if echo else "")
    page = use.page if use else None
    return Exported(
        id=body.echo,
        organisation=release.organisation,
        release=whole_address(reverse("release", args=[release.case, release.output, body.version])),
        title=release.title,
        statement=body.passage,
        statement_words=ours if body.passage else "",
        language=release.language_of(released),
        page=shown(body.address),
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


def _reviews(_release: Release, uses: Sequence[Exported], _own: str) -> bytes:
    return msgspec.json.format(msgspec.json.encode(claim_reviews(uses)))


def _annotations(_release: Release, uses: Sequence[Exported], own: str) -> bytes:
    return msgspec.json.format(msgspec.json.encode(web_annotations(uses, address=own)))


def _table(_release: Release, uses: Sequence[Exported], _own: str) -> bytes:
    return table(uses)


def _feed(release: Release, uses: Sequence[Exported], own: str) -> bytes:
    """Return an Atom feed (RFC 4287) of confirmed uses."""
    home = whole_address(reverse("release", args=[release.case, release.output, release.latest.body.version]))
    title = _("How “%(title)s” was used") % {"title": release.title}
    feed = Atom1Feed(title=title, link=home, description="", feed_url=own, feed_guid=own)
    said = {fact.body.echo: fact.at for fact in release.state.confirmed}
    for each in uses:
        feed.add_item(
            title=each.page_title or each.page,
            link=each.page,
            description=f"{each.label}\n“{each.words}”",
            unique_id=f"{each.release}#echo-{each.id}",
            updateddate=said[each.id],
            pubdate=each.published or said[each.id],
        )
    content: str = feed.writeString("utf-8")
    return content.encode()


FORMS: Mapping[str, tuple[str, Callable[[Release, Sequence[Exported], str], bytes]]] = {
    "jsonld": ("application/ld+json", _reviews),
    "json": (f'application/ld+json; profile="{ANNOTATION}"', _annotations),
    "csv": ("text/csv; charset=utf-8", _table),
    "atom": ("application/atom+xml; charset=utf-8", _feed),
}
"""How each form is called among media types, and how it is written."""

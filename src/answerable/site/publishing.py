"""Everything public on this record as files: read, made into pages, and put in place.

The same record, moment, language and address give the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from answerable.site.critique import commitments_of, commitments_page, critique_pages
from answerable.site.designation import list_files, list_pages, registers
from answerable.site.errors import BadAddress
from answerable.site.feed import Item, as_atom, items_of, reports_of
from answerable.site.files import folder_of, public_files
from answerable.site.first import about_page, case_page, first_page, verify_page
from answerable.site.frame import HERE, LeftOut, Page, Setting, place, rendered
from answerable.site.logs import log_files, logs_of, logs_page
from answerable.site.machine import machine_files
from answerable.site.record import Matter, matters as read_matters, public_cases
from answerable.site.release import release_page
from answerable.site.review import ReviewPage, lines_of, review_contents, review_pages
from answerable.site.roots import root_files, roots_of
from answerable.site.writing import check_place, write_site

_ADDRESS = re.compile(r"https?://[^\s?#\"'<>]+")


def publish(
    folder: Path, *, at: datetime, cases: Sequence[str] = (), address: str = "", language: str = "en"
) -> Mapping[str, bytes]:
    """Write the site into a folder, and return its files by path.

    Args:
        folder: A folder that is new, empty, or holds an earlier site.
        at: The moment as of which everything is told.
        cases: The cases to tell of, all if none is named; what is left out by them is said on every page.
        address: The address at which the site will be, for programs that need whole ones.
        language: The language of the pages (ISO 639-1), one of those of the interface.

    Raises:
        NotOurs, NothingPublic, BadAddress: see there; nothing was written.
    """
    check_place(folder)
    files = site_files(at=at, cases=cases, address=address, language=language)
    write_site(folder, files, moment=at.astimezone(UTC).isoformat(), language=language)
    return files


def site_files(*, at: datetime, cases: Sequence[str] = (), address: str = "", language: str = "en") -> dict[str, bytes]:
    """Return the files of the site by path."""
    whole = _whole(address)
    if language not in dict(settings.LANGUAGES):
        known = ", ".join(dict(settings.LANGUAGES))
        raise BadAddress(f"expected a language of the interface ({known}), found {language!r}")
    with transaction.atomic(), translation.override(language), timezone.override(UTC):
        matters = read_matters(at=at, cases=cases)
        names = dict.fromkeys(matter.organisation for matter in matters)
        setting = Setting(
            organisation=", ".join(names) or "Answerable",
            moment=at,
            language=language,
            left_out=left_out(cases, at=at) if cases else None,
        )
        pages, files = _all(matters, at=at, cases=cases, address=whole, setting=setting)
        return {**_static(), **files, **{page.path: rendered(page, setting) for page in pages}}


def _all(
    matters: tuple[Matter, ...], *, at: datetime, cases: Sequence[str], address: str, setting: Setting
) -> tuple[list[Page], dict[str, bytes]]:
    """Return the pages of a site, and its other files."""
    promised, reviews = commitments_of(matters), review_contents(matters, at=at, cases=cases)
    logs, roots, lists = logs_of(matters, at=at), roots_of(matters, at=at), registers(at=at, cases=cases)
    pages = [first_page(matters, promised, reviews), *critique_pages(matters), commitments_page(matters)]
    pages += [*list_pages(lists), *review_pages(reviews), logs_page(logs, roots)]
    pages += [verify_page(logs, roots), about_page(matters, logs)]
    files = {
        **list_files(lists),
        **log_files(logs),
        **root_files(matters),
        **_feeds(matters, reviews, address, setting),
    }
    for matter in matters:
        pages.append(case_page(matter, promised, lines_of(each for each in reviews if each.case == matter.case)))
        for released in matter.release.released:
            machine = machine_files(matter, released, address=address)
            pages.append(release_page(matter, released, exports=tuple(machine)))
            given = {**machine, **public_files(matter.release, released)}
            files |= {f"{folder_of(released)}{name}": data for name, data in given.items()}
    return pages, files


def _feeds(
    matters: tuple[Matter, ...], reviews: tuple[ReviewPage, ...], address: str, setting: Setting
) -> dict[str, bytes]:
    """Return the feed of the site and one for each case, by path."""
    items = {
        matter.case: items_of(matter, (each for each in reviews if each.case == matter.case)) for matter in matters
    }
    apart = reports_of(each for each in reviews if each.case not in items)
    every = sorted((*(each for some in items.values() for each in some), *apart), key=_newest, reverse=True)
    files = {}
    for path, some, title in (
        ("feed.xml", every, setting.organisation),
        *((f"cases/{place(m.case)}/feed.xml", items[m.case], m.opened.body.title) for m in matters),
    ):
        if some:
            files[path] = as_atom(some, title=title, path=path, language=setting.language, address=address)
    return files


def left_out(cases: Sequence[str], *, at: datetime) -> LeftOut | None:
    """Return what is public and not of these cases; None where that is nothing."""
    left_out = LeftOut(
        cases=len(public_cases() - set(cases)),
        reviews=sum(each.case not in cases for each in review_contents((), at=at)),
        lists=len(registers(at=at)) - len(registers(at=at, cases=cases)),
    )
    return left_out if left_out != LeftOut() else None


def _newest(item: Item) -> tuple[datetime, str]:
    return item.at, item.ref


def _static() -> dict[str, bytes]:
    """Return the style, the script and the mark of the site."""
    folder = HERE / "static" / "site"
    return {f"static/{path.name}": path.read_bytes() for path in sorted(folder.iterdir())}


def _whole(address: str) -> str:
    """Return the address of the site with a stroke at its end.

    Raises:
        BadAddress: it is none that file names can be put behind.
    """
    if address and not _ADDRESS.fullmatch(address):
        raise BadAddress(f"expected an address such as https://example.org/record/, found {address!r}")
    return address if not address or address.endswith("/") else f"{address}/"

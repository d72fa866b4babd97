"""What every page of the site shows around its content, and how a page becomes bytes.

Rules:
  - Addresses are relative, so that the pages can be read from any server, mirror or folder.
  - Moments are UTC; the language is that of the whole site.
  - Templates are found here alone, and know no context processor, no request and no user.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import msgspec
from django.template import Context, Engine
from django.utils import timezone, translation

HERE = Path(__file__).parent

PARTS = ("releases", "critiques", "commitments", "lists", "reviews", "logs", "verify", "about")
"""The parts of the site, in the order of its navigation; each is a folder."""


_TAKEN = re.compile(r"index\.html|feed\.xml|(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?|.*\.", re.IGNORECASE)
"""Keys that are no folder here: files of the site are called so, or some system has no such name (Windows, MS-DOS)."""


def place(key: str) -> str:
    """Return the folder of what has a key: the key, between two signs that no key has where it cannot be a folder."""
    return f"~{key}~" if _TAKEN.fullmatch(key) else key


class Allowed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What may leave: each struct names its fields one by one, and docs/reference/public-site.md names them again."""


class LeftOut(Allowed, frozen=True, kw_only=True):
    """What is public and was left out by choice: how many cases, reviews and lists."""

    cases: int = 0
    reviews: int = 0
    lists: int = 0


class Frame(Allowed, frozen=True, kw_only=True):
    """What stands around the content of every page.

    Attributes:
        root: The way to the first page: "", "../" and so on.
        part: The part of the site that the page belongs to; "" for the first page.
        title: The title of the page.
        organisation: The names of the organisations that publish.
        moment: As of when everything is told.
        language: The language of the site (ISO 639-1).
        direction: "ltr" or "rtl".
        feed: The way from the first page to the feed that fits the page; "" where there is none.
        script: Whether the page uses the script that verifies.
        left_out: What the site does not tell by choice of whoever made it; None where it tells everything public.
    """

    root: str
    part: str
    title: str
    organisation: str
    moment: datetime
    language: str
    direction: str
    feed: str = ""
    script: bool = False
    left_out: LeftOut | None = None


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """A page to be written: where, by which template, and with what. It is no content itself."""

    path: str
    template: str
    title: str
    content: Allowed
    part: str = ""
    feed: str = ""
    script: bool = False


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """What all pages of one site share."""

    organisation: str
    moment: datetime
    language: str
    left_out: LeftOut | None = None


def rendered(page: Page, setting: Setting) -> bytes:
    """Return the bytes of a page."""
    with translation.override(setting.language), timezone.override(UTC):
        frame = Frame(
            root="../" * page.path.count("/"),
            part=page.part,
            title=page.title,
            organisation=setting.organisation,
            moment=setting.moment,
            language=setting.language,
            direction="rtl" if translation.get_language_bidi() else "ltr",
            feed=page.feed,
            script=page.script,
            left_out=setting.left_out,
        )
        template = engine().get_template(f"site/{page.template}")
        return template.render(Context({"frame": frame, "page": page.content})).encode()


@cache
def engine() -> Engine:
    """Return what reads the templates of the site."""
    return Engine(
        dirs=[str(HERE / "templates")],
        libraries={"i18n": "django.templatetags.i18n", "lettering": "answerable.site.lettering"},
    )

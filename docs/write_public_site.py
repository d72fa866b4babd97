"""Writes the page of the reference with every field that may stand on the public site.

Run it with `make reference`. It is read from the structs that templates and exports are given, through everything that
they hold: what may leave is what stands there, and a field that is added to one shows here as a change.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import django
import msgspec
from msgspec import inspect

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "answerable.web.settings")
django.setup()

from answerable.designations.public import PublicList  # noqa: E402 - rooms need Django to be set up
from answerable.releases.exports.exported import Exported  # noqa: E402
from answerable.site import critique, designation, feed, first, logs, release, review  # noqa: E402
from answerable.site.frame import Frame  # noqa: E402

PAGE = Path(__file__).parent / "reference" / "public-site.md"
HEAD = """# The public site

Written from the code by `make reference`; edit it there.

What `answerable publish` may write, field by field.
A template is given one of these structs and nothing else, so that what is not named here does not leave.
A case is told once something of it was released; a review is told from its opening.

Besides the pages there are the files of each release as they were given out, and its certificate as outsiders have it.
There are the checkpoints, tiles and keys of the logs, and the roots of the organisations.
There are the style and the script that verifies.
`site.json` names every file with its SHA-256.
Entries of the logs are not published: they hold handles, and tell what goes on in cases of which nothing is public.
"""

PAGES: dict[str, type[msgspec.Struct]] = {
    "every page, around its content": Frame,
    "`index.html`": first.FirstPage,
    "`cases/CASE/index.html`": first.CasePage,
    "`releases/CASE/OUTPUT/VERSION/index.html`": release.ReleasePage,
    "`ninjs.json`, `newsml.xml`, `jsonld.json`, `updates.json` and `atom.xml` beside it": Exported,
    "`critiques/index.html`": critique.Critiques,
    "`critiques/CASE/CRITIQUE/index.html`": critique.CritiquePage,
    "`commitments/index.html`": critique.Commitments,
    "`lists/index.html`": designation.Lists,
    "`lists/LIST/index.html`": designation.ListPage,
    "`register.json` and `register.csv` beside it": PublicList,
    "`reviews/index.html`": review.Reviews,
    "`reviews/CASE/REVIEW/index.html`": review.ReviewPage,
    "`logs/index.html`": logs.Logs,
    "`verify/index.html`": first.VerifyPage,
    "`about/index.html`": first.AboutPage,
    "`feed.xml` and `cases/CASE/feed.xml`": feed.Item,
}
"""The struct behind each page or file that is made from one."""


def page() -> str:
    """Return the text of the page."""
    rows = [f"| {name} | {_linked(struct)} |" for name, struct in PAGES.items()]
    parts = [part for struct in structs() for part in _part(struct)]
    return "\n".join([HEAD, "| page or file | made from |", "| --- | --- |", *rows, "", *parts])


def structs() -> tuple[type[msgspec.Struct], ...]:
    """Return every struct that a page is made from or holds, each once."""
    found = dict.fromkeys(PAGES.values())
    for struct in (waiting := list(found)):  # grows while it is walked
        for field in msgspec.structs.fields(struct):
            new = [each for each in _held(inspect.type_info(field.type)) if each not in found]
            found |= dict.fromkeys(new)
            waiting += new
    return tuple(found)


def _part(struct: type[msgspec.Struct]) -> Iterator[str]:
    yield from (f"## {struct.__name__}", "", (struct.__doc__ or "").strip().splitlines()[0], "")
    for field in msgspec.structs.fields(struct):
        inner = ", ".join(_linked(each) for each in dict.fromkeys(_held(inspect.type_info(field.type))))
        yield f"- `{field.name}`" + (f": {inner}" if inner else "")
    yield ""


def _linked(struct: type[msgspec.Struct]) -> str:
    return f"[{struct.__name__}](#{struct.__name__.lower()})"


def _held(kind: inspect.Type) -> Iterator[type[msgspec.Struct]]:
    """Yield the structs that a field of this type holds."""
    match kind:
        case inspect.Metadata():
            yield from _held(kind.type)
        case inspect.StructType():
            yield kind.cls
        case inspect.VarTupleType() | inspect.ListType():
            yield from _held(kind.item_type)
        case inspect.TupleType():
            yield from (each for item in kind.item_types for each in _held(item))
        case inspect.UnionType():
            yield from (each for item in kind.types for each in _held(item))


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")

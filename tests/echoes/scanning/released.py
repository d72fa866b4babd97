"""What the tests of scanning share: releases made of the examples, pages made of words."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from pathlib import Path

from answerable.echoes.scanning.released import Followed, OwnPassage, Released
from answerable.echoes.streams.documents import Given, Raw
from answerable.text.sentences import sentences

ROOT = Path(__file__).parents[3]
CASES = ROOT / "tests" / "echoes" / "cases"
NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


def case(name):
    return tomllib.loads((CASES / f"{name}.toml").read_text(encoding="utf-8"))


def followed_of(told):
    """The release of a case of `cases/`: its statements by their ids, its other sentences as s1, s2, …"""
    folder = ROOT / "examples" / told["case"]
    ids = _statements(folder, told["output"].partition("-")[0])
    passages = []
    for line in (folder / "outputs" / told["output"]).read_text(encoding="utf-8").splitlines():
        shown = line.lstrip("#- ").strip()
        place = "title" if line.startswith("# ") else "bullet" if line.startswith("- ") else "body"
        for start, end in sentences(shown):
            words = shown[start:end]
            passages.append(OwnPassage(id=ids.get(words, f"sentence{len(passages) + 1}"), text=words, place=place))
    title, name = passages[0].text, f"{told['case']}/{told['output'].removesuffix('.md').replace('-', '/')}"
    release = Released(name=name, title=title, language="en", at=told["released"], passages=tuple(passages))
    return Followed(releases=(release,), names=tuple(told["names"]))


def _statements(folder, output):
    told = tomllib.loads((folder / "outputs.toml").read_text(encoding="utf-8"))
    drafted = [each for each in told["version"]["drafted"] if each["output"] == output]
    return {each["words"]: each["id"] for each in drafted[0]["statements"]}


def page(text="", *, at=0, title="", lead="", **given):
    """A record whose words the stream gives."""
    known = {name: given.pop(name) for name in ("address", "stream", "path", "fetched", "id") if name in given}
    known = {"stream": "test", "path": "pages", **known}
    return Raw(at=at, next=at + 1, given=Given(title=title, lead=lead, text=text, **given), **known)


def page_of(echo, at=0):
    """The page of an echo of `cases/`."""
    return page(echo["body"], at=at, title=echo["title"], lead=echo["lead"], language="en", published=echo["published"])

"""Where the pages of a site lead to, and what they run or style in themselves."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import PurePosixPath
from urllib.parse import unquote


class Links(HTMLParser):
    """What a page leads to or loads, and what it runs or styles in itself."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.inline: list[str] = []
        self.ids: set[str] = set()
        self.feed(page.decode())

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            if name in {"href", "src", "action", "srcset", "poster", "data", "formaction"}:
                self.addresses.append(value)
            if name == "id":
                self.ids.add(value)
            if name == "style" or name.startswith("on"):
                self.inline.append(f"{tag} {name}")
        if tag == "style" or (tag == "script" and not dict(attrs).get("src")):
            self.inline.append(tag)


def pages(files: dict[str, bytes]) -> dict[str, Links]:
    return {path: Links(data) for path, data in files.items() if path.endswith("index.html")}


def led_to(path: str, address: str) -> str:
    """Return the file that an address on a page leads to."""
    whole = PurePosixPath(path).parent / unquote(address.partition("#")[0])
    parts: list[str] = []
    for part in whole.parts:
        if part == "..":
            assert parts, f"{path} leads out of the site: {address}"
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)

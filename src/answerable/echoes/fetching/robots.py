"""What a host asks of programs, read from its robots.txt (RFC 9309).

Rules, each with its section:
  - 2.2.1: we follow the groups that name our product token, else those for "*".
  - 2.2.2: the longest rule that matches decides, and of two alike the one that allows.
  - 2.3.1.2: redirects are followed, five at most, each checked like any other; more count as "there is none".
  - 2.3.1.3: status 400 to 499 is "there is none": all may be read. 429 alone asks us to stay away for a while; we do.
  - 2.3.1.4: status 500 to 599, or no answer at all: nothing may be read until the next try.
  - 2.3.1.5: lines that cannot be understood are left out, the rest counts.
  - 2.4: what was read is kept for a day, and a refusal for lack of an answer for a quarter of an hour.
  - 2.5: 500 kibibytes are read, and the last line is left out where the limit cut it.
  - Crawl-delay is no part of the standard; it is kept, up to a bound.
"""

from __future__ import annotations

import re
from datetime import timedelta
from functools import lru_cache
from typing import Final

from protego import Protego

KEPT: Final = timedelta(days=1)
RETRIED: Final = timedelta(minutes=15)
"""How long a host without an answer is left alone; chosen by hand."""

_AGENT = re.compile(r"\s*user[\s-]?agent\s*[:\s]\s*(?P<who>[^#]*)", re.IGNORECASE)
_NOBODY = "User-agent: nobody"


def rules(content: bytes, *, token: str, most: int) -> str:
    """Return the lines of a robots.txt, with all groups that are not for us under one name.

    A file of many groups and many rules would otherwise be multiplied out in memory.
    """
    text = content.decode("utf-8", errors="replace").removeprefix("\ufeff")
    lines = text.splitlines()
    if len(content) >= most and lines:
        lines.pop()
    return "\n".join(_named(line, token) for line in lines)


def may_read(text: str, address: str, *, token: str) -> bool:
    """Return whether a robots.txt lets us ask for an address."""
    return bool(_parsed(text).can_fetch(address, token))


def pause_asked(text: str, *, token: str) -> float:
    """Return the seconds that a robots.txt asks to wait between two requests; 0 where it says nothing."""
    return float(_parsed(text).crawl_delay(token) or 0)


def maps(content: bytes) -> list[str]:
    """Return the sitemaps that a robots.txt names."""
    lines = (line for line in content.decode("utf-8", errors="replace").splitlines())
    named = (re.match(r"\s*site-?maps?\s*:\s*(\S+)", line, re.IGNORECASE) for line in lines)
    return [match[1] for match in named if match]


def _named(line: str, token: str) -> str:
    match = _AGENT.match(line)
    if match is None:
        return line
    return line if token in match["who"].lower() or "*" in match["who"] else _NOBODY


@lru_cache(maxsize=64)
def _parsed(text: str) -> Protego:
    return Protego.parse(text)

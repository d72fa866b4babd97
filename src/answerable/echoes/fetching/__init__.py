"""Pages of the web, fetched politely, and never from a place that is not public.

Rules:
  - The package `answerable.fetching` says where a request may go, and carries it out within limits. Every redirect is
    checked anew. Proxies named by the environment are not used. What is no text is refused before its body is read.
  - `robots`, `manners`: robots.txt is kept (RFC 9309); one request at a time for each host, with a pause after it;
    Retry-After is kept (RFC 9110, 10.2.3).
  - `remembered`: what makes the next visit cheap stands in a small store that is passed in.
  - Nothing here knows a database or a stream; clock, sleep, resolver and connector are passed in.
"""

from answerable.echoes.fetching.failures import BrokenMemory
from answerable.echoes.fetching.fetcher import Fetched, Fetcher, Settings
from answerable.echoes.fetching.remembered import InMemory, Memory, OnDisk
from answerable.fetching.errors import Unfetched
from answerable.fetching.limits import FEED, MAP, PAGE, TEXT, Limits, Wanted

__all__ = [
    "FEED",
    "MAP",
    "PAGE",
    "TEXT",
    "BrokenMemory",
    "Fetched",
    "Fetcher",
    "InMemory",
    "Limits",
    "Memory",
    "OnDisk",
    "Settings",
    "Unfetched",
    "Wanted",
]

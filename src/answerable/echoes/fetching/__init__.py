"""Pages of the web, fetched politely, and never from a place that is not public.

Rules:
  - `where`: an address is brought into one form, its name is resolved here, and each answer is checked; one answer that
    is not public refuses the address. The connection goes to exactly what was checked, so a second answer of the
    resolver changes nothing. Every redirect is checked anew. Proxies named by the environment are not used.
  - `wire`, `asking`, `unpacking`: one exchange over HTTP/1.1 (RFC 9110, RFC 9112) has a total time, a number of bytes
    for the header and for the body, as it comes and unpacked; what is no text is refused before its body is read.
  - `robots`, `manners`: robots.txt is kept (RFC 9309); one request at a time for each host, with a pause after it;
    Retry-After is kept (RFC 9110, 10.2.3).
  - `remembered`: what makes the next visit cheap stands in a small store that is passed in.
  - Nothing here knows a database or a stream; clock, sleep, resolver and connector are passed in.
"""

from answerable.echoes.fetching.failures import BrokenMemory, Unfetched
from answerable.echoes.fetching.fetcher import Fetched, Fetcher, Settings
from answerable.echoes.fetching.limits import FEED, MAP, PAGE, TEXT, Limits, Wanted
from answerable.echoes.fetching.remembered import InMemory, Memory, OnDisk

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

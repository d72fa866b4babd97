"""An address in one form, and whether the place it leads to is public.

Rules:
  - Only http and https, without user and password, on ports 80 and 443 or others that are allowed by name.
  - A host is read as browsers read it (URL standard, "host parsing"): percent-encoding is undone, the name is mapped
    and encoded (UTS 46, RFC 5891), a last dot falls away, and numbers in any spelling (decimal, octal, hexadecimal,
    fewer than four) are an IPv4 address. Backslashes, control characters and zones are refused.
  - An address is public where the registries of special-purpose addresses (RFC 6890 and its updates) say nothing else.
    Of IPv6 only 2000::/3 is, less what is for protocols, Teredo, documentation and 6to4 in it. Mapped addresses
    (::ffff:0:0/96) are refused. Behind the well-known prefix of NAT64 (RFC 6052, 2.1) the IPv4 address is judged.
  - A name is public where all its addresses are; a name without a dot, or one that never leaves the local network
    (RFC 6762, 6761, 7686, 8375), is not looked up at all.
  - `allowed` names exact pairs "host:port" that are asked for wherever they lead: an intranet, or a test.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from typing import Final, TypeAlias
from urllib.parse import quote, unquote_to_bytes, urljoin

import idna
import msgspec

from answerable.fetching.errors import NotAllowed, Unfetched

Resolve: TypeAlias = Callable[[str, int], Sequence[str]]
"""The addresses of a name, for a port, in the order in which they should be tried."""

LONGEST: Final = 8000
"""Characters of an address; RFC 9110, 4.1 asks that at least as many be understood."""

PORTS: Final = frozenset([80, 443])
DEFAULT_PORTS: Final = {"http": 80, "https": 443}

LOCAL_NAMES: Final = ("localhost", "local", "internal", "intranet", "lan", "home.arpa", "onion", "invalid")
"""Names that never leave the local network, or must not: RFC 6761, RFC 6762, RFC 7686, RFC 8375, and ICANN's choice
of `internal` (2024); `intranet` and `lan` as found in the wild."""

SPECIAL: Final = tuple(
    ipaddress.ip_network(each)
    for each in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24"),
        *("192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24"),
        *("224.0.0.0/4", "240.0.0.0/4", "168.63.129.16/32"),
        *("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"),
    )
)
"""What is not public: the IANA registries of special-purpose addresses of IPv4 and IPv6 (2024), multicast, and the
address at which one hoster's machines find their own keeper. Kept here too: Python's list changed with versions."""

_GLOBAL_IPV6: Final = ipaddress.ip_network("2000::/3")
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")

_ADDRESS = re.compile(
    r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?P<authority>[^/?#]*)(?P<path>[^?#]*)(?P<query>\?[^#]*)?"
)
_UNFIT = re.compile(r"[\x00-\x1f\x7f\\\ud800-\udfff]")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER = re.compile(r"0[xX][0-9a-fA-F]*|[0-9]+")
_KEPT = "%/:@!$&'()*+,;=~-._?[]|"


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """An address in its parts.

    Attributes:
        scheme: "http" or "https".
        host: A name in small ASCII letters, or an IP address in its usual form, IPv6 without brackets.
        port: Its port.
        path: Path and query, percent-encoded.
        literal: Whether the host is an IP address.
    """

    scheme: str
    host: str
    port: int
    path: str
    literal: bool = False

    @property
    def bracketed(self) -> str:
        """The host as it stands in an address."""
        return f"[{self.host}]" if ":" in self.host else self.host

    @property
    def endpoint(self) -> str:
        """Host and port, always both."""
        return f"{self.bracketed}:{self.port}"

    @property
    def authority(self) -> str:
        """Host, and the port where it is not the usual one: the field Host (RFC 9110, 7.2)."""
        return self.bracketed if self.port == DEFAULT_PORTS[self.scheme] else self.endpoint

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return f"{self.scheme}://{self.authority}"

    @property
    def address(self) -> str:
        """The whole address, in one form."""
        return self.origin + self.path


def target(address: str) -> Target:
    """Return an address in its parts, in one form.

    Raises:
        NotAllowed: It is none that may be asked for, however it is spelled.
    """
    address = address.strip(" \t\r\n\f")
    if len(address) > LONGEST or _UNFIT.search(address):
        raise NotAllowed(f"expected an address of at most {LONGEST} characters, no backslash, found {_short(address)}")
    match = _ADDRESS.match(address)
    scheme = match["scheme"].lower() if match else ""
    if match is None or scheme not in DEFAULT_PORTS:
        raise NotAllowed(f"expected an address that begins with http:// or https://, found {_short(address)}")
    if "@" in match["authority"]:
        place = match["authority"].rpartition("@")[2]
        raise NotAllowed(f"expected an address without user and password, found both before {_short(place)}")
    name, port = _parted(match["authority"], scheme)
    host, literal = _host(name)
    path = quote((match["path"] or "/") + (match["query"] or ""), safe=_KEPT)
    return Target(scheme=scheme, host=host, port=port, path=path, literal=literal)


def redirected(found: Target, location: str) -> Target:
    """Return where an answer leads, seen from where it was given (RFC 9110, 10.2.2).

    Raises:
        NotAllowed: It may not be asked for.
    """
    with suppress(UnicodeError):  # fields come as Latin-1, and most servers write UTF-8 (RFC 9110, 5.5)
        location = location.encode("latin-1").decode()
    try:
        return target(urljoin(found.address, location.strip()))
    except ValueError as error:
        raise NotAllowed(f"expected an address to go on to, found {_short(location)}: {error}") from error


def checked(
    found: Target, *, resolve: Resolve, allowed: Collection[str] = (), ports: Collection[int] = PORTS
) -> tuple[str, ...]:
    """Return the IP addresses to connect to, each of them checked.

    Raises:
        NotAllowed: Its port is none of the usual ones, or one of its addresses is not public.
        Unfetched: The name has no address.
    """
    free = found.endpoint in allowed
    if not free and found.port not in ports:
        raise NotAllowed(f"expected a port of {sorted(ports)}, found {found.port} at {found.address}")
    if not free and not found.literal:
        _refuse_local(found.host)
    addresses = (found.host,) if found.literal else tuple(resolve(found.host, found.port))
    if not addresses:
        raise Unfetched("unreachable", f"expected an address of {found.host}, found none")
    for each in addresses:
        if not free and not public(each):
            raise NotAllowed(f"expected public addresses only, found {each} for {found.host}")
    return addresses


def public(address: str) -> bool:
    """Return whether an IP address belongs to the public internet."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.scope_id is not None:
            return False
        if ip in _NAT64:
            return public(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
        if ip not in _GLOBAL_IPV6:
            return False
    return ip.is_global and not ip.is_multicast and not any(ip in network for network in SPECIAL)


def look_up(host: str, port: int) -> list[str]:
    """Return the addresses of a name, from the machine's own resolver.

    Raises:
        Unfetched: It has none.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unfetched("unreachable", f"expected an address of {host}, found none: {error}") from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def _parted(authority: str, scheme: str) -> tuple[str, int]:
    """Return host and port."""
    host, colon, digits = authority.rpartition(":")
    if not colon or authority.endswith("]"):
        host, digits = authority, ""
    if not digits:
        return host, DEFAULT_PORTS[scheme]
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 5 and 0 < int(digits) < 1 << 16):  # noqa: PLR2004
        raise NotAllowed(f"expected a port from 1 to 65535, found {digits[:20]!r} in {authority[:80]!r}")
    return host, int(digits)


def _host(name: str) -> tuple[str, bool]:
    """Return a host in one form, and whether it is an IP address."""
    if name.startswith("[") and name.endswith("]"):
        try:
            return str(_whole(ipaddress.IPv6Address(name[1:-1]))), True
        except ValueError as error:
            raise NotAllowed(f"expected an IPv6 address, found {_short(name)}: {error}") from error
    plain = _ascii(name)
    labels = plain.split(".")
    if _NUMBER.fullmatch(labels[-1]):
        return _ipv4(labels), True
    if len(plain) > 253 or not all(_LABEL.fullmatch(label) for label in labels):  # noqa: PLR2004 (RFC 1035, 2.3.4)
        raise NotAllowed(f"expected the name of a host, found {_short(name)}")
    return plain, False


def _whole(ip: ipaddress.IPv6Address) -> ipaddress.IPv6Address:
    if ip.scope_id is not None:
        raise ValueError(f"a zone, {ip.scope_id}")
    return ip


def _ascii(name: str) -> str:
    """Return a name in small ASCII letters, without its last dot (URL standard, "domain to ASCII")."""
    try:
        mapped = unquote_to_bytes(name).decode()
        if not mapped.isascii():
            mapped = idna.uts46_remap(mapped, std3_rules=False, transitional=False)
        if not mapped.isascii():
            mapped = idna.encode(mapped).decode("ascii")
    except (idna.IDNAError, UnicodeError) as error:
        raise NotAllowed(f"expected the name of a host, found {_short(name)}: {error}") from error
    return mapped.lower().removesuffix(".")


def _ipv4(labels: list[str]) -> str:
    """Return an IPv4 address in four decimal numbers, from one to four of any kind (URL standard, "IPv4 parser")."""
    fit = len(labels) <= 4 and all(_NUMBER.fullmatch(label) for label in labels)  # noqa: PLR2004
    *heads, last = [_number(label) for label in labels] if fit else [-1]
    if last < 0 or any(not 0 <= head <= 255 for head in heads) or last >= 256 ** (4 - len(heads)):  # noqa: PLR2004
        raise NotAllowed(f"expected an IPv4 address, found {_short('.'.join(labels))}")
    value = last + sum(head << (8 * (3 - place)) for place, head in enumerate(heads))
    return str(ipaddress.IPv4Address(value))


def _number(label: str) -> int:
    """Return a number as it is written, -1 where it is none."""
    if label[:2] in {"0x", "0X"}:
        return int(label[2:] or "0", 16)
    if len(label) > 20 or (label[0] == "0" and not set(label) <= set("01234567")):  # noqa: PLR2004
        return -1
    return int(label, 8 if label[0] == "0" else 10)


def _refuse_local(host: str) -> None:
    if "." not in host or any(host == name or host.endswith("." + name) for name in LOCAL_NAMES):
        raise NotAllowed(f"expected the name of a public host, found {host!r}, which belongs to a local network")


def _short(text: str) -> str:
    return repr(text if len(text) <= 100 else text[:100] + "…")  # noqa: PLR2004

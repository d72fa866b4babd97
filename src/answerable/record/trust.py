"""Whom somebody trusts to watch which logs: a file in the form of C2SP tlog-policy.

Rules:

* a checkpoint counts if one of the logs signed it and as many witnesses cosigned it as the quorum asks for;
* a name is defined once, before it is used, and is a member of one group at most: so no witness counts twice;
* two logs with one public key are refused, and so are two witnesses, whatever their keys are called;
* the file is octets: names need not be text, and are compared octet by octet. Here they are strings, in which an octet
  that is no UTF-8 stands as a lone surrogate;
* every line ends with a newline, the last one too: a file that was cut must not pass for another policy.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from answerable.record.checkpoint import Checkpoint, open_checkpoint
from answerable.record.cosignature import CosignerKey, cosignatures, parse_cosigner
from answerable.record.errors import Malformed, NotWitnessed, TooLarge, Truncated
from answerable.record.note import Verifier, parse_vkey

MAX_TRUST_BYTES = 1_000_000
"""Largest file read; chosen by hand: five hundred ML-DSA-44 keys of 1.8 kB. The specification asks for 32 of each."""

NONE = "none"
"""The quorum that asks for no cosignature (C2SP tlog-policy, "Defining the quorum")."""

_BLANKS = re.compile(r"[ \t]+")
_CONTROL = re.compile(rb"[\x00-\x08\x0b-\x1f\x7f]")
_UNFIT = re.compile(r"[\x00-\x20\x7f]")
_COUNT = re.compile(r"[1-9][0-9]{0,5}")


@dataclass(frozen=True, slots=True)
class TrustedLog:
    """A log that is known: its public key, whose name is the log's origin, and perhaps where it is."""

    key: Verifier
    url: str = ""


@dataclass(frozen=True, slots=True)
class Witness:
    """A witness that is known: what this file calls it, its public key, and perhaps where it is."""

    name: str
    key: CosignerKey
    url: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A name for several witnesses or groups, which has witnessed what at least ``threshold`` of them have."""

    name: str
    threshold: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trust:
    """Known logs, known witnesses, and who of them must have cosigned.

    Attributes:
        logs: Any of them may sign.
        witnesses: In the order written.
        groups: In the order written; each names only witnesses, and groups before it.
        quorum: Name of a witness or group, or ``none``.
    """

    logs: tuple[TrustedLog, ...]
    witnesses: tuple[Witness, ...]
    groups: tuple[Group, ...]
    quorum: str

    def __post_init__(self) -> None:
        """Refuse what breaks a rule."""
        _check_keys("log", (log.key.public for log in self.logs))
        _check_keys("witness", (witness.key.public for witness in self.witnesses))
        _check_names(self)
        _check_groups(self)


def parse_trust(text: str | bytes) -> Trust:
    """The policy written as text.

    Raises:
        Malformed: It breaks a rule; the message names the line.
        Truncated: The last line has no end.
        TooLarge: It is over the limit.
    """
    reading = _Reading()
    for number, line in enumerate(_lines(text), start=1):
        items = _BLANKS.split(line.strip(" \t"))
        if items == [""] or items[0].startswith("#"):
            continue
        try:
            reading.take(items)
        except Malformed as error:
            raise Malformed(f"policy, line {number}: {error}") from error
    if len(reading.quorums) != 1:
        raise Malformed(f"policy: expected one quorum line, found {len(reading.quorums)}")
    return Trust(tuple(reading.logs), tuple(reading.witnesses), tuple(reading.groups), reading.quorums[0])


def format_trust(trust: Trust) -> str:
    """The policy as text, which ``parse_trust`` reads back."""
    lines = [f"log {log.key.vkey()} {log.url}" for log in trust.logs]
    lines += [f"witness {each.name} {each.key.vkey()} {each.url}" for each in trust.witnesses]
    lines += [" ".join(("group", group.name, str(group.threshold), *group.members)) for group in trust.groups]
    return "\n".join((*(line.rstrip(" ") for line in lines), f"quorum {trust.quorum}", ""))


def check_trust(note: str | bytes, trust: Trust) -> Checkpoint:
    """The checkpoint in a note, once it is checked that a known log signed it and a quorum of witnesses cosigned it.

    Raises:
        NotWitnessed: Too few witnesses cosigned it; the message and the error name who is missing.
        WrongOrigin, Malformed, Truncated, TooLarge, WrongSignature, UnknownKey: As ``open_checkpoint``.
    """
    checkpoint = open_checkpoint(note, origin=None, verifiers=[log.key for log in trust.logs])
    found = {(each.name, each.key_hash) for each in cosignatures(note, [witness.key for witness in trust.witnesses])}
    met = {each.name for each in trust.witnesses if (each.key.name, each.key.key_hash) in found}
    for group in trust.groups:  # A group names only what stands before it.
        if len(met.intersection(group.members)) >= group.threshold:
            met.add(group.name)
    if trust.quorum != NONE and trust.quorum not in met:
        reason = f"checkpoint of {checkpoint.origin}: expected the quorum {_shown(trust.quorum)}"
        raise NotWitnessed(reason, tuple(map(_shown, _missing(trust, met))))
    return checkpoint


@dataclass(slots=True)
class _Reading:
    """What was read of a policy so far."""

    logs: list[TrustedLog] = field(default_factory=list)
    witnesses: list[Witness] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    quorums: list[str] = field(default_factory=list)
    defined: set[str] = field(default_factory=set)

    def take(self, items: list[str]) -> None:
        """Add what one line says."""
        match items:
            case ["log", vkey] | ["log", vkey, _]:
                self.logs.append(TrustedLog(parse_vkey(_utf8(vkey)), *items[2:]))
            case ["witness", name, vkey] | ["witness", name, vkey, _]:
                self.witnesses.append(Witness(name, parse_cosigner(_utf8(vkey)), *items[3:]))
                self.defined.add(name)
            case ["group", name, threshold, _, *_]:
                self._check_defined(items[3:])
                self.groups.append(Group(name, _threshold(threshold, len(items) - 3), tuple(items[3:])))
                self.defined.add(name)
            case ["quorum", name]:
                self._check_defined(() if name == NONE else (name,))
                self.quorums.append(name)
            case _:
                raise Malformed(f"expected log, witness, group or quorum and its parts, found {_shown(items[0])}")

    def _check_defined(self, names: Iterable[str]) -> None:
        for name in names:
            if name not in self.defined:
                raise Malformed(f"expected a name that is defined before, found {_shown(name)}")


def _missing(trust: Trust, met: Collection[str]) -> Iterator[str]:
    """The witnesses whose cosignature would help the quorum to be met."""
    groups = {group.name: group for group in trust.groups}
    waiting = [trust.quorum]
    while waiting:
        name = waiting.pop()
        if name in groups:
            waiting += [member for member in reversed(groups[name].members) if member not in met]
        else:
            yield name


def _check_keys(what: str, keys: Iterable[bytes]) -> None:
    known = list(keys)
    if len(set(known)) != len(known):
        raise Malformed(f"policy: expected each public key at one {what}, found one at two")


def _check_names(trust: Trust) -> None:
    names = set[str]()
    for name in (*(witness.name for witness in trust.witnesses), *(group.name for group in trust.groups)):
        if name == NONE or not name or _UNFIT.search(name):
            raise Malformed(f"policy: expected a name that is not empty, blank or {NONE}, found {_shown(name)}")
        if name in names:
            raise Malformed(f"policy: expected each name once, found {_shown(name)} defined twice")
        names.add(name)
    for url in (*(log.url for log in trust.logs), *(witness.url for witness in trust.witnesses)):
        if _UNFIT.search(url):
            raise Malformed(f"policy: expected an address without blanks, found {_shown(url)}")
    if trust.quorum not in {NONE, *names}:
        raise Malformed(f"policy: expected a quorum that is defined, found {_shown(trust.quorum)}")


def _check_groups(trust: Trust) -> None:
    defined, members = {witness.name for witness in trust.witnesses}, set[str]()
    for group in trust.groups:
        if not 1 <= group.threshold <= len(group.members):
            found = f"{group.threshold} of {len(group.members)}"
            raise Malformed(f"policy: group {_shown(group.name)}: expected from 1 to all of its members, found {found}")
        for member in group.members:
            if member not in defined:
                raise Malformed(f"policy: group {_shown(group.name)}: {_shown(member)} is not defined before it")
            if member in members:
                raise Malformed(f"policy: expected each name in one group at most once, found {_shown(member)} again")
            members.add(member)
        defined.add(group.name)


def _threshold(written: str, members: int) -> int:
    match written:
        case "all":
            return members
        case "any":
            return 1
        case _ if _COUNT.fullmatch(written) and int(written) <= members:
            return int(written)
    raise Malformed(f"expected all, any or a number from 1 to {members}, found {_shown(written)}")


def _lines(text: str | bytes) -> list[str]:
    data = text.encode("utf-8", "surrogateescape") if isinstance(text, str) else text
    if len(data) > MAX_TRUST_BYTES:
        raise TooLarge(f"policy: expected at most {MAX_TRUST_BYTES} bytes, found {len(data)}")
    found = _CONTROL.search(data)
    if found:
        raise Malformed(f"policy: expected no control character but tab and newline, found one at {found.start()}")
    if not data.endswith(b"\n"):
        raise Truncated("policy: expected a newline at the end")
    return data.decode("utf-8", "surrogateescape")[:-1].split("\n")


def _utf8(text: str) -> str:
    """The text, if it is one."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise Malformed("expected a key in UTF-8, found another octet") from None
    return text


def _shown(text: str) -> str:
    """The text as it can stand in a message."""
    return text[:80].encode("utf-8", "backslashreplace").decode()

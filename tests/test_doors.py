"""The doors of the house, counted: what asks other machines, what opens archives, what takes files.

A new one fails here until somebody has looked at it, and has named the tests that hold it shut or said why it needs
none. What is common to all doors of a kind is tried here on each.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from answerable.fetching.errors import FetchError
from answerable.fetching.where import checked, target
from answerable.houses.asking import place_of
from answerable.houses.errors import HouseError
from answerable.record.errors import NotStamped
from answerable.record.stamping.authorities import authority_at

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "answerable"

NETWORK = frozenset(
    [
        "urllib.request",
        "urllib3",
        "http.client",
        "requests",
        "httpx",
        "aiohttp",
        "ftplib",
        "smtplib",
        "poplib",
        "imaplib",
        "xmlrpc",
        "socket",
        "asyncio",
    ]
)
ASKING = {
    "fetching/where.py": ("test_one_private_address_among_public_ones_is_enough", "test_what_is_not_public_is_known"),
    "fetching/wire.py": ("test_the_connection_goes_to_the_address_that_was_checked",),
    "fetching/asking.py": (
        "test_a_redirect_to_a_private_address_is_refused",
        "test_proxies_of_the_environment_are_not_used",
    ),
    "fetching/exchanging.py": (
        "test_no_private_place_is_asked_unless_it_was_named",
        "test_a_page_cannot_reach_beside_what_was_named",
        "test_a_redirect_into_a_private_place_is_refused",
    ),
    "evidence/capturing/answering.py": (
        "test_no_private_place_is_asked_unless_it_was_named",
        "test_a_redirect_into_a_private_place_is_refused",
    ),
    "houses/asking.py": ("test_the_address_of_a_house_is_the_operators_and_over_https",),
    "record/stamping/authorities.py": ("test_the_address_of_an_authority_is_one_of_the_web",),
    "people/messages.py": ("test_a_password_is_never_sent_in_the_clear",),  # errors of the mail server
    "releases/sending.py": ("test_a_password_is_never_sent_in_the_clear",),  # the same
    "cli/server.py": ("test_a_port_in_use_is_said_before_anything_else",),  # looks at a port of this machine
}
"""What can reach other machines, by the tests of what it refuses."""

PACKED = frozenset(["zipfile", "tarfile", "gzip", "bz2", "lzma", "zlib", "zstandard", "brotli", "py7zr"])
OPENING = {
    "text/office.py": ("test_a_word_file_that_swells_is_refused_before_it_is_unpacked",),
    "echoes/pages/plain.py": ("test_a_word_file_that_swells_is_refused_before_it_is_unpacked",),  # asks what a file is
    "echoes/streams/wacz.py": ("test_a_name_that_leads_out_is_refused", "test_a_bomb_is_refused_before_it_is_unpacked"),
    "echoes/streams/packing.py": ("test_a_bomb_is_too_large_and_never_in_memory",),
    "echoes/streams/responses.py": ("test_a_bomb_is_too_large_and_never_in_memory",),
    "fetching/unpacking.py": ("test_a_bomb_stops_at_the_limit_without_filling_memory",),
    "echoes/captures/records.py": ("test_a_bomb_in_its_place_is_not_unpacked",),
    "evidence/importing/places.py": (
        "test_a_name_that_leads_out_or_reads_differently_elsewhere_is_refused",
        "test_a_link_in_a_zip_is_refused",
        "test_a_bomb_is_refused_before_it_is_unpacked",
        "test_files_over_one_another_are_refused",
    ),
    "houses/carrying/files.py": ("test_a_part_with_any_other_name_is_refused",),
    "backups/restoring.py": ("test_a_damaged_backup_leaves_nothing_behind",),
}
"""What opens what somebody else packed, by the tests of what it refuses."""

NOT_FROM_OUTSIDE = {
    "echoes/captures/writing.py": "packs what it writes",
    "echoes/runs/many.py": "packs this program for the machines of one run, and unpacks what the run itself packed",
    "evidence/capturing/packaging.py": "packs what it writes",
    "evidence/capturing/recording.py": "packs what it writes",
    "backups/writing.py": "packs what it writes",
    "houses/serving/reading.py": "packs what it answers",
}
"""What packs, or unpacks only its own."""

INSIDE_A_CAGE = {
    "evidence/examining/kinds.py": "reads the names in a zip, in a process that may do nothing else",
    "evidence/redacting/documents.py": "reads files in a process that may do nothing else",
    "evidence/redacting/making.py": "the same",
    "evidence/redacting/proof.py": "the same",
    "vault/finding.py": "looks for erased words in what lies in the vault already, 256 MiB of a file at most",
    "houses/serving/mirroring.py": "reads packages one by one, each of a bounded size, from houses that are known",
}
"""What opens packed bytes from elsewhere where they can do no harm."""


def imports(wanted: frozenset[str]) -> set[str]:
    """Return the files that import one of some modules."""
    return {path for path, names in every_import().items() if any(_is(name, wanted) for name in names)}


def _is(name: str, wanted: frozenset[str]) -> bool:
    return any(name == each or name.startswith(f"{each}.") for each in wanted)


@cache
def texts() -> dict[str, str]:
    """Return every file of the code."""
    return {path.relative_to(SOURCE).as_posix(): path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py")}


@cache
def every_import() -> dict[str, set[str]]:
    """Return what each file imports: modules, and names from modules. Each import stands on lines of its own here."""
    found = {}
    for path, text in texts().items():
        plain = re.findall(r"(?m)^\s*import (.+)$", text)
        named = re.findall(r"(?m)^\s*from (\S+) import (.+)$", text)
        modules = {each.split()[0] for line in plain for each in line.split(",")}
        found[path] = modules | {
            f"{module}.{each.split()[0]}" for module, line in named for each in line.split(",") if each
        }
    return found


@cache
def names_of_tests() -> frozenset[str]:
    written = (path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    return frozenset(name for text in written for name in re.findall(r"(?m)^def (test_\w+)\(", text))


def test_nothing_reaches_other_machines_but_what_stands_here():
    assert imports(NETWORK) == set(ASKING)


def test_nothing_opens_what_others_packed_but_what_stands_here():
    assert imports(PACKED) == {*OPENING, *NOT_FROM_OUTSIDE, *INSIDE_A_CAGE}


@pytest.mark.parametrize("doors", [ASKING, OPENING], ids=["asking", "opening"])
def test_each_door_names_tests_that_are_there(doors):
    assert {name for names in doors.values() for name in names} - names_of_tests() == set()


def test_nothing_is_unpacked_onto_the_disk():
    """Archives are read in place; only a run on many machines unpacks, and its own program."""
    found = {path for path, text in texts().items() if re.search(r"\.(extractall|extract|unpack_archive)\(", text)}
    assert {path for path in found if _is_archive(path)} == {"echoes/runs/many.py"}


def _is_archive(path: str) -> bool:
    return path in imports(PACKED) or "shutil.unpack_archive" in every_import()[path]


INSIDE = [
    "http://127.0.0.1/",
    "http://127.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.1/",
    "http://0177.0.0.1/",
    "http://017700000001/",
    "http://①②⑦.⓪.⓪.①/",
    "http://127。0。0。1/",
    "http://%31%32%37.0.0.1/",
    "http://0.0.0.0/",
    "http://0/",
    "http://[::1]/",
    "http://[::]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[::127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[2002:7f00:1::]/",
    "http://[fd00::1]/",
    "http://[fe80::1]/",
    "http://[fe80::1%25eth0]/",
    "http://10.0.0.1/",
    "http://172.16.0.1/",
    "http://192.168.0.1/",
    "http://100.64.0.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://[fd00:ec2::254]/latest/meta-data/",
    "http://192.0.2.1/",
    "http://224.0.0.1/",
    "http://255.255.255.255/",
    "http://localhost/",
    "http://LOCALHOST./",
    "http://a.localhost/",
    "http://printer.local/",
    "http://intranet/",
    "http://public.example@127.0.0.1/",
    "http://127.0.0.1#@public.example/",
    "http://127.0.0.1\\@public.example/",
    "http://public.example:22/",
    "http://public.example:0/",
    "file:///etc/passwd",
    "ftp://public.example/",
    "gopher://127.0.0.1:6379/_",
    "javascript:alert(1)",
    "//127.0.0.1/",
    "",
]
"""Addresses that lead into a machine or its network, or are none of the web, in the spellings that hide it."""


@pytest.mark.parametrize("address", INSIDE)
def test_what_somebody_else_names_leads_to_no_private_place(address):
    """The door of scans and captures: every address, every redirect and every request of a page goes through it."""
    asked = []

    def resolve(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["1.1.1.1"]

    with pytest.raises(FetchError):
        checked(target(address), resolve=resolve)
    assert asked == []  # it is refused before a name is looked up, which would tell that somebody asked


REBOUND = ["127.0.0.1", "::1", "::ffff:10.0.0.1", "169.254.169.254", "fd00::1", "64:ff9b::a00:1", "0.0.0.0", "fe80::1"]


@pytest.mark.parametrize("answer", REBOUND)
def test_a_public_name_that_resolves_to_a_private_place_is_refused(answer):
    """Also where only one of its addresses does, as a server of names does that wants the second one used."""
    for answers in ([answer], ["1.1.1.1", answer], [answer, "1.1.1.1"]):
        with pytest.raises(FetchError):
            checked(target("http://public.example/"), resolve=lambda _host, _port, found=answers: found)


@pytest.mark.parametrize(
    "address",
    [
        "http://house.example/",
        "http://10.0.0.7/",
        "ftp://house.example/",
        "file:///etc/passwd",
        "https://a@house.example/",
        "https://house.example/?next=x",
        "https://house.example\\@evil.example/",
        "javascript:alert(1)",
        "",
    ],
)
def test_the_address_of_a_house_is_the_operators_and_over_https(address):
    """It may stand in the operator's own network, so its address is not judged; what carries it is."""
    with pytest.raises(HouseError):
        place_of(address)


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "ftp://stamps.example/", "stamps.example", "http://", "http://[::1", ""]
)
def test_the_address_of_an_authority_is_one_of_the_web(address):
    with pytest.raises(NotStamped):
        authority_at(address)


FILE_FIELDS = {
    "clearance/authoring/forms.py": 1,
    "clearance/forms/reply.py": 1,
    "critiques/forms/pages.py": 1,
    "evidence/forms/holding.py": 1,
    "people/policies/forms.py": 1,
    "people/training/forms.py": 1,
    "people/views/organisation.py": 1,
}
"""Fields for a file, whose reader takes a bounded number of bytes; those of evidence itself are `forms.pieces`."""


def test_each_field_for_a_file_was_looked_at():
    counted = {
        path: len(re.findall(r"\bFileField\(", text)) for path, text in texts().items() if "migrations" not in path
    }
    found = {path: count for path, count in counted.items() if count}
    assert found == FILE_FIELDS

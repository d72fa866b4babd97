"""No secret lies in the source: forms of keys that services give out, private keys, passwords in addresses.

What looks like one and is none stands in `LOOKED_AT`, with its reason.
"""

from __future__ import annotations

import math
import re
import subprocess
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SHOWN = {
    ".py",
    ".toml",
    ".md",
    ".txt",
    ".sh",
    ".yml",
    ".yaml",
    ".json",
    ".jsonl",
    ".cfg",
    ".ini",
    ".html",
    ".js",
    ".css",
}
SHOWN |= {".conf", ".service", ".timer", ".in", ".csv", ".xml", ".pem", ".key", ".c", ""}

FORMS = {
    "a private key": re.compile(r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----\s*[A-Za-z0-9+/=]{20}"),
    "an age identity": re.compile(r"AGE-SECRET-KEY-1[0-9A-Z]{20,}"),
    "a key of AWS": re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    "a token of GitHub": re.compile(r"\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{40,})"),
    "a token of GitLab": re.compile(r"\bglpat-[A-Za-z0-9_-]{20}"),
    "a token of Slack": re.compile(r"\bxox[abeprs]-[A-Za-z0-9-]{10,}"),
    "a key of Google": re.compile(r"\bAIza[0-9A-Za-z_-]{35}\b"),
    "a key of Stripe": re.compile(r"\b[rs]k_live_[0-9A-Za-z]{20,}"),
    "a token of PyPI": re.compile(r"\bpypi-AgEI[A-Za-z0-9_-]{40,}"),
    "a key of a model": re.compile(r"\bsk-[A-Za-z0-9_-]{32,}"),
    "a signed token": re.compile(r"\beyJ[A-Za-z0-9_-]{20,}\.eyJ[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{20,}"),
    "a password in an address": re.compile(r"://[^\s/:@\"'`{}<>]+:([^\s/@\"'`{}<>]{6,})@"),
    "a secret that is given a value": re.compile(
        r"(?i)(?:secret|passw(?:or)?d|passphrase|token|api_?key)[a-z_]{0,20}\s{0,4}[=:]\s{0,4}[\"']([^\"'\s]{16,})[\"']"
    ),
}

MARKS = {
    "a private key": ("PRIVATE KEY",),
    "an age identity": ("AGE-SECRET",),
    "a key of AWS": ("AKIA", "ASIA"),
    "a token of GitHub": ("ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"),
    "a token of GitLab": ("glpat-",),
    "a token of Slack": ("xox",),
    "a key of Google": ("AIza",),
    "a key of Stripe": ("_live_",),
    "a token of PyPI": ("pypi-",),
    "a key of a model": ("sk-",),
    "a signed token": (".eyJ",),
    "a password in an address": ("://",),
}
"""Letters that stand in each form; a text without them is not looked through, which is most of the time."""

RANDOM = 3.5
"""Bits for each letter from which a value looks drawn at random; words of a language have fewer. Chosen by hand."""

LOOKED_AT: dict[str, str] = {}
"""Files in which such a form stands and is no secret, with the reason."""

PLACEHOLDERS = re.compile(r"(?i:password|secret|hunter2|xxx|\.\.\.|…)|[A-Z_]+$|[a-z]+(?:[-_.][a-z]+)*$")
"""Values that are examples, names of variables, or words of a language between dashes."""


def files() -> list[Path]:
    """Return the files of this checkout, those not yet committed too."""
    try:
        told = subprocess.run(
            ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout
    except (FileNotFoundError, subprocess.CalledProcessError):
        pytest.skip("this is no checkout")
    found = (ROOT / name for name in told.splitlines())
    return [path for path in found if path.suffix in SHOWN and path.is_file() and path.stat().st_size < 2_000_000]


def bits(text: str) -> float:
    """Return how many bits each letter of a text tells (Shannon)."""
    counts = Counter(text).values()
    return -sum(count / len(text) * math.log2(count / len(text)) for count in counts)


def secrets_in(text: str) -> set[str]:
    """Return what secrets a text seems to hold."""
    found = set()
    for name, form in FORMS.items():
        if not any(mark in text for mark in MARKS.get(name, ("",))):
            continue
        for match in form.finditer(text):
            value = match[1] if form.groups else match[0]
            if form.groups and (PLACEHOLDERS.match(value) or bits(value) < RANDOM):
                continue
            found.add(name)
    return found


def test_no_file_holds_a_secret():
    found = {}
    for path in files():
        if met := secrets_in(path.read_text(encoding="utf-8", errors="replace")):
            found[path.relative_to(ROOT).as_posix()] = met
    assert {path: met for path, met in found.items() if path not in LOOKED_AT} == {}
    assert set(LOOKED_AT) <= set(found), "a file that was looked at holds none any more"


PLANTED = {
    "a private key": "-----BEGIN OPENSSH PRIVATE " + "KEY-----\nb3BlbnNzaC1rZXktdjEAAAAACmFlczI1Ni1jdHI",
    "an age identity": "AGE-SECRET-" + "KEY-1QQPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L",
    "a key of AWS": "AKIA" + "IOSFODNN7EXAMPLE",
    "a token of GitHub": "ghp_" + "16C7e42F292c6912E7710c838347Ae178B4a",
    "a password in an address": "postgres://record:" + "qX7vT2mZp9Lr@db.example/record",
    "a secret that is given a value": "DB_PASSWORD = '" + "qX7vT2mZp9LrW4sK1hYc'",
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_secret_would_be_found(name):
    assert name in secrets_in(PLANTED[name])


@pytest.mark.parametrize(
    "text", ["smtp://USER:PASSWORD@HOST:PORT", 'password = "seven boats left"', 'TOKEN = "answerable"']
)
def test_an_example_is_no_secret(text):
    assert secrets_in(text) == set()


def test_no_key_and_no_home_is_kept_in_the_source():
    names = {path.name for path in files()}
    assert names & {"secret-key", "passphrase", "demo-accounts", "answerable.sqlite3", ".env", "id_ed25519"} == set()

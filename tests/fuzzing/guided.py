"""Tries one reader for some seconds: `python -m tests.fuzzing.guided NAME SECONDS FOLDER`; crashes go into the folder.

With atheris (`pip install -r requirements/fuzz.in`) each input is made from those that reached new code. Without it,
real files are changed by chance.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
from pathlib import Path
from random import Random

try:
    import atheris
except ImportError:
    atheris = None

LONGEST = 10
"""Seconds after which an input is told to hold its reader up."""


def by_chance(name: str, seconds: float, folder: Path) -> int:
    """Try changed files, and return how many; what crashes is written into the folder."""
    from tests.fuzzing.targets import mutated, targets

    target, random, tried = targets()[name], Random(), 0
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        data, started = mutated(target, random), time.monotonic()
        tried += 1
        try:
            target.tried(data)
            held_up = time.monotonic() - started > LONGEST
        except Exception:
            (folder / f"crash-{hashlib.sha256(data).hexdigest()[:16]}").write_bytes(data)
            raise
        if held_up:
            (folder / f"timeout-{hashlib.sha256(data).hexdigest()[:16]}").write_bytes(data)
    return tried


def guided(name: str, seconds: float, folder: Path) -> None:
    """Try what leads to new code; this ends the process."""
    with atheris.instrument_imports(include=["answerable", "pypdf", "mammoth", "feedparser", "warcio"]):
        from tests.fuzzing.targets import LARGEST, targets

        target = targets()[name]
    counted = [0]

    def one(data: bytes) -> None:
        counted[0] += 1
        if counted[0] % 100 == 0 or time.monotonic() > until:
            sys.stdout.write(json.dumps({"tried": counted[0], "how": "guided"}) + "\n")
            sys.stdout.flush()
        target.tried(data)

    corpus = folder / "corpus"
    corpus.mkdir()
    for number, data in enumerate(target.seeds):
        (corpus / str(number)).write_bytes(data[:LARGEST])
    options = [f"-max_total_time={seconds:.0f}", f"-max_len={LARGEST}", f"-timeout={LONGEST}", "-rss_limit_mb=3000"]
    until = time.monotonic() + seconds - 1
    atheris.Setup([sys.argv[0], *options, f"-artifact_prefix={folder}/", str(corpus)], one)
    atheris.Fuzz()


def main() -> None:
    import django

    name, seconds, folder = sys.argv[1], float(sys.argv[2]), Path(sys.argv[3])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "answerable.web.settings")
    django.setup()
    if atheris is not None:
        guided(name, seconds, folder)
    tried = by_chance(name, seconds, folder)
    sys.stdout.write(json.dumps({"tried": tried, "how": "by chance"}) + "\n")


if __name__ == "__main__":
    main()

"""Measures what is read in letters and replies, and prints one table: `python benchmarks/answers.py`.

`ANSWERABLE_SHARED` names the folder that holds `data/`. What each figure is, on which data, and what was trained on
what: at the heads of `answers_letters.py` and `answers_replies.py`.
"""

from __future__ import annotations

import sys

import answers_letters
import answers_replies
from text import show


def main() -> int:
    """Print everything; 1 where the data is missing."""
    for path in (answers_letters.LETTERS, answers_letters.REPORTS):
        if not path.exists():
            print(f"expected {path}: set ANSWERABLE_SHARED to the folder that holds data/")
            return 1
    show([*answers_letters.measure(), *answers_replies.measure()])
    return 0


if __name__ == "__main__":
    sys.exit(main())

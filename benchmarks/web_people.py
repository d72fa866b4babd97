"""What one person of a section does on the site: reads, and now and then says something. Locust drives 200 of them.

Run by `benchmarks/web.py`, which writes the people and their cookies into the file named in `BENCH_PEOPLE`.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import re
from http import HTTPStatus
from pathlib import Path

from locust import FastHttpUser, between, events, task

PEOPLE = itertools.cycle(json.loads(Path(os.environ["BENCH_PEOPLE"]).read_text(encoding="utf-8")))
BARE = os.environ.get("BENCH_BARE") == "1"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
CASE = "/cases/harbour"
DRAFT = f"{CASE}/drafts/release/2/"

said: list[str] = []
"""Marks of the objections that the site said it had taken in."""


def keep_what_was_said(**_: object) -> None:
    """Write the marks where the benchmark holds them against the record."""
    Path(os.environ["BENCH_SAID"]).write_text(json.dumps(said), encoding="utf-8")


events.quitting.add_listener(keep_what_was_said)


class Person(FastHttpUser):
    """Reads for one to five seconds, then does the next thing; one act in twenty says something."""

    wait_time = between(1, 5)

    def on_start(self) -> None:
        """Take the place of one person who is signed in."""
        self.person = next(PEOPLE)
        self.count = 0

    def _get(self, address: str, name: str) -> str:
        headers = {"Cookie": self.person["cookie"]}
        with self.client.get(address, name=name, headers=headers, catch_response=True, allow_redirects=False) as answer:
            if answer.status_code != HTTPStatus.OK:
                answer.failure(f"{answer.status_code}")
            return answer.text or ""

    @task(6)
    def look_at_what_waits(self) -> None:
        """Open the home page, or the one view of the bare site."""
        self._get("/" if BARE else "/waiting/", "waiting")

    @task(6)
    def look_at_the_board(self) -> None:
        """Open the board."""
        self._get("/" if BARE else f"{CASE}/board/", "board")

    @task(6)
    def read_the_draft(self) -> None:
        """Open the draft with its margin."""
        self._get("/" if BARE else DRAFT, "draft")

    @task(1)
    def object_to_it(self) -> None:
        """Object to the whole, in words of one's own, through the form."""
        if BARE:
            self._get("/", "object")
            return
        found = TOKEN.search(self._get(f"{DRAFT}object/", "object: form"))
        if not found:
            return
        self.count += 1
        mark = f"{self.person['person']} says it {self.count} {random.random()}"
        fields = {"about": "process", "severity": "remark", "words": "", "text": mark, "outside": ""}
        fields["csrfmiddlewaretoken"] = found[1]
        headers = {"Cookie": self.person["cookie"], "Referer": f"{self.host}{DRAFT}"}
        with self.client.post(
            f"{DRAFT}object/", data=fields, headers=headers, name="object", catch_response=True, allow_redirects=False
        ) as answer:
            if answer.status_code == HTTPStatus.FOUND:
                said.append(mark)
            else:
                answer.failure(f"{answer.status_code}")

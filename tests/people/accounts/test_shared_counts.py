"""What is counted about tries is shared by all processes of the server, on each kind of database."""

from __future__ import annotations

from datetime import UTC, datetime

from answerable.people.accounts.invitations import invite

FIRST = """
from django.core.cache import cache
print(sum(cache.add(f"tried-{number}", True, 60) for number in range(50)))
"""
TRIED = """
from django.test import Client
for _try in range(2):
    sent = {"login": "ann", "password": "another long password"}
    answer = Client(headers={"host": "localhost"}).post("/sign-in/", sent)
    print("too often" in answer.content.decode())
"""
ACCEPT = """
import sys
from datetime import UTC, datetime
from answerable.people.accounts.invitations import NotInvited, accept
try:
    accept(sys.argv[1], "a lantern over grey water", now=datetime.now(UTC))
except NotInvited:
    print("no")
else:
    print("yes")
"""


def finished(process) -> str:
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    return out.strip()


def test_of_two_processes_at_once_one_is_first(database):
    two = [database.run(FIRST), database.run(FIRST)]
    assert sum(int(finished(each)) for each in two) == 50


def test_tries_in_several_processes_count_together(database):
    answers = [answer for _time in range(3) for answer in finished(database.run(TRIED)).splitlines()]
    assert answers == ["False"] * 5 + ["True"]


def test_a_link_used_at_once_in_two_processes_opens_the_account_once(database):
    token = invite("ann", by="", now=datetime.now(UTC))
    two = [database.run(ACCEPT, token), database.run(ACCEPT, token)]
    assert sorted(map(finished, two)) == ["no", "yes"]

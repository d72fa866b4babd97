"""The shape of the table of acts: what can be said, the table that keeps it, and who asks whether it may be said.

The table itself is `answerable.kinds.ACTS`, above all rooms. The record reads it through the setting `ANSWERABLE_ACTS`,
as Django reads its root list of addresses, because the record lies below the rooms and imports none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import msgspec
from django.conf import settings
from django.utils.module_loading import import_string

from answerable.record.blocker import Blocker
from answerable.record.entry import Fact, Said
from answerable.record.models import FactRow

Seen = Mapping[str, int]
"""The size of every log, by origin, when a gate was asked."""

Ask = Callable[[Fact[Any], Seen], list[Blocker]]
"""The question whether an act may be said, on the record as of `Seen`: what is missing, or nothing."""


class Act(msgspec.Struct, frozen=True):
    """One kind of act: its body, the table of its facts, and the gate that is asked before it is said.

    `ask` reads the room's case as of `seen` and hands it to a pure gate; None: anyone entitled to write may say it.
    `policy` returns the ref of the policy by which the gate judged. `unsigned` asks the same of an act that its person
    has yet to sign; None: the act needs no signature, and `ask` it is. `once_free`: earlier versions asked no gate, so
    an entry that saw nothing is not asked again.
    """

    said: type[Said]
    table: type[FactRow]
    ask: Ask | None = None
    policy: Callable[[Fact[Any], Seen], str] | None = None
    unsigned: Ask | None = None
    once_free: bool = False


@cache
def acts() -> Mapping[str, Act]:
    """Return the table of every act, by kind."""
    table: Mapping[str, Act] = import_string(settings.ANSWERABLE_ACTS)
    return table

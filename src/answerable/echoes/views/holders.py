"""Who holds a release, and how far each notice on it has got with each of them. For insiders.

Who somebody is and how they are reached is shown to the section that knows them, and to nobody else.
"""

from __future__ import annotations

from urllib.parse import urlencode

import msgspec
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from answerable.clearance.views.page import headed
from answerable.echoes.holders import everybody
from answerable.echoes.reading import case_of
from answerable.people.access import Reader, ReadRequest
from answerable.record.entry import Fact
from answerable.releases.entries import OutputReleased
from answerable.releases.gates.dissociation import Published
from answerable.releases.holders import OUTLET, SECTION, Holder, Reached, reached
from answerable.releases.notices import DISSOCIATION, beside
from answerable.releases.reading import released_as
from answerable.releases.sending import mail_of
from answerable.vault.reading import shown


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One holder and one notice: how far it has got, and where what is missing is said, for whoever may say it."""

    reached: Reached
    mail: bool
    days: int | None
    send: str = ""
    acknowledge: str = ""


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """A holder on the page; `who` and `address` only where the reader's own section knows them."""

    holder: Holder
    mail: bool
    who: str = ""
    address: str = ""


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """A notice on the page, with the holders it has yet to reach first."""

    notice: Published
    type: str
    rows: tuple[Row, ...]

    @property
    def reached(self) -> int:
        """How many holders it has reached."""
        return sum(row.reached.took is not None for row in self.rows)

    @property
    def overdue(self) -> int:
        """How many it should have reached by now, and has not."""
        return sum(row.reached.overdue for row in self.rows)


@require_safe
def holders(request: ReadRequest, case: str, output: str, version: int) -> HttpResponse:
    """Return the page of everybody who holds a release, with what each was sent."""
    state = case_of(case)
    released = released_as(state.release, output, version)
    found = everybody(state, released)
    context = {
        **headed(state.release.clearance),
        "released": released,
        "known": [_known(each, request.reader) for each in found],
        "told": [
            Told(
                notice=each.fact,
                type=each.type,
                rows=tuple(_row(row, released, request.reader) for row in reached(state.release, each.fact, found)),
            )
            for each in beside(state.release, released)
            if each.own
        ],
        "copy": _said(released, "copy.given", output=output),
        "lapse": _said(released, "copy.lapsed"),
        "dissociation": DISSOCIATION,
    }
    return render(request, "echoes/holders.html", context)


def _known(holder: Holder, reader: Reader) -> Known:
    ours = holder.origin == reader.origin and holder.capacity != SECTION
    who, address = (shown(holder.who), shown(holder.address)) if ours else ("", "")
    return Known(holder=holder, mail=bool(mail_of(holder)), who=who, address=address)


def _row(each: Reached, released: Fact[OutputReleased], reader: Reader) -> Row:
    took, key, holder = each.took, each.name, each.holder
    ours = holder.origin == reader.origin or holder.capacity == OUTLET
    way = {"way": "record"} if holder.capacity == SECTION else {"way": "told"}
    named = {"notice": key, "holder": holder.name}
    send = ours and each.sent is None and holder.capacity != SECTION and not mail_of(holder)
    return Row(
        reached=each,
        mail=bool(mail_of(holder)),
        days=took.days if took is not None else None,
        send=_said(released, "notice.sent", **named) if send else "",
        acknowledge=_said(released, "notice.acknowledged", **named, **way) if ours and not each.acknowledged else "",
    )


def _said(released: Fact[OutputReleased], act: str, **named: str) -> str:
    """Return the address of the form of an act, with what it names settled."""
    return reverse("act", args=[released.case, act]) + (f"?{urlencode(named)}" if named else "")

"""What every page of a consultation does: it finds the case, says one act, and shows a refusal beside what it concerns.

A page may hold several forms. Each is sent to the page's own address with its name in the field `act`; the one that was
sent comes back bound when something is wrong with it, and the others come back fresh.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _, gettext_noop

from answerable.clearance import entries
from answerable.clearance.gates import ClearanceCase
from answerable.clearance.models import read_clearance
from answerable.clearance.saying import WordsNotFound, place_of_words
from answerable.evidence.clock import moment_of
from answerable.evidence.errors import NoSuchCase
from answerable.forms.sentences import in_readers_language
from answerable.outputs.entries import Statement, VersionDrafted
from answerable.outputs.gates import current_version, evidence_of, statements_of, versions_of
from answerable.outputs.rendering import Passage, passages
from answerable.people.access import Reader, ReadRequest
from answerable.record.blocker import Blocker, Refused
from answerable.record.entry import Fact
from answerable.vault.reading import ABSENT, ERASED, shown

REFUSED = 409
"""Status of a page that shows why an act was refused (RFC 9110, section 15.5.10)."""

MISPLACED = gettext_noop(
    "These words do not stand in the draft, or stand in it more than once. "
    "Copy them exactly, with enough around them to find the one place."
)

BESIDE: Mapping[str, str] = {
    "objection-misplaced": "words",
    "objection-named-twice": "words",
    "guest-misplaced": "words",
    "override-expired": "expires",
    "refusal-empty": "refuses",
    "harm-unknown": "harm",
}
"""The field that a blocker concerns, by its code; all others concern the act as a whole."""

NO_TEXT = frozenset({ERASED, ABSENT})
"""What stands for a text that cannot be read here."""

Raised = Fact[entries.ObjectionRaised]


def case_of(case: str, output: str = "") -> ClearanceCase:
    """Return everything on record about a case, judged for `output` or else for its headline.

    Raises:
        Http404: there is no such case, or nothing was drafted under that name.
    """
    try:
        state = read_clearance(case, at=moment_of(case), subject=output)
    except NoSuchCase as error:
        raise Http404 from error
    if output and current_version(state.outputs, output) is None:
        raise Http404
    return state


def headed(state: ClearanceCase) -> dict[str, Any]:
    """Return what the head of every page of a case shows."""
    evidence = evidence_of(state.outputs)
    return {"case": evidence.case, "opened": evidence.opened, "now": evidence.at}


def version_of(state: ClearanceCase, output: str, version: int) -> Fact[VersionDrafted]:
    """Return one version of an output.

    Raises:
        Http404: it was never drafted.
    """
    found = [fact for fact in versions_of(state.outputs, output) if fact.body.version == version]
    if not found:
        raise Http404
    return found[-1]


def outputs_of(state: ClearanceCase) -> tuple[Fact[VersionDrafted], ...]:
    """Return the current version of every output of a case, in the order in which they were first drafted."""
    names = dict.fromkeys(fact.body.output for fact in state.outputs.versions)
    return tuple(drafted for name in names if (drafted := current_version(state.outputs, name)) is not None)


def statement_of(state: ClearanceCase, drafted: Fact[VersionDrafted], name: str) -> Statement | None:
    """Return a statement of a version by its id, or None."""
    return next((each for each in statements_of(state.outputs, drafted) if each.id == name), None)


def parts_of(state: ClearanceCase, drafted: Fact[VersionDrafted]) -> list[Passage]:
    """Return a version paragraph by paragraph, its statements marked; nothing where its text cannot be read here."""
    text = shown(drafted.body.text)
    return [] if text in NO_TEXT else passages(text, statements_of(state.outputs, drafted))


def raised_of(state: ClearanceCase, objection: str) -> Raised:
    """Return an objection by its name.

    Raises:
        Http404: nobody raised it.
    """
    found = next((fact for fact in state.objections if fact.body.objection == objection), None)
    if found is None:
        raise Http404
    return found


def placed(form: forms.Form, text: str, statement: Statement | None) -> dict[str, Any] | None:
    """Return what a form says, with the place of its words; None, with an error beside the field, if it has none."""
    plain = dict(form.cleaned_data)
    words = plain.pop("words")
    if not words.strip():
        return {**plain, "start": None, "end": None}
    try:
        start, end = place_of_words(text, words, within=(statement.start, statement.end) if statement else None)
    except WordsNotFound:
        form.add_error("words", _(MISPLACED))
        return None
    return {**plain, "start": start, "end": end}


def sent_form(request: ReadRequest, *names: str) -> str:
    """Return which of a page's forms was sent, by name; "" when none was.

    Raises:
        Http404: the form that was sent is none of this page's.
    """
    if request.method != "POST":
        return ""
    name = request.POST.get("act", "")
    if name not in names:
        raise Http404
    return name


def attempt(form: forms.Form, act: Callable[[], HttpResponse]) -> HttpResponse | None:
    """Say an act if its form is right; None, with what is wrong in the form, if it is not or the act is refused."""
    if not form.is_valid():
        return None
    try:
        return act()
    except Refused as refusal:
        show_refusal(form, refusal)
        return None


def show_refusal(form: forms.Form, refusal: Refused) -> None:
    """Put every blocker of a refusal beside the field it concerns."""
    for blocker in refusal.blockers:
        field = BESIDE.get(blocker.code)
        told = f"{in_readers_language(blocker.text)} {in_readers_language(blocker.opens)}"
        form.add_error(field if field in form.fields else None, told)


def status_of(*shown: forms.Form) -> int:
    """Return the status of a page: refused where one of its forms has errors."""
    return REFUSED if any(form.errors for form in shown) else 200


def would_say(state: ClearanceCase, reader: Reader, body: Any) -> Fact[Any]:
    """Return an act that nobody has said, to ask a gate about it."""
    at = evidence_of(state.outputs).at
    return Fact(ref="", origin=reader.origin, index=0, case="", actor=reader.person, at=at, body=body)


def reasons(blockers: list[Blocker]) -> str:
    """Return why something cannot be done, in one paragraph; "" where it can."""
    return " ".join(in_readers_language(blocker.text) for blocker in blockers)

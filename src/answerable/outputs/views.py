"""Pages on which a draft is read, its flags are answered, and two versions are held side by side.

Acts are sent by POST and said through `outputs.saying`. A refusal says what is wrong and keeps what was typed; after an
act the browser is sent back to the draft.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from answerable.evidence.clock import moment_of
from answerable.evidence.errors import NoSuchCase
from answerable.forms.sentences import in_readers_language
from answerable.outputs import gates
from answerable.outputs.comparison import beside, key_of, pairs, versions_by_key
from answerable.outputs.entries import VersionDrafted
from answerable.outputs.flags import flag_named, flags_of
from answerable.outputs.forms import AnswerFlagForm, ChooseForm
from answerable.outputs.gates import OutputsCase
from answerable.outputs.models import read_outputs
from answerable.outputs.saying import answer_flag as say_answer, have_read, may_answer
from answerable.people.access import ReadRequest
from answerable.record.blocker import Refused
from answerable.record.entry import Fact
from answerable.text.errors import TextError
from answerable.vault.errors import Erased, Missing
from answerable.vault.reading import shown

REFUSED, NOT_FOUND = 409, 404
"""Status of a page that shows why an act was refused, and of one that shows that a name stands for nothing (RFC 9110,
sections 15.5.10 and 15.5.5)."""


@require_http_methods(["GET", "HEAD", "POST"])
def read(request: ReadRequest, case: str, output: str, version: int) -> HttpResponse:
    """Have a version read on POST, and lead to its draft; so does signing in again half-way."""
    state = _case(case, output)
    drafted = _version(state, output, version)
    address = reverse("draft-version", args=[case, output, version]) + "#reading"
    if request.method != "POST":
        return redirect(address)
    try:
        have_read(case, output, version, reader=request.reader)
    except Refused as refusal:
        why = [
            f"{in_readers_language(blocker.text)} {in_readers_language(blocker.opens)}" for blocker in refusal.blockers
        ]
    except (Erased, Missing):
        why = [_("A text that has to be read was erased, or is not held here. Nothing can be read in part.")]
    except TextError as error:
        why = [str(error)]
    else:
        return redirect(address)
    return render(request, "outputs/not_read.html", {**_headed(state), "drafted": drafted, "why": why}, status=REFUSED)


@require_http_methods(["GET", "HEAD", "POST"])
def answer_flag(request: ReadRequest, case: str, output: str, version: int, statement: str, flag: str) -> HttpResponse:
    """Return the form for an answer to a flag, or say the answer."""
    state = _case(case, output)
    drafted = _version(state, output, version)
    form = AnswerFlagForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            say_answer(case, drafted, statement=statement, flag=flag, reason=reason, reader=request.reader)
        except Refused as refusal:
            for blocker in refusal.blockers:
                form.add_error(None, f"{in_readers_language(blocker.text)} {in_readers_language(blocker.opens)}")
        else:
            return redirect(reverse("draft-version", args=[case, output, version]) + f"#note-{statement}")
    raised = flag_named(flags_of(state, drafted, shown(drafted.body.text)), statement, flag)
    context = {
        **_headed(state),
        "drafted": drafted,
        "form": form,
        "flag": raised,
        "statement": statement,
        "refused": may_answer(state, drafted, statement=statement, flag=flag, reader=request.reader),
    }
    missing = NOT_FOUND if raised is None else 200
    return render(request, "outputs/answer_flag.html", context, status=REFUSED if form.errors else missing)


@require_safe
def compare(request: ReadRequest, case: str) -> HttpResponse:
    """Return the page of two versions side by side: those asked for, or the headline and what comes before it."""
    state = _case(case)
    versions = versions_by_key(state)
    asked = _asked(state, request.GET.get("left", ""), request.GET.get("right", ""))
    form = ChooseForm(asked, choices={name: _called(fact) for name, fact in versions.items()})
    context: dict[str, Any] = {
        **_headed(state),
        "form": form,
        "alone": not versions or versions.keys() == {asked["right"]},
    }
    if not form.is_valid():
        return render(request, "outputs/compare.html", context, status=NOT_FOUND if versions else 200)
    left, right = (versions[form.cleaned_data[side]] for side in ("left", "right"))
    context |= {"left": left, "right": right, "turned": f"?left={key_of(right)}&right={key_of(left)}"}
    try:
        context["pairs"] = pairs(state, left, right)
    except TextError as error:
        context["failure"] = str(error)
    return render(request, "outputs/compare.html", context)


def _asked(state: OutputsCase, left: str, right: str) -> dict[str, str]:
    """Return the versions that an address names, with what it leaves out filled in."""
    versions = versions_by_key(state)
    headline = gates.current_version(state, state.subject)
    on_the_right = versions.get(right) if right else headline
    held_against = beside(state, on_the_right) or on_the_right if on_the_right else None
    return {
        "left": left or (key_of(held_against) if held_against else ""),
        "right": right or (key_of(on_the_right) if on_the_right else ""),
    }


def _called(drafted: Fact[VersionDrafted]) -> str:
    body = drafted.body
    return _("%(output)s, version %(n)s (%(language)s)") % {
        "output": body.output,
        "n": body.version,
        "language": body.language,
    }


def _case(case: str, output: str = "") -> OutputsCase:
    try:
        return read_outputs(case, at=moment_of(case), subject=output)
    except NoSuchCase as error:
        raise Http404 from error


def _headed(state: OutputsCase) -> dict[str, Any]:
    """Return what the head of every page of a case shows."""
    evidence = gates.evidence_of(state)
    return {"case": evidence.case, "opened": evidence.opened}


def _version(state: OutputsCase, output: str, version: int) -> Fact[VersionDrafted]:
    found = [fact for fact in gates.versions_of(state, output) if fact.body.version == version]
    if not found:
        raise Http404
    return found[-1]

"""The page on which a section says in its own name that it does not stand by a release, and ends that."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from answerable.clearance.views.page import attempt, headed, sent_form, status_of
from answerable.people.access import ReadRequest
from answerable.releases.gates.dissociation import dissociations, ended
from answerable.releases.notice_forms import DissociateForm, EndForm
from answerable.releases.publishing import dissociate as say_dissociated, end as say_ended
from answerable.releases.reading import released_as, state_of, statement_words


@require_http_methods(["GET", "HEAD", "POST"])
def dissociate(request: ReadRequest, case: str, output: str, version: int) -> HttpResponse:
    """Return the form of a dissociation with those that the section said, or say one, or end one."""
    state = state_of(case, output)
    released = released_as(state, output, version)
    sent = sent_form(request, "dissociate", "end")
    statements = [(name, f"{name}: {words}") for name, words in statement_words(state, released).items()]
    form = DissociateForm(request.POST if sent == "dissociate" else None, statements=statements)
    ending = EndForm(request.POST if sent == "end" else None)
    if sent == "dissociate" and (said := attempt(form, lambda: say_dissociated(request, released, form.cleaned_data))):
        return said
    if sent == "end" and (said := attempt(ending, lambda: say_ended(request, released, ending.cleaned_data))):
        return said
    own = [fact for fact in dissociations(state) if fact.body.released_ref == released.ref]
    context = {
        **headed(state.clearance),
        "released": released,
        "form": form,
        "ending": ending,
        "ours": [(fact, ended(state, fact)) for fact in own if fact.body.section == request.reader.section],
        "others": [(fact, ended(state, fact)) for fact in own if fact.body.section != request.reader.section],
    }
    return render(request, "releases/dissociate.html", context, status=status_of(form, ending))

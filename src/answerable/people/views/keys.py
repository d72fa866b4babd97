"""The page of a person's keys: their history, a way to add one, and a way to revoke one."""

from __future__ import annotations

from typing import Any, Literal

import msgspec
from django import forms
from django.core.validators import RegexValidator
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from answerable.forms.sentences import in_readers_language
from answerable.people.access import ReadRequest, has_joined
from answerable.people.entries import PersonKeyAdded, PersonKeyRevoked
from answerable.people.models import read_people
from answerable.people.passkeys import NotRegistered, begin_registration, complete_registration
from answerable.people.personal import keys_now
from answerable.people.prepared import PersonalCredential
from answerable.people.saying import submit
from answerable.people.signing import history_of
from answerable.people.standing import within
from answerable.people.views.signing import NO_PASSKEYS_HERE, REFUSED, site_of
from answerable.record.blocker import Refused
from answerable.record.entry import Fact

CHALLENGE = "passkey"
"""Where the session keeps the challenge of a registration that has begun."""

BESIDE = {
    "key-named-twice": "key",
    "key-unusable": "public",
    "key-added-twice": "public",
    "key-of-another": "public",
}
"""The field that a blocker concerns, by its code; all others concern the act as a whole."""


class KeyForm(forms.Form):
    """A name for a new key; the script of the page brings the passkey itself."""

    key = forms.CharField(
        label=gettext_lazy("Name of the key"),
        label_suffix="",
        help_text=gettext_lazy("Letters, digits, dots and dashes; for instance: laptop."),
        max_length=64,
        validators=[RegexValidator(r"^[A-Za-z0-9][A-Za-z0-9._-]*$(?!\n)")],
    )


class PastedKeyForm(KeyForm):
    """The public half of an Ed25519 key."""

    public = forms.CharField(
        label=gettext_lazy("Public key"),
        label_suffix="",
        help_text=gettext_lazy("The line that the command “answerable keys person new” printed: 32 bytes in base64."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class PasskeyForm(KeyForm):
    """A passkey that the browser has just made."""

    answer = forms.CharField(max_length=65536, required=False, widget=forms.HiddenInput)


class RevokeForm(forms.Form):
    """Why a key is revoked."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Why"),
        choices=[
            ("rotated", gettext_lazy("Another key is in its place")),
            ("lost", gettext_lazy("It is lost")),
            ("captured", gettext_lazy("Somebody else may have it")),
            ("left", gettext_lazy("The person has left")),
        ],
    )


class KeyLine(msgspec.Struct, frozen=True, kw_only=True):
    """One key with what became of it."""

    added: Fact[PersonKeyAdded]
    ended: Fact[Any] | None
    how: Literal["current", "revoked", "section-captured", "uncounted"]


@require_safe
def keys(request: ReadRequest, person: str = "") -> HttpResponse:
    """Return the page of a person's keys: one's own, where no other is named."""
    if person and not has_joined(person):
        raise Http404
    return _page(request, person or request.reader.person)


@require_http_methods(["GET", "HEAD", "POST"])
def add_key(request: ReadRequest) -> HttpResponse:
    """Add the pasted public half of an Ed25519 key; whoever has a key signs this first."""
    if request.method != "POST":
        return redirect("person-keys")
    form = PastedKeyForm(request.POST, auto_id="pasted-%s")
    if form.is_valid():
        public = "".join(form.cleaned_data["public"].split())
        plain = {"key": form.cleaned_data["key"], "type": "ed25519", "public": public}
        try:
            return _add(request, plain)
        except Refused as refusal:
            _show(form, refusal)
    return _page(request, request.reader.person, pasted=form)


@require_http_methods(["GET", "HEAD", "POST"])
def add_passkey(request: ReadRequest) -> HttpResponse:
    """Add a passkey that the browser has just made for this site; whoever has a key signs this first."""
    if request.method != "POST":
        return redirect("person-keys")
    form = PasskeyForm(request.POST, auto_id="passkey-%s")
    if form.is_valid():
        name, state = form.cleaned_data["key"], request.session.pop(CHALLENGE, None)
        try:
            made = complete_registration(site_of(request), state, form.cleaned_data["answer"])
            plain = {"key": name, "type": "webauthn", "public": made.public, "site": site_of(request)}
            with transaction.atomic():
                answer = _add(request, plain)
                PersonalCredential.objects.update_or_create(
                    person=request.reader.person, key=name, defaults={"credential": made.credential}
                )
        except NotRegistered:
            form.add_error(None, _("The browser made no passkey that can be used here. Try again."))
        except Refused as refusal:
            _show(form, refusal)
        else:
            return answer
    return _page(request, request.reader.person, passkey=form)


@require_http_methods(["GET", "HEAD", "POST"])
def revoke_key(request: ReadRequest, person: str, key: str) -> HttpResponse:
    """Revoke a key: one's own, or as approver that of somebody of one's section."""
    page = reverse("person-keys") if person == request.reader.person else reverse("keys-of-person", args=[person])
    if request.method != "POST":
        return redirect(page)
    if not any(line.added.body.key == key for line in _lines(person)):
        raise Http404
    form = RevokeForm(request.POST, auto_id=f"revoke-{key}-%s")
    if form.is_valid():
        plain = {"person": person, "key": key, "reason": form.cleaned_data["reason"]}
        try:
            return submit(request, PersonKeyRevoked, plain, back=page)
        except Refused as refusal:
            _show(form, refusal)
    return _page(request, person, revoking=form)


def _add(request: ReadRequest, plain: dict[str, str]) -> HttpResponse:
    return submit(request, PersonKeyAdded, {**plain, "person": request.reader.person}, back=reverse("person-keys"))


def _page(request: ReadRequest, person: str, **sent: forms.Form) -> HttpResponse:
    lines, own = _lines(person), person == request.reader.person
    names = {line.added.body.key for line in lines}
    first = {"key": next(name for number in range(1, len(names) + 2) if (name := f"key-{number}") not in names)}
    site = site_of(request)
    held = keys_now(person)
    context = {
        "person": person,
        "own": own,
        "lines": lines,
        "held": held,
        "site": site,
        "no_passkeys": "" if site else NO_PASSKEYS_HERE,
        "options": _options(request, site) if own and site else "",
        "pasted": sent.get("pasted") or PastedKeyForm(auto_id="pasted-%s", initial=first),
        "passkey": sent.get("passkey") or PasskeyForm(auto_id="passkey-%s", initial=first),
        "revoke": RevokeForm(auto_id=False),
        "form": next(iter(sent.values()), None),
    }
    return render(request, "people/keys.html", context, status=REFUSED if sent else 200)


def _options(request: ReadRequest, site: str) -> str:
    """Begin the registration of a passkey, and return what the browser is asked for, as JSON."""
    held = PersonalCredential.objects.filter(person=request.reader.person).values_list("credential", flat=True)
    options, request.session[CHALLENGE] = begin_registration(site, request.reader.person, list(held))
    return options


def _lines(person: str) -> list[KeyLine]:
    """Return every key that a person ever had, oldest first."""
    current = keys_now(person)
    everybody = read_people()
    origins = [fact.origin for fact in everybody.persons if fact.body.person == person]
    told = history_of(within(everybody, origins[0]), person) if origins else []
    return [_line(fact, told, current) for fact in told if isinstance(fact.body, PersonKeyAdded)]


def _line(added: Fact[PersonKeyAdded], told: list[Fact[Any]], current: dict[str, Any]) -> KeyLine:
    if current.get(added.body.key) == added:
        return KeyLine(added=added, ended=None, how="current")
    for fact in told:
        if fact.index > added.index and not isinstance(fact.body, PersonKeyAdded):
            if not isinstance(fact.body, PersonKeyRevoked):
                return KeyLine(added=added, ended=fact, how="section-captured")
            if fact.body.key == added.body.key:
                return KeyLine(added=added, ended=fact, how="revoked")
    return KeyLine(added=added, ended=None, how="uncounted")


def _show(form: forms.Form, refusal: Refused) -> None:
    """Put every blocker of a refusal beside the field it concerns."""
    for blocker in refusal.blockers:
        field = BESIDE.get(blocker.code)
        form.add_error(
            field if field in form.fields else None,
            f"{in_readers_language(blocker.text)} {in_readers_language(blocker.opens)}",
        )

"""The page on which a person signs what they are about to say: with a passkey, or with a key on the command line."""

from __future__ import annotations

from ipaddress import ip_address

import msgspec
from django import forms
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods

from answerable.forms.sentences import in_readers_language
from answerable.people.access import Reader, ReadRequest
from answerable.people.errors import NothingPrepared
from answerable.people.personal import keys_now
from answerable.people.prepared import PersonalCredential, Prepared
from answerable.people.saying import WAITING, fact_of, find, say_prepared, wants_signature
from answerable.people.signing import Keys
from answerable.people.words import draft_of, in_words, title_of
from answerable.record.blocker import Refused
from answerable.record.errors import RecordError
from answerable.record.note import to_base64
from answerable.record.personal import Personal, digest, message_of

REFUSED = 409
"""Status of a page that shows why an act was refused (RFC 9110, section 15.5.10)."""

GONE = 410
"""Status of a page for an act that no longer waits (RFC 9110, section 15.5.11)."""


class SignatureForm(forms.Form):
    """A signature made elsewhere: by `answerable sign`, or by the script of the page with a passkey."""

    key = forms.ChoiceField(label=gettext_lazy("Key"))
    signature = forms.CharField(
        label=gettext_lazy("Signature"),
        label_suffix="",
        max_length=2048,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    authenticator = forms.CharField(required=False, max_length=4096, widget=forms.HiddenInput)
    client = forms.CharField(required=False, max_length=8192, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None = None, *, keys: Keys) -> None:
        super().__init__(data, auto_id="sign-%s")
        self.fields["key"].choices = [(name, name) for name in keys]  # type: ignore[attr-defined]

    def personal(self) -> Personal:
        """Return what was typed, as it stands in the entry."""
        return Personal(**{**self.cleaned_data, "signature": "".join(self.cleaned_data["signature"].split())})


@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: ReadRequest, token: str) -> HttpResponse:
    """Return the page that shows what will be said and takes the signature, or say it."""
    try:
        prepared = find(token, reader=request.reader)
        if prepared.ref:
            return redirect(prepared.back)
        keys = keys_now(request.reader.person)
        if request.method != "POST":
            return _page(request, prepared, SignatureForm(keys=keys), keys)
        return _say(request, prepared, keys)
    except NothingPrepared:
        return render(request, "people/sign_gone.html", {"minutes": WAITING.seconds // 60}, status=GONE)


def _say(request: ReadRequest, prepared: Prepared, keys: Keys) -> HttpResponse:
    """Say what was prepared with the signature that was sent, or show the page again with what is wrong."""
    unsigned = "plain" in request.POST and not wants_signature(prepared)
    form = SignatureForm(request.POST, keys=keys)
    if unsigned or form.is_valid():
        try:
            say_prepared(prepared, None if unsigned else form.personal())
        except Refused as refusal:
            for blocker in refusal.blockers:
                form.add_error(None, f"{in_readers_language(blocker.text)} {in_readers_language(blocker.opens)}")
        except RecordError as error:
            form.add_error(None, _("A key that is needed cannot be used here: %(why)s") % {"why": error})
        else:
            request.said = True
            return redirect(prepared.back)
    return _page(request, prepared, form, keys, status=REFUSED)


def _page(
    request: ReadRequest, prepared: Prepared, form: SignatureForm, keys: Keys, *, status: int = 200
) -> HttpResponse:
    fact = fact_of(prepared)
    signed = digest(fact)
    passkeys = passkeys_of(request.reader, keys, site_of(request))
    context = {
        "prepared": prepared,
        "fact": fact,
        "title": title_of(prepared.kind),
        "rows": in_words(prepared),
        "draft": draft_of(fact.body),
        "digest": signed.hex(),
        "line": message_of(signed).decode().strip(),
        "form": form,
        "keys": keys,
        "typed": [name for name, key in keys.items() if key.body.type == "ed25519"],
        "site": site_of(request),
        "passkeys": msgspec.json.encode(passkeys).decode() if passkeys else "",
        "challenge": to_base64(signed),
        "wanted": wants_signature(prepared),
    }
    return render(request, "people/sign.html", context, status=status)


def passkeys_of(reader: Reader, keys: Keys, site: str) -> list[dict[str, str]]:
    """Return the reader's passkeys that this site may ask for: the name of each key, and its credential."""
    rows = PersonalCredential.objects.filter(person=reader.person)
    here = {name for name, key in keys.items() if key.body.type == "webauthn" and key.body.site == site}
    return [{"key": row.key, "credential": row.credential} for row in rows if row.key in here]


def site_of(request: ReadRequest) -> str:
    """Return the site to which passkeys made here are bound: the host without its port; "" for a bare address."""
    host = request.get_host().rpartition(":")[0] if _has_port(request.get_host()) else request.get_host()
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return host
    return ""


def _has_port(host: str) -> bool:
    return host.rpartition(":")[2].isdigit() and not host.endswith("]")


NO_PASSKEYS_HERE = gettext_lazy(
    "Passkeys do not work at a bare address of numbers. Open this site by its name (on this machine: localhost)."
)
"""Said where the site was opened by an address of numbers."""

__all__ = ["NO_PASSKEYS_HERE", "passkeys_of", "sign", "site_of"]

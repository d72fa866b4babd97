"""Pages on which keys are added and revoked, and acts signed: by passkey, by command, or not at all."""

from __future__ import annotations

import html
import json
import re
from hashlib import sha256
from types import SimpleNamespace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.test import Client
from fido2.utils import websafe_encode

from answerable.clearance.entries import ObjectionRaised
from answerable.outputs.models import VersionDrafted
from answerable.people.access import Reader
from answerable.people.models import PersonKeyAdded
from answerable.people.personal import keys_now
from answerable.people.prepared import PersonalCredential, Prepared
from answerable.people.saying import fact_of, prepare, submit
from answerable.record.facts import read
from answerable.record.note import to_base64
from answerable.record.personal import digest, message
from answerable.releases.models import OutputReleased, ReleasedFile
from answerable.releases.releasing import released_files
from answerable.releases.verification import verify
from tests.people.authenticator import PRESENT, Passkey
from tests.people.personal import LAPTOP, PUBLIC, add_laptop, signature
from tests.people.test_saying import AT, READER, WORDS, plain, require_signatures
from tests.site import COAST, DIRECTOR, NORTH, page, said, signed_in

PHONE = Passkey(site="testserver")
NORTHERN = Reader(person=NORTH, section="north", origin="harbour.example/north")
OTHER = Ed25519PrivateKey.from_private_bytes(b"\2" * 32)


def prepared():
    """Prepare an objection to words of the draft."""
    body = plain(start=0, end=20)
    back = "/cases/harbour/objections/O9/"
    return prepare(ObjectionRaised, body, reader=READER, case="harbour", at=AT, back=back)


def sign_page(person=COAST, **get):
    return page(person, f"/sign/{prepared().token}/")


def options(text: str) -> str:
    return html.unescape(re.search(r'data-options="([^"]*)"', text)[1])


def register(client: Client, passkey=PHONE, name="phone", **wrong):
    asked = options(client.get("/keys/").content.decode())
    return client.post("/keys/add-passkey/", {"key": name, "answer": passkey.register(asked, **wrong)}, secure=True)


def posted(personal, **more):
    fields = {
        "key": personal.key,
        "signature": personal.signature,
        "authenticator": personal.authenticator,
        "client": personal.client,
    }
    return fields | more


# keys


def test_a_pasted_key_is_added_and_the_page_says_that_it_was_taken_on_trust(harbour):
    answer = signed_in(COAST).post("/keys/add/", {"key": "laptop", "public": f" {PUBLIC}\n"})
    assert answer.url == "/keys/"
    assert "Taken on trust" in page(COAST, "/keys/")


def test_what_is_no_key_is_refused_beside_its_field_and_kept(harbour):
    answer = signed_in(COAST).post("/keys/add/", {"key": "laptop", "public": "AAAA"})
    assert answer.status_code == 409
    assert 'value="AAAA"' in answer.content.decode()
    assert not keys_now(COAST)


def test_a_name_that_is_none_is_refused(harbour):
    answer = signed_in(COAST).post("/keys/add/", {"key": "my key", "public": PUBLIC})
    assert (answer.status_code, said("person_key.added/1")) == (409, 0)


def test_a_second_key_leads_to_the_page_on_which_the_first_signs_it(harbour):
    add_laptop(READER)
    public = to_base64(OTHER.public_key().public_bytes_raw())
    client = signed_in(COAST)
    answer = client.post("/keys/add/", {"key": "new", "public": public})
    waiting = Prepared.objects.get(ref="", person=COAST)
    assert answer.url == f"/sign/{waiting.token}/"
    assert client.post(answer.url, posted(signature(waiting))).url == "/keys/"
    assert set(keys_now(COAST)) == {"laptop", "new"}


def test_a_passkey_is_registered(harbour):
    client = signed_in(COAST)
    assert register(client).url == "/keys/"
    (fact,) = read(PersonKeyAdded, person=COAST)
    assert (fact.body.type, fact.body.site, fact.body.public) == ("webauthn", "testserver", PHONE.public)
    assert PersonalCredential.objects.get(person=COAST).key == "phone"


def test_a_passkey_made_on_another_site_is_refused(harbour):
    assert register(signed_in(COAST), origin="https://evil.example").status_code == 409
    assert said("person_key.added/1") == 0


def test_an_answer_to_another_challenge_is_refused(harbour):
    client = signed_in(COAST)
    old = options(client.get("/keys/").content.decode())
    client.get("/keys/")
    answer = client.post("/keys/add-passkey/", {"key": "phone", "answer": PHONE.register(old)}, secure=True)
    assert answer.status_code == 409


NUMBERS = websafe_encode(b'{"type":"webauthn.create","challenge":37325575980,"origin":"https://testserver"}')
RESPONSE = {"clientDataJSON": NUMBERS, "attestationObject": ""}
ODD = json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": RESPONSE})


@pytest.mark.parametrize("answer", ["", "{}", "[]", "null", '{"id":1}', "not json", ODD])
def test_what_is_no_answer_of_a_browser_is_refused(harbour, answer):
    client = signed_in(COAST)
    client.get("/keys/")
    sent = client.post("/keys/add-passkey/", {"key": "phone", "answer": answer}, secure=True)
    assert (sent.status_code, said("person_key.added/1")) == (409, 0)


def test_an_answer_without_a_question_is_refused(harbour):
    client = signed_in(COAST)
    asked = options(client.get("/keys/").content.decode())
    other = signed_in(COAST)
    sent = other.post("/keys/add-passkey/", {"key": "phone", "answer": PHONE.register(asked)}, secure=True)
    assert sent.status_code == 409


def test_a_refused_passkey_leaves_no_credential_behind(harbour):
    client = signed_in(COAST)
    register(client)
    other = Passkey(site="testserver", credential=b"other")
    assert register(client, other, "phone").status_code == 409
    assert [row.credential for row in PersonalCredential.objects.filter(person=COAST)] == ["cGFzc2tleQ"]


def test_at_a_bare_address_the_page_says_that_passkeys_do_not_work(harbour):
    text = signed_in(COAST).get("/keys/", headers={"host": "127.0.0.1:8000"}).content.decode()
    assert "bare address" in text
    assert "data-options" not in text


def test_a_person_revokes_a_key(harbour):
    add_laptop(READER)
    answer = signed_in(COAST).post(f"/keys/{COAST}/laptop/revoke/", {"reason": "lost"})
    assert (answer.url, dict(keys_now(COAST))) == ("/keys/", {})
    assert "It is lost." in page(COAST, "/keys/")


def test_nobody_else_does(harbour):
    add_laptop(READER)
    answer = signed_in(NORTH).post(f"/keys/{COAST}/laptop/revoke/", {"reason": "lost"})
    assert (answer.status_code, set(keys_now(COAST))) == (409, {"laptop"})


@pytest.mark.parametrize(
    "address", [f"/keys/{COAST}/a b/revoke/", f"/keys/{COAST}/gone/revoke/", "/keys/x y/k/revoke/"]
)
def test_a_key_that_there_never_was_is_not_found(harbour, address):
    assert signed_in(COAST).post(address, {"reason": "lost"}).status_code == 404


def test_everybody_inside_reads_the_keys_of_a_person(harbour):
    add_laptop(READER)
    text = page(NORTH, f"/keys/{COAST}/")
    assert PUBLIC in text
    assert "Add a key" not in text


def test_there_is_no_page_for_somebody_who_has_not_joined(harbour):
    assert signed_in(COAST).get("/keys/nobody/").status_code == 404


# signing


def test_the_page_shows_what_will_be_said_in_full(harbour):
    add_laptop(READER)
    drafted = read(VersionDrafted, case="harbour")[-1]
    text = html.unescape(sign_page())
    assert WORDS in text
    assert "You object" in text
    assert digest(fact_of(Prepared.objects.get(ref="", person=COAST))).hex() in text
    assert drafted.ref in text


def test_the_page_shows_the_words_that_an_objection_is_about(harbour):
    from answerable.vault.reading import shown

    add_laptop(READER)
    words = shown(read(VersionDrafted, case="harbour")[-1].body.text)[:20]
    assert f"<dt>The words</dt><dd><p>{words.strip()}" in html.unescape(sign_page())


def test_nobody_else_sees_it(harbour):
    waiting = prepared()
    answer = signed_in(NORTH).get(f"/sign/{waiting.token}/")
    assert answer.status_code == 410
    assert WORDS not in answer.content.decode()


def test_a_signature_made_by_command_says_the_act(harbour):
    add_laptop(READER)
    waiting = prepared()
    fields = {"key": "laptop", "signature": f"\n {signature(waiting).signature}\n"}
    answer = signed_in(COAST).post(f"/sign/{waiting.token}/", fields)
    assert answer.url == "/cases/harbour/objections/O9/"
    assert WORDS in page(COAST, answer.url)


def test_a_passkey_says_the_act(harbour):
    client = signed_in(COAST)
    register(client)
    waiting = prepared()
    text = client.get(f"/sign/{waiting.token}/").content.decode()
    challenge = re.search(r'data-challenge="([^"]*)"', text)[1]
    assert challenge == to_base64(digest(fact_of(waiting)))
    assert client.post(f"/sign/{waiting.token}/", posted(PHONE.sign(digest(fact_of(waiting))))).status_code == 302


@pytest.mark.parametrize("wrong", [{"flags": PRESENT}, {"origin": "https://evil.example"}], ids=str)
def test_a_wrong_assertion_is_refused_and_the_act_still_waits(harbour, wrong):
    client = signed_in(COAST)
    register(client)
    waiting, before = prepared(), said("objection.raised/1")
    answer = client.post(f"/sign/{waiting.token}/", posted(PHONE.sign(digest(fact_of(waiting)), **wrong)))
    assert (answer.status_code, said("objection.raised/1")) == (409, before)
    assert WORDS in answer.content.decode()


def test_a_wrong_signature_is_refused_and_what_was_typed_stays(harbour):
    add_laptop(READER)
    waiting = prepared()
    typed = signature(waiting, private=OTHER).signature
    answer = signed_in(COAST).post(f"/sign/{waiting.token}/", {"key": "laptop", "signature": typed})
    assert answer.status_code == 409
    assert typed in html.unescape(answer.content.decode())


def test_a_key_that_is_not_theirs_cannot_be_chosen(harbour):
    add_laptop(READER)
    waiting = prepared()
    answer = signed_in(COAST).post(f"/sign/{waiting.token}/", posted(signature(waiting, key="other")))
    assert answer.status_code == 409


def test_who_has_a_key_cannot_say_it_without(harbour):
    add_laptop(READER)
    waiting = prepared()
    assert "without a signature" not in page(COAST, f"/sign/{waiting.token}/")
    assert signed_in(COAST).post(f"/sign/{waiting.token}/", {"plain": "1"}).status_code == 409


def test_who_has_none_can_where_nobody_asks_for_it(harbour):
    waiting = prepared()
    assert signed_in(COAST).post(f"/sign/{waiting.token}/", {"plain": "1"}).status_code == 302


def test_who_has_none_is_sent_to_add_one_where_the_policy_asks_for_it(harbour):
    require_signatures()
    text = sign_page()
    assert "you have no key on record" in text
    assert "without a signature" not in text


def test_sending_it_twice_says_it_once(harbour):
    add_laptop(READER)
    waiting = prepared()
    personal = posted(signature(waiting))
    client, before = signed_in(COAST), said("objection.raised/1")
    first, second = (client.post(f"/sign/{waiting.token}/", personal) for _ in range(2))
    assert (first.url, said("objection.raised/1")) == (second.url, before + 1)


def test_an_act_by_a_token_that_is_none_is_gone(harbour):
    assert signed_in(COAST).get("/sign/none/").status_code == 410


def test_outsiders_are_sent_to_sign_in(harbour):
    for address in ("/keys/", f"/keys/{COAST}/", f"/sign/{prepared().token}/"):
        assert signed_in().get(address).status_code == 302


def test_the_same_key_signs_again_for_the_next_act(harbour):
    add_laptop(READER)
    first, second = (
        prepared(),
        prepare(
            ObjectionRaised,
            plain(objection="O10", text="Another."),
            reader=READER,
            case="harbour",
            at=AT,
            back="/keys/",
        ),
    )
    client = signed_in(COAST)
    for waiting in (first, second):
        signed = to_base64(LAPTOP.sign(message(fact_of(waiting))))
        assert client.post(f"/sign/{waiting.token}/", {"key": "laptop", "signature": signed}).status_code == 302


def test_only_the_person_in_the_section_of_the_log_finds_it(harbour):
    assert Reader(person=COAST) != READER
    assert signed_in("stranger").get(f"/sign/{prepared().token}/").status_code == 404


# releasing


def to_release() -> Prepared:
    """Have the director, who has a key, release the case on its page, and return what waits for the signature."""
    add_laptop(Reader(person=DIRECTOR, section="centre", origin="harbour.example/centre"))
    answer = signed_in(DIRECTOR).post("/cases/harbour/release/release/")
    waiting = Prepared.objects.get(ref="", person=DIRECTOR)
    assert answer.url == f"/sign/{waiting.token}/"
    return waiting


def test_a_release_is_signed_before_it_is_given_out(countersigned):
    waiting = to_release()
    assert said("output.released/1") == 0
    answer = signed_in(DIRECTOR).post(f"/sign/{waiting.token}/", posted(signature(waiting)))
    assert answer.url == "/releases/harbour/release/2/"
    (released,) = read(OutputReleased, case="harbour")
    files = released_files(released.ref)
    digests = {name: sha256(data).hexdigest() for name, data in files.items() if name != "certificate.json"}
    found = verify(files["certificate.json"], digests=digests)
    assert found.signed == (f"release by {DIRECTOR}",)


def test_a_release_that_was_overtaken_is_refused_and_leaves_nothing(countersigned):
    waiting = to_release()
    submit(
        SimpleNamespace(reader=NORTHERN, said=False),
        ObjectionRaised,
        plain(severity="grave"),
        case="harbour",
        at=AT,
        back="/",
    )
    answer = signed_in(DIRECTOR).post(f"/sign/{waiting.token}/", posted(signature(waiting)))
    assert answer.status_code == 409
    assert said("output.released/1") == 0
    assert not ReleasedFile.objects.exists()

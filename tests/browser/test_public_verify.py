"""The page that verifies, in a browser: it refuses what the command refuses, and claims nothing that it cannot check.

Every forgery is shown to both; the page names the part that is not so.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace
from securesystemslib.dsse import Envelope
from securesystemslib.signer import CryptoSigner

from answerable.record.entry import canonical
from answerable.record.note import from_base64, generate, to_base64
from answerable.releases.errors import CertificateError
from answerable.releases.gates.board import GATE_NAMES
from answerable.releases.statement import PAYLOAD_TYPE, Signature
from answerable.releases.verification import dsse_key, public_view, read_envelope, verify, write_envelope
from answerable.site.first import verify_page
from answerable.site.frame import HERE, Setting, rendered
from tests.browser.test_harbour import chromium
from tests.browser.test_public_site import given_out_by_a_server
from tests.releases.conftest import given_out, keyring
from tests.releases.test_verification import re_signed, statement_of

__all__ = ["chromium", "given_out", "keyring"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db]  # for the release that all tests here check

CENTRE, COAST = "harbour.example/centre", "harbour.example/coast"
STRANGER = generate(CENTRE, seed=b"\x07" * 32)
FILE = "release.html"


@pytest.fixture(scope="module", autouse=True)
def beside_playwright():
    """Let Django's connection be used in the thread in which Playwright keeps its loop."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


@pytest.fixture(scope="module")
def address(tmp_path_factory) -> Iterator[str]:
    """Where the page is, alone with its script and style."""
    folder = tmp_path_factory.mktemp("mirror") / "site"
    setting = Setting(organisation="Harbour Watch", moment=datetime(2026, 6, 1, tzinfo=UTC), language="en")
    page = verify_page((), ())
    files = {page.path: rendered(page, setting)}
    files |= {f"static/{path.name}": path.read_bytes() for path in (HERE / "static" / "site").iterdir()}
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    with given_out_by_a_server(folder) as server:
        yield f"{server}verify/index.html"


@pytest.fixture
def page(given_out, chromium, address):
    page = chromium.new_page()
    page.goto(address)
    yield page
    page.close()


def checked(page: Any, certificate: bytes, files: dict[str, bytes], *, known: str = "") -> str:
    """Return what the page says of a certificate and files."""
    page.locator("#certificate").set_input_files(
        {"name": "certificate.json", "mimeType": "application/json", "buffer": certificate}
    )
    some = [{"name": name, "mimeType": "text/html", "buffer": data} for name, data in files.items()]
    page.locator("#files").set_input_files(some)
    page.locator("#known").fill(known)
    page.evaluate("document.getElementById('result').hidden = true")
    page.get_by_role("button", name="Verify").click()
    page.locator("#result").wait_for()
    return page.locator("#result").inner_text()


def command_refuses(certificate: bytes, files: dict[str, bytes], known: tuple[Any, ...] = ()) -> bool:
    """Tell whether `answerable verify` refuses the same."""
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    try:
        verify(certificate, digests=digests, trusted=known)
    except CertificateError:
        return True
    return False


def of(given_out) -> dict[str, bytes]:
    return {FILE: given_out.files[FILE]}


@pytest.mark.parametrize("names", [True, False], ids=["with names", "without names"])
def test_a_release_as_it_was_given_out_verifies(page, given_out, names):
    raw = given_out.files["certificate.json"]
    said = checked(page, raw if names else public_view(raw), of(given_out))
    assert said.startswith("Verified: release 2 (harbour).")
    assert "Not so" not in said
    assert "Not checked" not in said
    for verifier in given_out.verifiers:
        assert f"{verifier.name}: {hashlib.sha256(verifier.public).hexdigest()}" in said
    assert "Compare the fingerprints" in said


def test_without_a_file_the_page_says_that_no_text_was_checked(page, given_out):
    said = checked(page, given_out.files["certificate.json"], {})
    assert said.startswith("Verified")
    assert "Not checked: No released file was given." in said


def test_with_keys_of_the_readers_own_a_certificate_verifies_by_these_alone(page, given_out):
    known = "\n".join(verifier.vkey() for verifier in given_out.verifiers)
    assert "The keys are those that you gave." in checked(page, given_out.files["certificate.json"], {}, known=known)
    said = checked(page, given_out.files["certificate.json"], {}, known=STRANGER.verifier().vkey())
    assert said.startswith("NOT VERIFIED")
    assert "is not one that you trust" in said


def test_a_changed_file_is_named(page, given_out):
    changed = {FILE: given_out.files[FILE].replace(b"18 of 30", b"19 of 30")}
    assert command_refuses(given_out.files["certificate.json"], changed)
    said = checked(page, given_out.files["certificate.json"], changed)
    assert said.startswith("NOT VERIFIED")
    assert f"{FILE} was changed since it was released." in said
    other = {"other.html": b"<p>words of somebody else</p>"}
    assert "other.html is not a file of this release." in checked(page, given_out.files["certificate.json"], other)


def signed_by_a_stranger(given_out) -> bytes:
    """Return a certificate in which a stranger put a key of their own under the name of the section."""
    statement = statement_of(given_out)
    keys = {**statement.predicate.keys, CENTRE: STRANGER.verifier().vkey()}
    changed = replace(statement, predicate=replace(statement.predicate, keys=keys))
    return signed_again(given_out, changed, STRANGER)


def signed_again(given_out, statement: Any, signer: Any) -> bytes:
    envelope = read_envelope(given_out.files["certificate.json"])
    made = Envelope(canonical(statement), PAYLOAD_TYPE, {})
    key = CryptoSigner(signer.private_key, dsse_key(signer.verifier()))
    made.sign(key)
    (signature,) = made.signatures.values()
    sig = to_base64(bytes.fromhex(signature.signature))
    signatures = (Signature(keyid=signature.keyid, sig=sig),)
    return write_envelope(replace(envelope, payload=to_base64(canonical(statement)), signatures=signatures))


def with_changed_opening(given_out) -> bytes:
    envelope = read_envelope(given_out.files["certificate.json"])
    commitment, opening = next(iter(envelope.disclosures.items()))
    softer = {**envelope.disclosures, commitment: replace(opening, text=opening.text + " Or so.")}
    return write_envelope(replace(envelope, disclosures=softer))


def with_changed_signature(given_out) -> bytes:
    envelope = read_envelope(given_out.files["certificate.json"])
    (signature,) = envelope.signatures
    return write_envelope(replace(envelope, signatures=(replace(signature, sig=to_base64(bytes(64))),)))


def with_changed_words(given_out) -> bytes:
    raw = given_out.files["certificate.json"]
    envelope = read_envelope(raw)
    payload = from_base64(envelope.payload, where="payload")
    changed = payload.replace(b'"title":"Accident records', b'"title":"Incident records')
    assert changed != payload
    return write_envelope(replace(envelope, payload=to_base64(changed)))


def with_a_word_beside(given_out) -> bytes:
    return canonical({**msgspec.json.decode(given_out.files["certificate.json"]), "remark": "approved by all"}) + b"\n"


def without_disclosures(given_out) -> bytes:
    envelope = msgspec.json.decode(given_out.files["certificate.json"])
    del envelope["disclosures"]
    return canonical(envelope) + b"\n"


def with_a_word_inside(given_out) -> bytes:
    envelope = read_envelope(given_out.files["certificate.json"])
    statement = msgspec.json.decode(from_base64(envelope.payload, where="payload"))
    statement["predicate"]["__proto__"] = {"remark": "approved by all"}
    return write_envelope(replace(envelope, payload=to_base64(canonical(statement))))


def of_another_type(given_out) -> bytes:
    envelope = read_envelope(given_out.files["certificate.json"])
    return write_envelope(replace(envelope, payload_type="text/plain"))


def twice_the_same_name(given_out) -> bytes:
    return given_out.files["certificate.json"].replace(b'{"disclosures"', b'{"payload":"","disclosures"', 1)


BY_STRANGERS = {
    "a word beside it": (with_a_word_beside, "no certificate that can be read (remark)"),
    "no disclosures": (without_disclosures, "no certificate that can be read (disclosures)"),
    "a word inside": (with_a_word_inside, "no certificate that can be read (__proto__)"),
    "another type": (of_another_type, "no certificate that can be read (DSSE)"),
    "one name twice": (twice_the_same_name, "another way than the permitted"),
    "pretty": (lambda g: msgspec.json.format(g.files["certificate.json"], indent=2), "another way than the permitted"),
    "cut": (lambda g: g.files["certificate.json"][:-100], "no certificate that can be read"),
    "no certificate": (lambda _g: b"{}\n", "no certificate that can be read"),
    "words": (with_changed_words, "The signature by"),
    "signature": (with_changed_signature, "The signature by"),
    "key": (signed_by_a_stranger, f"The checkpoint of {CENTRE} is not signed by its key."),
    "opening": (with_changed_opening, "is not the one that was committed to"),
}


@pytest.mark.parametrize("name", BY_STRANGERS)
def test_what_a_stranger_changes_is_noticed(page, given_out, name):
    forge, expected = BY_STRANGERS[name]
    certificate = forge(given_out)
    assert command_refuses(certificate, {})
    said = checked(page, certificate, {})
    assert said.startswith("NOT VERIFIED")
    assert expected in said


def dropped_proof(said):
    return replace(said, draft=replace(said.draft, proof=said.release.proof))


def without_coast(said):
    return replace(said, countersignatures=tuple(c for c in said.countersignatures if c.section != "coast"))


def signed_without_a_dash(said):
    return replace(said, draft=replace(said.draft, proof=said.draft.proof.replace("\n\N{EM DASH} ", "\n")))


def with_words_behind_the_signature(said):
    return replace(said, draft=replace(said.draft, proof=said.draft.proof[:-1] + " approved\n"))


BY_THE_SECTION = {
    "a signature without its dash": (signed_without_a_dash, "not proved to be in its log"),
    "words behind a signature": (with_words_behind_the_signature, "not proved to be in its log"),
    "a millionth of a second": (
        lambda said: replace(said, released_at=said.released_at + timedelta(microseconds=1)),
        "contradict",
    ),
    "a countersignature left out": (without_coast, "A countersignature that the policy asks for is missing."),
    "none at all": (lambda said: replace(said, countersignatures=()), "is missing"),
    "the proof of another entry": (dropped_proof, "not proved to be in its log"),
    "another section": (lambda said: replace(said, section="coast"), "contradict"),
    "another person": (lambda said: replace(said, released_by="coast-director"), "contradict"),
    "another day": (lambda said: replace(said, released_at=said.released_at - timedelta(days=9)), "contradict"),
    "another case": (lambda said: replace(said, case="another"), "contradict"),
    "another log": (lambda said: replace(said, origin=COAST), "contradict"),
    "another language": (lambda said: replace(said, language="fr"), "contradict"),
    "a gate by another name": (
        lambda said: replace(said, gates=(replace(said.gates[0], name="nothing"), *said.gates[1:])),
        "contradict",
    ),
    "a gate twice": (lambda said: replace(said, gates=(said.gates[0], *said.gates)), "contradict"),
    "a gate said to be open": (
        lambda said: replace(said, gates=(*said.gates[:-1], replace(said.gates[-1], state="open"))),
        "contradict",
    ),
    "no policy": (lambda said: replace(said, policy=None), "contradict"),
    "another entry for the policy": (lambda said: replace(said, policy=said.draft), "contradict"),
    "a dissent of another section": (
        lambda said: replace(said, dissents=(replace(said.dissents[0], section="centre"),)),
        "contradict",
    ),
    "a dissent in other words": (
        lambda said: replace(said, dissents=(replace(said.dissents[0], text="sha256:" + "0" * 64),)),
        "contradict",
    ),
    "a countersignature on another day": (
        lambda said: replace(
            said,
            countersignatures=(
                replace(said.countersignatures[0], at=said.countersignatures[0].at - timedelta(days=9)),
                *said.countersignatures[1:],
            ),
        ),
        "is of other words or by another key",
    ),
}


@pytest.mark.parametrize("name", BY_THE_SECTION)
def test_what_the_releasing_section_changes_and_signs_again_is_noticed(page, given_out, keyring, name):
    change, expected = BY_THE_SECTION[name]
    certificate = re_signed(given_out, keyring, change)
    assert command_refuses(certificate, {})
    said = checked(page, certificate, {})
    assert said.startswith("NOT VERIFIED")
    assert expected in said


def test_what_was_found_is_taken_away_once_something_else_is_chosen(page, given_out):
    assert checked(page, given_out.files["certificate.json"], {}).startswith("Verified")
    page.locator("#files").set_input_files({"name": "a.html", "mimeType": "text/html", "buffer": b"other words"})
    assert not page.locator("#result").is_visible()
    assert page.locator("#checks li").count() == 0


def test_a_whole_certificate_by_keys_that_are_not_on_the_site_is_not_called_verified(page, given_out):
    add = "key => { document.getElementById('site-keys').innerHTML = `<li><span class=digest>${key}</span></li>`; }"
    page.evaluate(add, STRANGER.verifier().vkey())
    said = checked(page, given_out.files["certificate.json"], {})
    assert said.startswith("Whole, but signed with keys that do not count now on this site: release 2 (harbour): ")
    assert "Verified" not in said


def test_markup_in_a_file_name_is_shown_as_text(page, given_out):
    said = checked(page, given_out.files["certificate.json"], {"<img src=x onerror=alert(1)>.html": b""})
    assert "<img src=x onerror=alert(1)>.html is not a file of this release." in said
    assert page.locator("#result img").count() == 0


def test_a_certificate_too_large_is_not_read(page):
    assert "no certificate that can be read (32 MiB)" in checked(page, b"0" * (32 * 1024 * 1024 + 1), {})


def test_a_browser_without_ed25519_says_so_and_claims_nothing(chromium, given_out, address):
    context = chromium.new_context()
    context.add_init_script(
        "const ask = SubtleCrypto.prototype.importKey;"
        "SubtleCrypto.prototype.importKey = function (form, key, how, ...rest) {"
        " if (how.name === 'Ed25519') return Promise.reject(new DOMException('', 'NotSupportedError'));"
        " return ask.call(this, form, key, how, ...rest); };"
    )
    page = context.new_page()
    page.goto(address)
    said = checked(page, given_out.files["certificate.json"], of(given_out))
    assert said.startswith("Nothing was checked: this browser cannot check Ed25519 signatures.")
    assert page.locator("#checks li").count() == 0
    context.close()


def test_without_a_certificate_nothing_is_claimed(page):
    page.get_by_role("button", name="Verify").click()
    page.locator("#result").wait_for()
    assert page.locator("#result").inner_text().startswith("Nothing was checked: choose a certificate first.")


def _scripts() -> str:
    return "".join((HERE / "static" / "site" / f"{name}.js").read_text() for name in ("certificate", "verify"))


def test_the_script_knows_every_gate_by_its_name():
    script = _scripts()
    written = script.partition("const GATES = [")[2].partition("];")[0]
    assert [part.strip().strip('"') for part in written.partition("\n")[2].split(",") if part.strip()] == list(
        GATE_NAMES.values()
    )


def test_every_text_that_the_script_names_stands_in_the_page():
    script = _scripts()
    page = (HERE / "templates" / "site" / "verify.html").read_text()
    named = set(re.findall(r'(?:text|conclude|refuse)\("([a-z-]+)"', script))
    named |= set(re.findall(r'need\(.*?, "([a-z-]+)"', script))
    assert len(named) > 15
    assert not [name for name in named if f'data-text="{name}"' not in page]

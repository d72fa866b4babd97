"""What somebody would try who wants in, or wants others to see what they should not.

The page `docs/explanation/security.md` names these tests, requirement by requirement.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from answerable.evidence.models import ItemTakenIn
from answerable.forms.making import asked_fields
from answerable.people.models import ConflictDeclared
from answerable.record.facts import read
from answerable.record.models import EntryRow
from answerable.web.acts.table import FORMS
from tests.site import AUTHOR, COAST, DIRECTOR, NORTH, ROOT, page, said, signed_in
from tests.web.test_access import addresses

SOURCE = ROOT / "src" / "answerable"
SCRIPTS = sorted(SOURCE.rglob("*.js"))
EVIL = "https://evil.example/"

EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
"""Headers that every answer carries with these very values."""

KINDS_OF_ANSWER = {
    "a page": "/",
    "a page of sign-in": "/sign-in/",
    "a style sheet": "/static/web/answerable.css",
    "a script": "/static/web/sign.js",
    "nothing": "/nowhere/",
    "a page of insiders": "/cases/harbour/",
    "a way elsewhere": "/account/password/",
}


def read_whole(answer):
    """Return an answer whose file, if it is one, was read to its end; closed by hand it closes the database too."""
    if answer.streaming:
        b"".join(answer.streaming_content)
    return answer


@pytest.mark.parametrize("address", KINDS_OF_ANSWER.values(), ids=KINDS_OF_ANSWER)
def test_every_kind_of_answer_carries_the_headers(harbour, address):
    answer = read_whole(signed_in(COAST).get(address))
    headers = answer.headers
    assert {name: headers.get(name) for name in EVERYWHERE} == EVERYWHERE
    assert headers["Referrer-Policy"] in {"same-origin", "no-referrer"}
    policy = headers["Content-Security-Policy"]
    for rule in ("default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"):
        assert rule in policy


def test_over_https_browsers_are_told_to_stay_there_with_all_names_below(harbour, settings):
    settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = 31_536_000, True
    for address in ("/", "/static/web/answerable.css", "/nowhere/"):
        answer = read_whole(Client().get(address, secure=True))
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_over_https_every_cookie_is_this_hosts_alone_and_hsts_is_on(tmp_path):
    names = (
        "SESSION_COOKIE_NAME CSRF_COOKIE_NAME LANGUAGE_COOKIE_NAME SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE "
        "LANGUAGE_COOKIE_SECURE SECURE_HSTS_SECONDS SECURE_HSTS_INCLUDE_SUBDOMAINS DEBUG"
    )
    program = f"from answerable.web import settings as s; print(*(getattr(s, n) for n in {names.split()!r}))"
    environment = {"ANSWERABLE_HTTPS": "1", "ANSWERABLE_HOME": str(tmp_path), "PATH": ""}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment)
    cookies, values = done.stdout.split()[:3], done.stdout.split()[3:]
    assert all(name.startswith("__Host-") for name in cookies)
    assert values == ["True", "True", "True", "31536000", "True", "False"]


def test_every_cookie_is_kept_from_scripts_and_from_other_sites(harbour):
    client = Client()
    client.get("/sign-in/")
    client.post("/language/", {"language": "fr"})
    client.force_login(User.objects.get(username=COAST))
    client.get("/")
    assert {"csrf", "language", "session"} <= set(client.cookies)
    assert [name for name, cookie in client.cookies.items() if not cookie["httponly"]] == []
    assert {cookie["samesite"] for cookie in client.cookies.values()} == {"Lax"}
    assert {cookie["domain"] for cookie in client.cookies.values()} == {""}


def test_no_other_site_reads_an_answer(harbour):
    for address in ("/", "/cases/harbour/"):
        headers = signed_in(COAST).get(address, headers={"origin": "https://evil.example"}).headers
        assert not [name for name in headers if name.lower().startswith("access-control-")]


@pytest.fixture(scope="module")
def answers(harbour_on_record, django_db_blocker):
    """What somebody of the coast is answered after the release: by the name of each address, its kind and its bytes."""
    with django_db_blocker.unblock():
        harbour_on_record("released")
        with transaction.atomic():
            client = signed_in(COAST)
            found = [(each.name, client.get(each.path())) for each in addresses()]
            assert client.get("/cases/harbour/").status_code == 200, "no answer has signed this reader out"
            transaction.set_rollback(True)
    return [(name, got.headers.get("Content-Type", ""), got.getvalue()) for name, got in found]


def test_every_text_says_in_which_characters_it_is_written(answers):
    texts = [(name, kind) for name, kind, data in answers if data and kind.startswith("text/")]
    assert texts
    assert [name for name, kind in texts if "charset=utf-8" not in kind.lower()] == []


OF_NO_SESSION = {
    *("guest", "critic", "notice-acknowledge"),  # links, whose key stands in the address
    "mfa_login_webauthn",  # guarded by its challenge
    *("house-add-checkpoint", "house-add-entries"),  # from programs, signed by the log that they are about
}
"""Forms that may be sent without the mark of a session."""


def test_no_form_from_elsewhere_says_anything(released):
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.get(username=DIRECTOR))
    before = EntryRow.objects.count()
    open_ = {
        each.name for each in addresses() if client.post(each.path(), {"read": "on"}).status_code not in {403, 405}
    }
    assert open_ <= OF_NO_SESSION
    assert EntryRow.objects.count() == before


def test_nothing_is_said_by_asking_for_any_page(released):
    before = EntryRow.objects.count()
    for person in (DIRECTOR, COAST, AUTHOR):
        client = signed_in(person)
        for each in addresses():
            client.get(each.path(), {"read": "on", "act": "answer", "do": "keep"})
            client.head(each.path())
        assert client.get("/cases/harbour/").status_code == 200, "no answer has signed this reader out"
    assert EntryRow.objects.count() == before


@pytest.mark.parametrize("method", ["trace", "put", "patch", "delete"])
@pytest.mark.parametrize("address", ["/cases/harbour/", "/cases/harbour/drafts/release/2/object/", "/keys/"])
def test_methods_that_no_page_uses_are_refused(harbour, method, address):
    assert getattr(signed_in(COAST), method)(address).status_code == 405


ELSEWHERE = [
    EVIL,
    "//evil.example/",
    "/\\evil.example/",
    "https:evil.example",
    "javascript:alert(1)",
    "\thttps://evil.example",
]


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_choosing_a_language_leads_to_no_other_site(harbour, elsewhere):
    answer = Client().post("/language/", {"language": "fr", "next": elsewhere})
    assert not urlsplit(answer.url).netloc
    assert answer.url.startswith("/")
    assert not answer.url.startswith(("//", "/\\"))


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_an_act_leads_back_into_the_site_whatever_the_form_says(harbour, elsewhere):
    sent = {"words": "", "about": "law", "severity": "grave", "text": "No.", "outside": ""}
    forged = {"back": elsewhere, "next": elsewhere}
    answer = signed_in(NORTH).post(f"/cases/harbour/drafts/release/2/object/?next={EVIL}&back={EVIL}", sent | forged)
    assert answer.url == "/cases/harbour/objections/O3/"


def test_where_a_prepared_act_leads_is_no_field_of_any_form(harbour):
    from answerable.people.access import Reader
    from answerable.people.prepared import Prepared
    from tests.people.personal import add_laptop

    add_laptop(Reader(person=NORTH, section="north", origin="harbour.example/north"))
    sent = {"words": "", "about": "law", "severity": "grave", "text": "No.", "outside": "", "back": EVIL}
    where = signed_in(NORTH).post("/cases/harbour/drafts/release/2/object/", sent).url
    (waiting,) = Prepared.objects.filter(token=where.split("/")[2])
    assert waiting.back == "/cases/harbour/objections/O3/"


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "evil.example:80", "x@evil.example"])
def test_another_name_than_the_sites_is_answered_by_nothing(harbour, host):
    assert Client(headers={"host": host}).get("/").status_code == 400


def test_a_name_that_a_stranger_claims_to_be_forwarded_is_not_believed(harbour, settings):
    answer = Client().get("/cases/harbour/", headers={"x-forwarded-host": "evil.example", "x-forwarded-proto": "https"})
    assert "evil.example" not in answer.url
    assert settings.USE_X_FORWARDED_HOST is False
    assert settings.SECURE_PROXY_SSL_HEADER is None


HOSTILE = '<script>alert(1)</script><img src=x onerror=alert(1)><b onclick="alert(1)">'


def test_what_people_type_is_shown_as_they_typed_it_and_never_run(harbour):
    sent = {"words": "", "about": "law", "severity": "grave", "text": HOSTILE, "outside": HOSTILE[:60]}
    where = signed_in(NORTH).post("/cases/harbour/drafts/release/2/object/", sent).url
    for address in (where, "/cases/harbour/objections/", "/cases/harbour/drafts/release/2/", "/register/"):
        text = page(COAST, address)
        assert "<script>alert" not in text
        assert not re.search(r"<[^>]+\son\w+=", text)


def test_a_draft_runs_nothing_and_leads_to_no_script(harbour):
    from tests.clearance.authoring.desk import TEXT, keep

    links = "\n[a](javascript:alert(1)) [b](data:text/html,x) [c](vbscript:x) ![d](https://evil.example/p.png)\n"
    assert keep(text=f"{TEXT}\n{HOSTILE}\n{links}").status_code == 302
    text = page(COAST, "/cases/harbour/drafts/release/3/")
    assert "<script>alert" not in text
    assert not re.search(r"<[^>]+\son\w+=", text)
    assert not re.search(r"(href|src)=.(javascript|data|vbscript):", text)
    assert 'src="https://evil.example' not in text


def test_what_an_address_says_is_shown_and_never_run(harbour):
    for address in ("/cases/harbour/drafts/release/2/object/", "/cases/harbour/say/item.graded/"):
        text = signed_in(COAST).get(address, {"statement": HOSTILE, "item": HOSTILE, "next": HOSTILE}).content.decode()
        assert "<script>alert" not in text


def test_no_page_of_ours_holds_a_script_or_a_style(answers):
    texts = [(name, data.decode(errors="replace")) for name, _kind, data in answers if name != "download"]
    pages = [(name, text) for name, text in texts if text.startswith("<!doctype html>")]
    assert pages
    for name, text in pages:
        assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>(?!\s*</script>)\s*[^\s{\[]", text), name
        assert not re.search(r"<[^>]+\sstyle=|<style", text), name


def test_a_file_name_is_kept_as_words_and_leads_nowhere_on_the_disk(harbour, settings):
    sent = item_form() | {"file": SimpleUploadedFile("../../../etc/passwd\n.html", b"<script>alert(1)</script>")}
    before = {path for path in Path(settings.ANSWERABLE_VAULT).rglob("*") if path.is_file()}
    answer = signed_in(AUTHOR).post("/cases/harbour/say/item.taken_in/", sent)
    new = {path for path in Path(settings.ANSWERABLE_VAULT).rglob("*") if path.is_file()} - before
    assert all(re.fullmatch(r"[0-9a-f/]+", str(path.relative_to(settings.ANSWERABLE_VAULT))) for path in new)
    if answer.status_code == 302:
        body = read(ItemTakenIn, case="harbour")[-1].body
        assert body.file_name == f"{body.item}.html"


def item_form() -> dict[str, object]:
    """Return the form of an item, as a browser sends it."""
    return {
        "item": "E99",
        "type": "document",
        "title": "A paper",
        "source": "Found",
        "custodian": AUTHOR,
        "public": "no",
    }


def test_what_leaves_as_a_file_is_to_be_kept_and_not_shown(released):
    """Of what somebody sent only evidence does, to those who may see its source and once they said for what."""
    giving = {each.name for each in addresses() if re.search(r"download|file|media|badge", each.name)}
    assert giving == {"download", "policy-file", "training-badge", "item-file", "root-file", "forks-file"}
    for path in SOURCE.rglob("*.py"):
        for call in re.findall(r"FileResponse\((.+)\)", path.read_text(encoding="utf-8")):
            assert "as_attachment=True" in call, path
    answer = signed_in(COAST).get("/releases/harbour/release/2/release.html")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="release.html"'


@pytest.mark.parametrize(
    "name",
    ["..%2fcertificate.json", "..%2f..%2f..%2fsecret-key", "%2e%2e/%2e%2e/secret-key", "certificate.json%00.html"],
)
def test_a_name_in_an_address_leads_to_no_other_file(released, name):
    assert signed_in(COAST).get(f"/releases/harbour/release/2/{name}").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/static/",
        "/static/web/",
        "/static/..%2fsettings.py",
        "/static/../web/settings.py",
        "/.git/config",
        "/secret-key",
    ],
)
def test_no_folder_is_listed_and_no_source_given_out(harbour, path):
    assert Client().get(path).status_code == 404


def test_no_form_asks_for_what_is_worked_out():
    """Fields of an act that nobody types are no fields of its form, so nothing that is posted reaches them."""
    wrong = {
        table: {field.name for field in asked_fields(description)} & {*description.given, "personal"}
        for table, description in FORMS.items()
    }
    assert {table: names for table, names in wrong.items() if names} == {}


def test_nobody_declares_an_interest_for_somebody_else(harbour):
    forged = {"interest": "None at all.", "person": DIRECTOR, "actor": DIRECTOR, "origin": "x", "section": "centre"}
    answer = signed_in(COAST).post("/cases/harbour/say/conflict.declared/", forged)
    assert answer.status_code == 302, answer.content.decode()
    fact = read(ConflictDeclared, case="harbour")[-1]
    assert (fact.body.person, fact.actor, fact.origin) == (COAST, COAST, "harbour.example/coast")


def test_what_a_query_says_is_no_field_of_a_form_that_is_sent(harbour):
    sent = {"about": "law", "severity": "grave", "text": "No.", "words": "", "outside": ""}
    where = signed_in(NORTH).post(
        "/cases/harbour/drafts/release/2/object/?severity=remark&about=wording&text=Yes", sent
    )
    assert "No." in page(COAST, where.url)


def test_of_a_field_sent_twice_one_value_counts(harbour):
    sent = {"about": ["law", "wording"], "severity": "grave", "text": ["First.", "Last."], "words": "", "outside": ""}
    before = said("objection.raised/1")
    answer = signed_in(NORTH).post("/cases/harbour/drafts/release/2/object/", sent)
    assert (answer.status_code, said("objection.raised/1")) == (302, before + 1)


STRANGE = [
    "\x00",
    "\ud800",
    "\u202eevil",
    "a" * 5000,
    "../../etc",
    "%00",
    "'; DROP TABLE record_entry; --",
    "{{ 7*7 }}",
]


@pytest.mark.parametrize("strange", STRANGE, ids=range(len(STRANGE)))
def test_strange_words_break_no_page(harbour, strange):
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.get(username=NORTH))
    sent = {"words": strange, "about": strange, "severity": "grave", "text": strange, "outside": ""}
    typed = {name: value.encode(errors="replace").decode() for name, value in sent.items()}
    assert client.post("/cases/harbour/drafts/release/2/object/", typed).status_code == 409
    assert client.get("/cases/harbour/drafts/release/2/object/", {"statement": typed["text"]}).status_code == 200
    assert client.get(f"/cases/{typed['text'][:60].replace('/', '-')}/").status_code in {400, 404}


NAMED_NOTHING = ["/feeds/a%00b/waiting.atom", "/releases/a%00b/x/1/", "/invitation/a%00b/", "/keys/a%00b/", "/a%00b"]


@pytest.mark.parametrize("address", NAMED_NOTHING)
@pytest.mark.parametrize("person", ["", NORTH])
def test_an_address_that_no_database_could_hold_is_not_found(harbour, person, address):
    client = Client(raise_request_exception=False)
    if person:
        client.force_login(User.objects.get(username=person))
    assert client.get(address).status_code == 404


def test_more_than_two_megabytes_of_form_are_not_taken(harbour):
    sent = {"text": "x" * (2 * 1024 * 1024 + 1), "about": "law", "severity": "grave"}
    assert signed_in(NORTH).post("/cases/harbour/drafts/release/2/object/", sent).status_code == 400


def test_more_than_two_thousand_fields_are_not_taken(harbour):
    sent = {f"field-{number}": "x" for number in range(2001)}
    assert signed_in(NORTH).post("/cases/harbour/drafts/release/2/object/", sent).status_code == 400


@pytest.mark.parametrize("status", [400, 403, 404, 500])
def test_an_error_page_tells_nothing_of_the_machine(harbour, monkeypatch, status):
    client = Client(raise_request_exception=False, enforce_csrf_checks=status == 403)
    client.force_login(User.objects.get(username=COAST))
    if status == 500:
        monkeypatch.setattr("answerable.releases.views.cases.render", None)
    got = {
        400: lambda: client.get("/", headers={"host": "evil.example"}),
        403: lambda: client.post("/language/", {"language": "fr"}),
        404: lambda: client.get("/cases/nothing/"),
        500: lambda: client.get("/"),
    }[status]()
    text = got.content.decode()
    assert got.status_code == status
    for told in ("Traceback", "django", "Django", "/work", "site-packages", "settings", "SECRET", "urlconf", "python"):
        assert told not in text
    assert not {"Server", "X-Powered-By"} & set(got.headers)


def test_a_feed_is_opened_by_its_own_token_alone(harbour):
    from answerable.people.preferences import kept_preference_of, renew_token

    held = kept_preference_of(COAST)
    before = held.token
    assert len(before) >= 32
    renew_token(COAST)
    for guess in (before, COAST, before.upper(), "0"):
        assert Client().get(f"/feeds/{guess}/waiting.atom").status_code == 404
        assert Client().get(f"/feeds/{guess}/waiting.ics").status_code == 404

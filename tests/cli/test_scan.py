"""`answerable scan` and `answerable sources` as a person types them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from answerable.echoes.runs.results import read_results

ROOT = Path(__file__).parents[2]
COMMAND = Path(sys.executable).with_name("answerable")
OURS = "Seven of the twelve villages visited in the region had no clinic, the mission found in May."
OTHER = "Something else happened in the harbour today, and it rained over the old town until the evening."


def answerable(home: Path, *words: object, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    left_out = {"DATABASE_URL", "DJANGO_SETTINGS_MODULE", "ANSWERABLE_TIMESTAMPS"}
    clean = {name: value for name, value in os.environ.items() if name not in left_out}
    return subprocess.run(
        [COMMAND, *map(str, words)],
        env={**clean, "ANSWERABLE_HOME": str(home), **environment},
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def pages(*texts: str) -> str:
    told = [{"url": f"https://paper.example/{at}", "title": f"Day {at}", "text": text} for at, text in enumerate(texts)]
    return "".join(json.dumps(each) + "\n" for each in told)


@pytest.fixture
def report(tmp_path) -> Path:
    path = tmp_path / "report.md"
    path.write_text(f"# Villages without clinics\n\n{OURS}\n", encoding="utf-8")
    return path


@pytest.fixture
def news(tmp_path) -> Path:
    path = tmp_path / "news.jsonl"
    path.write_text(pages(OTHER, f"{OTHER} {OURS}", OTHER), encoding="utf-8")
    return path


def scan(tmp_path: Path, *words: object, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return answerable(tmp_path / "home", "scan", *words, "--no-meaning", "--workers", 1, stdin=stdin)


def test_a_lone_file_is_looked_for_with_no_case_and_no_database(tmp_path, report, news):
    done = scan(tmp_path, report, "--in", news, "--out", tmp_path / "out")
    assert (done.returncode, done.stderr) == (0, "")
    assert "1 stream read, 0 failed, 1 use on 1 of 3 pages" in done.stdout
    assert "verbatim" in done.stdout
    (echo,) = read_results(tmp_path / "out").echoes
    assert (echo.release, echo.relation) == ("report.md", "verbatim")
    assert not (tmp_path / "home").exists()


def test_finding_nothing_says_what_was_read_and_exits_0(tmp_path, report, news):
    news.write_text(pages(OTHER, OTHER), encoding="utf-8")
    done = scan(tmp_path, report, "--in", news, "--in", tmp_path / "gone.warc", "--out", tmp_path / "out")
    assert done.returncode == 0
    assert "1 stream read, 1 failed, 0 uses on 0 of 2 pages" in done.stdout
    assert "gone.warc" in done.stdout


def test_standard_input_is_read(tmp_path, report, news):
    done = scan(tmp_path, report, "--in", "jsonl:-", "--out", tmp_path / "out", stdin=news.read_text())
    assert (done.returncode, "1 use on 1 of 3 pages" in done.stdout) == (0, True)


def test_every_stream_failing_exits_1(tmp_path, report):
    done = scan(tmp_path, report, "--in", tmp_path / "gone.warc", "--out", tmp_path / "out")
    assert (done.returncode, "0 streams read, 1 failed" in done.stdout) == (1, True)


def test_what_may_not_be_fetched_is_told_in_the_line_of_its_stream(tmp_path, report):
    done = scan(tmp_path, report, "--in", "feed:http://127.0.0.1:9/news", "--out", tmp_path / "out")
    assert (done.returncode, done.stderr) == (1, "")
    assert "none of 1 record could be read (not-allowed 1)" in done.stdout


def test_ctrl_c_exits_130_and_says_how_to_go_on(tmp_path, report, news):
    words = ["scan", report, "--in", "jsonl:-", "--out", tmp_path / "out", "--no-meaning"]
    pipe = subprocess.PIPE
    process = subprocess.Popen([COMMAND, *map(str, words)], stdin=pipe, stdout=pipe, stderr=pipe, text=True)
    deadline = time.monotonic() + 120
    while not (tmp_path / "out" / "parts.json").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    told, wrong = process.communicate(timeout=60)
    assert (process.returncode, told, "Traceback" in wrong) == (130, "", False), wrong
    assert "stopped; what was found is kept: say the same with --resume" in wrong


def test_what_was_skipped_is_counted_by_reason(tmp_path, report, news):
    news.write_text(news.read_text() + "{broken\n", encoding="utf-8")
    done = scan(tmp_path, report, "--in", news, "--out", tmp_path / "out")
    assert ("skipped\tbroken\t1\n" in done.stdout, done.returncode) == (True, 0)


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        (("nowhere/at/all/x", "--in", "NEWS"), "expected a file, the folder of a release, or CASE/OUTPUT"),
        (("REPORT", "case/output", "--in", "NEWS"), "found both"),
        (("REPORT", "--in", "what"), "--in: expected a folder"),
        (("REPORT", "--in", "NEWS", "--address", "auto"), "expected --engine ray"),
        (("REPORT", "--in", "NEWS", "--resume"), "expected the folder of results in --out"),
        (("REPORT", "--in", "NEWS", "--everywhere"), "expected --everywhere or --no-meaning, found both"),
        (("REPORT", "--in", "NEWS", "--resume", "--out", "OUT"), "expected a run in"),
        (("EMPTY", "--in", "NEWS"), "expected"),
        (("REPORT", "--in", "NEWS", "--engine", "abacus"), "abacus"),
    ],
)
def test_what_cannot_be_done_exits_2_with_a_line(tmp_path, report, news, words, wrong):
    (tmp_path / "empty.md").write_text("\n")
    named = {"REPORT": report, "NEWS": news, "OUT": tmp_path / "out", "EMPTY": tmp_path / "empty.md"}
    done = scan(tmp_path, *(named.get(word, word) for word in words))
    assert (done.returncode, "Traceback" in done.stderr) == (2, False), done.stderr
    assert wrong in done.stderr


def test_a_folder_with_a_run_is_gone_on_with_only_when_asked_and_only_for_the_same(tmp_path, report, news):
    asked = (report, "--in", news, "--out", tmp_path / "out")
    assert scan(tmp_path, *asked).returncode == 0
    refused = scan(tmp_path, *asked)
    assert (refused.returncode, "say --resume" in refused.stderr) == (2, True)
    again = scan(tmp_path, *asked, "--resume")
    assert (again.returncode, "1 use on 1 of 3 pages" in again.stdout) == (0, True)
    report.write_text(report.read_text() + "\nAnd one more sentence that nobody has seen before today.\n")
    other = scan(tmp_path, *asked, "--resume")
    assert (other.returncode, "holds a run for something else: expected" in other.stderr) == (2, True)


def test_sources_are_kept_listed_and_removed(tmp_path, news):
    home = tmp_path / "home"
    assert answerable(home, "sources", "add", news, "https://paper.example/feed").stdout == (
        f"{news}\tjsonl\tkept\nhttps://paper.example/feed\tfeed\tkept\n"
    )
    assert answerable(home, "sources", "remove", "https://paper.example/feed").returncode == 0
    assert answerable(home, "sources", "list").stdout.startswith(f"{news}\t20")
    assert answerable(home, "sources", "remove", "https://paper.example/feed").returncode == 2
    assert answerable(home, "sources", "add", "-").returncode == 2
    assert answerable(home, "sources", "add", tmp_path / "what").returncode == 2


@pytest.fixture(scope="module")
def released(tmp_path_factory) -> tuple[Path, Path, str]:
    """A home in which a case is released, the folder of the release, and its longest sentence."""
    place = tmp_path_factory.mktemp("scan")
    home, case = place / "home", ROOT / "examples" / "kuwait-1990-repaired"
    for step in (("load", case), ("clear", case.name), ("release", case.name, "--out", place / "released")):
        done = answerable(home, *step)
        assert done.returncode == 0, done.stderr
    words = (place / "released" / "release.md").read_text(encoding="utf-8")
    return home, place / "released", max(words.replace("\n", " ").split(". "), key=len)


QUICK = ("--no-meaning", "--workers", 1, "--no-pictures")


def test_a_release_on_record_is_looked_for_in_the_kept_sources_and_stored(tmp_path, released):
    home, folder, sentence = released
    news = tmp_path / "news.jsonl"
    news.write_text(pages(OTHER, f"{OTHER} {sentence}. {OTHER}"), encoding="utf-8")
    nothing = answerable(home, "scan")
    assert (nothing.returncode, "expected a source" in nothing.stderr) == (2, True)
    assert answerable(home, "sources", "add", news).returncode == 0
    done = answerable(home, "scan", *QUICK)
    assert done.returncode == 0, done.stderr
    assert "1 stream read, 0 failed" in done.stdout
    (plan,) = {read_results(each).plan.releases for each in (home / "echoes").iterdir() if each.is_dir()}
    assert stored(home) == [(plan[0], True)]
    lone = answerable(home, "scan", folder, "--in", news, "--out", tmp_path / "lone", *QUICK)
    assert lone.returncode == 0, lone.stderr
    assert set(read_results(tmp_path / "lone").plan.releases) <= set(plan)
    assert len(stored(home)) == 1, "what is looked for from files needs no record"


def test_an_authority_that_fails_is_told_of_and_one_without_roots_is_refused(tmp_path, released):
    home, _folder, sentence = released
    news = tmp_path / "later.jsonl"
    news.write_text(pages(f"{OTHER} {sentence}. And this is another page. {OTHER}"), encoding="utf-8")
    silent = {"ANSWERABLE_TIMESTAMPS": "http://127.0.0.1:9/", "ANSWERABLE_TIMESTAMP_ROOTS": str(tmp_path / "roots")}
    refused = answerable(home, "scan", "--in", news, "--out", tmp_path / "one", *QUICK, **silent)
    assert (refused.returncode, "expected root certificates" in refused.stderr) == (2, True)
    (tmp_path / "roots").mkdir()
    (tmp_path / "roots" / "root.pem").write_bytes(certificate())
    told = answerable(home, "scan", "--in", news, "--out", tmp_path / "two", *QUICK, **silent)
    assert told.returncode == 0, told.stderr
    assert "https://paper.example/0: expected a stamp from http://127.0.0.1:9/, found:" in told.stderr


def certificate() -> bytes:
    """Return a certificate that signs itself."""
    key = Ed25519PrivateKey.generate()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Clock")])
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, begin, begin.replace(year=2036))
    return made.sign(key, None).public_bytes(Encoding.PEM)


def stored(home: Path) -> list[tuple[str, bool]]:
    """Return what stands in the database of a home: the releases of each run, and whether it has uses and an end."""
    program = (
        "import django, json; django.setup()\n"
        "from answerable.echoes.tables import Run, Use\n"
        "print(json.dumps([(r.releases[0], bool(r.finished) and Use.objects.filter(run=r).exists()) "
        "for r in Run.objects.all()]))"
    )
    environment = {**os.environ, "ANSWERABLE_HOME": str(home), "DJANGO_SETTINGS_MODULE": "answerable.web.settings"}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True, timeout=120
    )
    return [tuple(each) for each in json.loads(done.stdout)]

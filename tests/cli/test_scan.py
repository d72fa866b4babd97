"""`answerable scan` and `answerable sources` as a person types them.

Most are typed in this process; what depends on a process of its own, its signals, its standard input and what it
imports, is typed in one.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest
import typer
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from typer.testing import CliRunner

from answerable.cli import app
from answerable.cli.scan import scan as scan_command
from answerable.cli.sources import lasting
from answerable.echoes.errors import CaptureFailed
from answerable.echoes.runs import vouching
from answerable.echoes.runs.chunks import alone_in
from answerable.echoes.runs.results import read_results
from answerable.echoes.tables import Run, Use
from tests.site import countersigned, db, harbour, harbour_on_record, released

__all__ = ["countersigned", "db", "harbour", "harbour_on_record", "released"]

COMMAND = Path(sys.executable).with_name("answerable")
OURS = "Seven of the twelve villages visited in the region had no clinic, the mission found in May."
OTHER = "Something else happened in the harbour today, and it rained over the old town until the evening."


def answerable(
    home: Path, *words: object, stdin: str = "", program: Sequence[object] = (COMMAND,)
) -> subprocess.CompletedProcess[str]:
    left_out = {"DATABASE_URL", "DJANGO_SETTINGS_MODULE", "ANSWERABLE_TIMESTAMPS"}
    clean = {name: value for name, value in os.environ.items() if name not in left_out}
    return subprocess.run(
        [*program, *map(str, words)],
        env={**clean, "ANSWERABLE_HOME": str(home)},
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


LONE = ("--no-meaning", "--workers", 1)
QUICK = (*LONE, "--no-pictures")


def typed(*words: object) -> Done:
    """Type a command in this process."""
    done = CliRunner().invoke(app, [str(word) for word in words])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return Done(done.exit_code, done.stdout, done.stderr)


class Done(NamedTuple):
    """How a command that was typed in this process ended."""

    returncode: int
    stdout: str
    stderr: str


def scan(_tmp_path: Path, *words: object) -> Done:
    return typed("scan", *words, *LONE)


def test_a_lone_file_is_looked_for_with_no_case_and_no_database(tmp_path, report, news):
    done = answerable(tmp_path / "home", "scan", report, "--in", news, "--out", tmp_path / "out", *LONE)
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
    words = ("scan", report, "--in", "jsonl:-", "--out", tmp_path / "out", *LONE)
    done = answerable(tmp_path / "home", *words, stdin=news.read_text())
    assert (done.returncode, "1 use on 1 of 3 pages" in done.stdout) == (0, True)


def test_standard_input_that_is_closed_is_refused(report, monkeypatch):
    monkeypatch.setattr("sys.stdin", None)
    with pytest.raises(typer.Exit) as refused:
        scan_command([str(report)], in_=["-"])
    assert refused.value.exit_code == 2


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
    assert f"stopped; what was found is kept: say the same with --resume --out {tmp_path / 'out'}" in wrong


def test_a_folder_that_nobody_named_is_told_before_the_scan_begins(tmp_path, report, news, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = scan(tmp_path, report, "--in", news)
    (out,) = tmp_path.glob("echoes-*")
    assert (done.returncode, done.stderr) == (0, f"results in {out.name}\n")


@pytest.mark.parametrize("workers", [2, pytest.param(1, marks=pytest.mark.soak)])
def test_a_full_disk_is_told_with_how_to_go_on(tmp_path, report, news, workers):
    words = [str(word) for word in ("scan", report, "--in", news, "--out", tmp_path / "out", "--no-meaning")]
    words = [*words, "--workers", str(workers)]
    full = answerable(tmp_path / "home", *words, program=[sys.executable, "-c", FULL])
    assert (full.returncode, "Traceback" in full.stderr) == (2, False), full.stderr
    assert "File too large" in full.stderr
    assert f"what was found is kept: say the same with --resume --out {tmp_path / 'out'}" in full.stderr
    done = typed(*words, "--resume")
    assert "1 use on 1 of 3 pages" in done.stdout


FULL = """
import resource, sys
from answerable.cli import app
from answerable.echoes.runs import running
planned = running.planned
def full(*words, **named):  # from the first chunk on, a file can have 700 bytes: less than a table needs
    plan = planned(*words, **named)
    resource.setrlimit(resource.RLIMIT_FSIZE, (700, resource.RLIM_INFINITY))
    return plan
running.planned = full
app(sys.argv[1:])
"""


def test_a_second_scan_into_one_folder_is_refused_while_the_first_goes_on(tmp_path, report, news):
    with alone_in(tmp_path / "out"):
        refused = scan(tmp_path, report, "--in", news, "--out", tmp_path / "out")
    assert (refused.returncode, "expected no other scan to write into" in refused.stderr) == (2, True)
    assert scan(tmp_path, report, "--in", news, "--out", tmp_path / "out").returncode == 0


def test_a_name_that_no_table_takes_is_refused_or_told_of(tmp_path, report, news):
    odd = os.fsdecode(os.fsencode(tmp_path) + b"/ne\xffws.jsonl")
    Path(odd).write_bytes(news.read_bytes())
    with pytest.raises(typer.Exit) as refused:
        scan_command([str(report)], in_=[odd])
    assert refused.value.exit_code == 2
    told = scan(tmp_path, report, "--in", tmp_path / "*.jsonl", "--out", tmp_path / "out")
    assert (told.returncode, "1 use on 1 of 3 pages" in told.stdout) == (1, True)
    assert "expected the name of a file in UTF-8" in told.stdout


def test_a_contact_that_cannot_be_sent_is_told_by_the_name_of_its_setting(tmp_path, report, monkeypatch):
    monkeypatch.setenv("ANSWERABLE_SITE", "nobody knows")
    done = scan(tmp_path, report, "--in", "feed:http://127.0.0.1:9/news", "--out", tmp_path / "out")
    assert (done.returncode, "ANSWERABLE_SITE: expected a contact" in done.stderr) == (2, True)


def test_a_stream_with_nothing_in_it_is_not_counted_as_read(tmp_path, report):
    (tmp_path / "empty.jsonl").touch()
    done = scan(tmp_path, report, "--in", tmp_path / "empty.jsonl", "--out", tmp_path / "out")
    assert "0 streams read, 1 silent, 0 failed, 0 uses" in done.stdout


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("news.jsonl", "HERE/news.jsonl"),
        ("jsonl:news.txt", "jsonl:HERE/news.txt"),
        ("archive/*.warc.gz", "HERE/archive/*.warc.gz"),
        ("list:addresses.txt", "list:HERE/addresses.txt"),
        ("jsonl:-", "jsonl:-"),
        ("-", "-"),
        ("s3://bucket/*.warc.gz", "s3://bucket/*.warc.gz"),
        ("list:https://paper.example/all.txt", "list:https://paper.example/all.txt"),
        ("feed:https://paper.example/feed", "feed:https://paper.example/feed"),
    ],
)
def test_a_name_means_the_same_wherever_the_next_scan_is_started(tmp_path, monkeypatch, name, kept):
    monkeypatch.chdir(tmp_path)
    assert lasting(name) == kept.replace("HERE", str(tmp_path))


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


@pytest.mark.django_db
def test_sources_are_kept_listed_and_removed(tmp_path, news, settings):
    settings.ANSWERABLE_HOME = tmp_path / "home"
    assert typed("sources", "add", news, "https://paper.example/feed").stdout == (
        f"{news}\tjsonl\tkept\nhttps://paper.example/feed\tfeed\tkept\n"
    )
    assert typed("sources", "remove", "https://paper.example/feed").returncode == 0
    assert typed("sources", "list").stdout.startswith(f"{news}\t20")
    assert typed("sources", "remove", "https://paper.example/feed").returncode == 2
    assert typed("sources", "add", "-").returncode == 2
    assert typed("sources", "add", tmp_path / "what").returncode == 2


@pytest.fixture
def home(tmp_path, settings, released) -> Path:
    """A home in which a case is released."""
    settings.ANSWERABLE_HOME = tmp_path / "home"
    return tmp_path / "home"


def sentence() -> str:
    """Return a whole sentence of the release."""
    from answerable.echoes.following import watched

    return max((each.text for each in watched().followed.releases[0].passages), key=len)


def test_a_release_on_record_is_looked_for_in_the_kept_sources_and_stored(tmp_path, home):
    news = tmp_path / "news.jsonl"
    news.write_text(pages(OTHER, f"{OTHER} {sentence()} {OTHER}"), encoding="utf-8")
    nothing = typed("scan")
    assert (nothing.returncode, "expected a source" in nothing.stderr) == (2, True)
    assert typed("sources", "add", news).returncode == 0
    done = typed("scan", *QUICK)
    assert done.returncode == 0, done.stderr
    assert "1 stream read, 0 failed" in done.stdout
    (plan,) = {read_results(each).plan.releases for each in (home / "echoes").iterdir() if each.is_dir()}
    (run,) = Run.objects.all()
    assert tuple(run.releases) == plan
    assert run.finished
    assert Use.objects.filter(run=run).exists()
    kept_as_files = typed("scan", "harbour/release", "--in", news, "--out", tmp_path / "files", "--no-record", *QUICK)
    assert kept_as_files.returncode == 0, kept_as_files.stderr
    assert Run.objects.count() == 1


def test_an_authority_that_fails_is_told_of_and_one_without_roots_is_refused(tmp_path, home, settings):
    news = tmp_path / "later.jsonl"
    news.write_text(pages(f"{OTHER} {sentence()} And this is another page. {OTHER}"), encoding="utf-8")
    settings.ANSWERABLE_TIMESTAMPS = "http://127.0.0.1:9/"
    settings.ANSWERABLE_TIMESTAMP_ROOTS = str(tmp_path / "roots")
    refused = typed("scan", "--in", news, "--out", tmp_path / "one", *QUICK)
    assert (refused.returncode, "expected root certificates" in refused.stderr) == (2, True)
    (tmp_path / "roots").mkdir()
    (tmp_path / "roots" / "root.pem").write_bytes(certificate())
    told = typed("scan", "--in", news, "--out", tmp_path / "two", *QUICK)
    assert told.returncode == 0, told.stderr
    assert "https://paper.example/0: expected a stamp from http://127.0.0.1:9/, found:" in told.stderr


def test_a_page_is_drawn_even_where_the_scan_was_killed_between_storing_and_drawing_it(tmp_path, home, monkeypatch):
    news = tmp_path / "news.jsonl"
    said = f"“{sentence()}”, said the Centre in its report on the harbour."
    news.write_text(pages(f"{OTHER} {said} {OTHER}"), encoding="utf-8")
    drawn = []

    def draw(content, media):
        drawn.append(content)
        if len(drawn) == 1:
            raise KeyboardInterrupt
        raise CaptureFailed("expected Chromium, found none")

    monkeypatch.setattr(vouching, "draw", draw)
    words = ("scan", "harbour/release", "--in", news, "--out", tmp_path / "out", "--name", "the Centre", *LONE)
    assert (typed(*words).returncode, len(drawn)) == (130, 1)
    again = typed(*words, "--resume")
    assert (again.returncode, len(drawn)) == (0, 2), again.stderr
    assert "expected Chromium, found none" in again.stderr
    assert typed(*words, "--resume").returncode == 0
    assert len(drawn) == 2, "what was tried to its end is not tried again"


def certificate() -> bytes:
    """Return a certificate that signs itself."""
    key = Ed25519PrivateKey.generate()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Clock")])
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, begin, begin.replace(year=2036))
    return made.sign(key, None).public_bytes(Encoding.PEM)

"""Work that is under way lies in the home, and what was killed leaves nothing for good."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

from answerable.vault.working import remove_left, working_folder

KILLED = """
import os, sys
from django.conf import settings
settings.configure(ANSWERABLE_HOME=sys.argv[1])
from answerable.vault.working import working_folder
with working_folder() as folder:
    (folder / "archive.zip").write_text("words")
    print(flush=True)
    sys.stdin.read()
"""


def test_a_folder_is_gone_at_the_end(settings, tmp_path):
    settings.ANSWERABLE_HOME = tmp_path / "home"
    with working_folder() as folder:
        (folder / "a").write_text("x")
        assert folder.parent == tmp_path / "home"
        assert folder.stat().st_mode & 0o077 == 0
    assert list((tmp_path / "home").iterdir()) == []


def test_what_was_killed_is_removed_and_what_goes_on_is_left(settings, tmp_path):
    settings.ANSWERABLE_HOME = tmp_path
    command = [sys.executable, "-c", KILLED, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        process.stdout.readline()
        assert remove_left(older_than=0) == 0
        os.kill(process.pid, signal.SIGKILL)
    assert len(list(tmp_path.iterdir())) == 1
    assert remove_left(older_than=3600) == 0
    assert remove_left(older_than=0) == 1
    assert list(tmp_path.iterdir()) == []

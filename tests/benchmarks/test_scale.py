"""The growth of the record is measured by a program that still runs: each act once, on a small record."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.site import ROOT


def test_the_growth_of_the_record_is_measured_from_end_to_end():
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ANSWERABLE", "DATABASE"))}
    command = [sys.executable, "benchmarks/scale.py", "--sizes", "800", "1600"]
    done = subprocess.run(command, cwd=ROOT, env=kept, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()[3:]
    assert {"load", "verify", "rebuild", "append with a gate"} <= {line.partition(",")[0] for line in lines}
    assert all(line.count("x") >= 2 for line in lines)

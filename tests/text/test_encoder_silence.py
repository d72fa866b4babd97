"""The runtime of the accurate encoder tells nobody that it is used, and gives this machine no number."""

from __future__ import annotations

import os
import subprocess
import sys

PROGRAM = """
import answerable
import numpy as np
import onnxruntime
from onnx import TensorProto, helper
ends = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [1]) for name in "xy"]
graph = helper.make_graph([helper.make_node("Relu", ["x"], ["y"])], "least", ends[:1], ends[1:])
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
print(session.run(None, {"x": np.ones(1, np.float32)})[0][0])
"""


def ran(home, program):
    """Return what a program says that finds only an empty home."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("XDG", "ORT", "CI"))}
    done = subprocess.run(
        [sys.executable, "-c", program], env={**kept, "HOME": str(home)}, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_running_a_graph_leaves_nothing_in_the_home_of_who_runs_it(tmp_path):
    assert ran(tmp_path, PROGRAM) == "1.0"
    assert list(tmp_path.rglob("*")) == []


def test_children_of_a_process_are_told_the_same(tmp_path):
    program = "import answerable, subprocess; subprocess.run('echo $ORT_DISABLE_TELEMETRY', shell=True)"
    assert ran(tmp_path, program) == "1"

"""Compilation of the loops that run over every byte or word.

Numba keeps what it compiled beside the source. Where that folder cannot be written, as in an installation that is read
only, it is kept in the folder of `kept`, under the user's data; setting `NUMBA_CACHE_DIR` chooses another. Compiled
code gives up Python's lock, so threads may scan side by side.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, ParamSpec, TypeAlias, TypeVar, cast

import numba
import numpy as np

from answerable.text.encoders.kept import cache_folder

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

Whole: TypeAlias = int | np.signedinteger[Any]
"""A whole number in compiled code, where Python's and NumPy's are one."""


def compiled(function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """The same function as machine code, made at its first call and kept for the next process."""
    return cast("Callable[Arguments, Result]", numba.njit(cache=True, nogil=True, boundscheck=False)(function))


def _keep_elsewhere(source: Path) -> None:
    """Let Numba keep what it compiles in our own folder, where it cannot keep it beside the source."""
    beside = source / "__pycache__"
    chosen = vars(numba.config)
    if not chosen["CACHE_DIR"] and not os.access(beside if beside.exists() else source, os.W_OK):
        chosen["CACHE_DIR"] = str(cache_folder() / "numba")


_keep_elsewhere(Path(__file__).parent)

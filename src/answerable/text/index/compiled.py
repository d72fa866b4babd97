"""Compilation of the loops that run over every byte or word.

Numba keeps what it compiled beside the source, or in the user's cache where that folder cannot be written; setting
`NUMBA_CACHE_DIR` chooses another. Compiled code gives up Python's lock, so threads may scan side by side.
"""

from collections.abc import Callable
from typing import Any, ParamSpec, TypeAlias, TypeVar, cast

import numba
import numpy as np

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

Whole: TypeAlias = int | np.signedinteger[Any]
"""A whole number in compiled code, where Python's and NumPy's are one."""


def compiled(function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """The same function as machine code, made at its first call and kept for the next process."""
    return cast("Callable[Arguments, Result]", numba.njit(cache=True, nogil=True, boundscheck=False)(function))

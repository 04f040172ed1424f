"""How a function becomes machine code here, and the arrays that compiled functions share.

Numba's cache looks only at the file of the function that Python enters. So a compiled function never
calls one of another file; `folding` and `ngrams` hand each other arrays instead.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar, cast

import numba
import numba.extending
import numpy as np
import numpy.typing as npt

F = TypeVar("F", bound=Callable[..., Any])
Array = npt.NDArray[Any]

CHARS, UPPER, MARKS, FOREIGN, SHOUTS, REPAIRED, QUESTIONS, EXCLAMATIONS, LINKS, NUMBERS, WORDS, LINES = range(12)
STATS = 12


class Tables(NamedTuple):
    """What folding knows: code points, and canonical words with the cues (a bit each) they carry."""

    simple: Array
    multi: Array
    keys: Array
    ids: Array
    starts: Array
    letters: Array
    cues: Array


class Stream(NamedTuple):
    """Folded texts in a row: letters with their source [begin, end), the words over them, a row of facts each."""

    letter: Array
    begin: Array
    end: Array
    word: Array
    hash: Array
    cue: Array
    stats: Array
    bounds: Array


def _array(dtype: type[np.generic], dimensions: int = 1, readonly: bool = False) -> Any:
    return numba.types.Array(numba.from_dtype(np.dtype(dtype)), dimensions, "C", readonly=readonly)


CODES = _array(np.uint32, readonly=True)
BOUNDS = _array(np.int64)
TABLES = numba.types.NamedTuple(
    [_array(dtype) for dtype in (np.uint32, np.uint32, np.uint64, np.int32, np.int32, np.uint32, np.uint32)], Tables
)
STREAM = numba.types.NamedTuple(
    [
        _array(np.uint32), _array(np.int32), _array(np.int32), _array(np.int32, 2),
        _array(np.uint64), _array(np.uint32), _array(np.float32, 2), _array(np.int64, 2),
    ],
    Stream,
)
WEIGHTS = _array(np.float32, 2)


def _borrow(typing: Any, array: Any) -> Any:
    """The same array without its owner: counting references at every call would take most of the time."""

    def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        view = context.make_array(array)(context, builder, arguments[0])
        view.meminfo = view.meminfo.type(None)
        return view._getvalue()

    return array(array), build


borrow: Callable[[Array], Array] = numba.extending.intrinsic(_borrow)


def inner(function: F) -> F:
    """Compile a function that only compiled functions of the same file call."""
    return cast(F, numba.njit(function, error_model="numpy", forceinline=True))


def entry(*signature: Any) -> Callable[[F], F]:
    """Compile, once per machine, a function that Python calls."""
    return cast(Callable[[F], F], numba.njit(signature, cache=True, nogil=True, error_model="numpy"))

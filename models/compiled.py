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
T = TypeVar("T")
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
_named: Callable[[list[Any], type], Any] = numba.types.NamedTuple
TABLES = _named(
    [_array(dtype) for dtype in (np.uint32, np.uint32, np.uint64, np.int32, np.int32, np.uint32, np.uint32)], Tables
)
STREAM = _named(
    [
        _array(np.uint32),
        _array(np.int32),
        _array(np.int32),
        _array(np.int32, 2),
        _array(np.uint64),
        _array(np.uint32),
        _array(np.float32, 2),
        _array(np.int64, 2),
    ],
    Stream,
)
WEIGHTS = _array(np.float32, 2)


def _borrow(typing: Any, arrays: Any) -> Any:
    """The same tuple of arrays without their owners: counting references at every call takes most of the time."""

    def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        lent = arguments[0]
        for place, kind in enumerate(arrays):
            view = context.make_array(kind)(context, builder, builder.extract_value(lent, place))
            view.meminfo = view.meminfo.type(None)
            lent = builder.insert_value(lent, view._getvalue(), place)
        return lent

    return arrays(arrays), build


# Whoever borrows keeps the owner in a variable that is named again after the last use of what was borrowed.
borrow: Any = numba.extending.intrinsic(_borrow)


def inner(function: F) -> F:
    """Compile a function that only compiled functions of the same file call."""
    return cast(F, numba.njit(function, error_model="numpy", forceinline=True))


def entry(*signature: Any) -> Callable[[F], F]:
    """Compile, once per machine, a function that Python calls."""
    return cast(Callable[[F], F], numba.njit(signature, cache=True, nogil=True, error_model="numpy"))

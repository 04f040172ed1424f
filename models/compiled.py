"""How a function becomes machine code here, and the arrays that compiled functions share.

Whatever a compiled function calls or reads becomes a part of it, so its cache holds as long as none of
the files named in `SOURCES` changes.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, cast

import numba
import numba.core.cgutils
import numba.cpython.unsafe.numbers
import numba.extending
import numpy as np
import numpy.typing as npt
from llvmlite import ir

SOURCES = ("alphabet", "compiled", "cues", "folding", "ngrams", "repair")
STAMP = sha256(b"".join((Path(__file__).parent / f"{name}.py").read_bytes() for name in SOURCES)).hexdigest()
F = TypeVar("F", bound=Callable[..., Any])
T = TypeVar("T")
Array = npt.NDArray[Any]
cgutils: Any = numba.core.cgutils
trailing_zeros: Any = numba.cpython.unsafe.numbers.trailing_zeros

CHARS, UPPER, MARKS, FOREIGN, SHOUTS, REPAIRED, QUESTIONS, EXCLAMATIONS, LINKS, NUMBERS, WORDS, LINES = range(12)
STATS = 12


class Tables(NamedTuple):
    """What folding knows: code points, and canonical words with the cues (a bit each) they carry.

    `sieve` has a bit for every key there is, so that what is no key is told without a look at the large table.
    """

    simple: Array
    multi: Array
    keys: Array
    ids: Array
    starts: Array
    letters: Array
    cues: Array
    sieve: Array


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
    [
        *(_array(np.uint32), _array(np.uint32), _array(np.uint64), _array(np.int32)),
        *(_array(np.int32), _array(np.uint32), _array(np.uint32), _array(np.uint8)),
    ],
    Tables,
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
CELLS = _array(np.uint16, 2)
# Columns of the weights in memory, as the bits of half-precision numbers: a row of eight is added in one step.
# They are kept 2**10 times as large, because processors take a hundred times as long for the very small ones.
WIDTH, UNIT, LARGEST, LANES = 8, 2.0**10, 63.0, 4


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


def _single(builder: Any, row: Any) -> Any:
    """Eight half-precision numbers, given as bits, in single precision: exact, and without the processor's own way.

    A processor that has none would look for a function that Numba lacks, and the process would end.
    """
    word, single = ir.VectorType(ir.IntType(32), WIDTH), ir.VectorType(ir.FloatType(), WIDTH)
    wide = builder.zext(row, word)
    sign = builder.shl(builder.and_(wide, _each(word, 0x8000)), _each(word, 16))
    size = builder.shl(builder.and_(wide, _each(word, 0x7FFF)), _each(word, 13))
    return builder.fmul(builder.bitcast(builder.or_(sign, size), single), _each(single, 2.0**112 / UNIT))


def _each(kind: Any, value: Any) -> Any:
    return ir.Constant(kind, [value] * WIDTH)


def _add_rows(_: Any, weights: Any, rows: Any, span: Any, sums: Any) -> Any:
    """sums = the sum of weights[rows[begin:end]], eight labels at once.

    Four sums grow side by side: one alone would wait for each addition before the next.
    """

    def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        half, single = ir.VectorType(ir.IntType(16), WIDTH), ir.VectorType(ir.FloatType(), WIDTH)
        table, numbers, _, result = (
            context.make_array(kind)(context, builder, given).data if isinstance(kind, numba.types.Array) else None
            for kind, given in zip(signature.args, arguments, strict=True)
        )
        table, result = builder.bitcast(table, half.as_pointer()), builder.bitcast(result, single.as_pointer())
        totals = [cgutils.alloca_once_value(builder, _each(single, 0.0)) for _ in range(LANES)]

        def add_row(at: Any, total: Any) -> None:
            row = builder.load(builder.gep(table, [builder.load(builder.gep(numbers, [at]))]), align=2)
            builder.store(builder.fadd(builder.load(total), _single(builder, row)), total)

        begin, end = cgutils.unpack_tuple(builder, arguments[2])
        rest = builder.sub(end, builder.and_(builder.sub(end, begin), end.type(LANES - 1)))
        with cgutils.for_range_slice(builder, begin, rest, begin.type(LANES)) as (at, _):
            for lane, total in enumerate(totals):
                add_row(builder.add(at, at.type(lane)), total)
        with cgutils.for_range_slice(builder, rest, end, begin.type(1)) as (at, _):
            add_row(at, totals[0])
        first, second, third, fourth = map(builder.load, totals)
        total = builder.fadd(builder.fadd(first, second), builder.fadd(third, fourth))
        builder.store(total, result, align=4)
        return context.get_dummy_value()

    return numba.types.void(weights, rows, span, sums), build


add_rows: Any = numba.extending.intrinsic(_add_rows)


def inner(function: F) -> F:
    """Compile a function that only compiled functions of the same file call."""
    return cast(F, numba.njit(function, error_model="numpy", forceinline=True))


def outer(function: F) -> F:
    """The same without inlining, for what is seldom called or long: inlined everywhere it takes long to compile."""
    return cast(F, numba.njit(function, error_model="numpy"))


def entry(*signature: Any, **options: Any) -> Callable[[F], F]:
    """Compile, once per machine, a function that Python calls."""

    def compiled(function: F) -> F:
        dispatcher = numba.njit(function, cache=True, nogil=True, error_model="numpy", **options)
        # By itself Numba looks only at the file of the function that Python enters.
        dispatcher._cache._cache_file._source_stamp = STAMP
        dispatcher.compile(signature)
        dispatcher.disable_compile()
        return cast(F, dispatcher)

    return compiled


@inner
def finished(result: T, *owners: Any) -> T:
    """The result; whatever was borrowed lives until here."""
    return result


def cells(weights: Array) -> Array:
    """Weights (ROWS, labels) as the kernel wants them."""
    held: Array = np.zeros((len(weights), WIDTH), np.float16)
    held[:, : weights.shape[1]] = np.clip(weights.astype(np.float32), -LARGEST, LARGEST) * np.float32(UNIT)
    return held.view(np.uint16)


def padded(weights: Array) -> Array:
    """Weights of cues (DENSE + 1, labels) as the kernel wants them."""
    return np.pad(np.asarray(weights, np.float32), ((0, 0), (0, WIDTH - weights.shape[1])))


def weights_of(held: Array, rows: Array, label: int) -> Array:
    """The weights of some rows for one label."""
    return np.asarray(held.view(np.float16)[rows, label].astype(np.float32) / np.float32(UNIT))

"""How a function becomes machine code here, and the arrays that compiled functions share.

Whatever a compiled function calls or reads becomes a part of it, so its cache holds as long as none of
the files named in `SOURCES` changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, cast

import numba
import numba.core.cgutils
import numba.cpython.unsafe.numbers
import numba.extending
import numba.np.arrayobj
import numpy as np
import numpy.typing as npt
from llvmlite import ir

SOURCES = ("alphabet", "compiled", "cues", "filters", "folding", "ngrams", "repair", "scoring")
STAMP = sha256(b"".join((Path(__file__).parent / f"{name}.py").read_bytes() for name in SOURCES)).hexdigest()
F = TypeVar("F", bound=Callable[..., Any])
T = TypeVar("T")
Array = npt.NDArray[Any]
cgutils: Any = numba.core.cgutils
arrayobj: Any = numba.np.arrayobj
trailing_zeros: Any = numba.cpython.unsafe.numbers.trailing_zeros

CHARS, UPPER, MARKS, FOREIGN, SHOUTS, REPAIRED, QUESTIONS, EXCLAMATIONS, LINKS, NUMBERS, WORDS, LINES = range(12)
STATS = 12


class Tables(NamedTuple):
    """What folding knows: code points, and canonical words with the cues (a bit each) they carry.

    Words that the filters know are numbered: `numbers` has their numbers by the heads of their hashes, `hashes` the
    hashes by number, and `standing` what such a word stands for: itself, perhaps another, or which canonical word.
    """

    simple: Array
    multi: Array
    keys: Array
    ids: Array
    starts: Array
    letters: Array
    cues: Array
    numbers: Array
    hashes: Array
    standing: Array


class Stream(NamedTuple):
    """Folded texts in a row: letters with their source [begin, end), the words over them, a row of facts each.

    A word has a hash, a number, by which the filters know it, and the bits of its cues.
    """

    letter: Array
    begin: Array
    end: Array
    word: Array
    hash: Array
    number: Array
    cue: Array
    stats: Array
    bounds: Array


class Weights(NamedTuple):
    """Weights of all labels.

    Those of rows are whole numbers of steps (ROWS, WIDTH), a byte each, so that most of the table stays in the
    processor's cache. `steps` (2, WIDTH) are the lengths of a step, of letters and of words. `cues`
    (DENSE + FILTERS + 1, WIDTH) are those of cues and facts, then of filters, and the bias.
    """

    rows: Array
    steps: Array
    cues: Array


def _array(dtype: type[np.generic], dimensions: int = 1, readonly: bool = False) -> Any:
    return numba.types.Array(numba.from_dtype(np.dtype(dtype)), dimensions, "C", readonly=readonly)


CODES = _array(np.uint32, readonly=True)
BOUNDS = _array(np.int64)
_named: Callable[[list[Any], type], Any] = numba.types.NamedTuple
TABLES = _named(
    [
        *(_array(np.uint32), _array(np.uint32), _array(np.uint64), _array(np.int32)),
        *(_array(np.int32), _array(np.uint32), _array(np.uint32), _array(np.uint16), _array(np.uint64)),
        _array(np.int32),
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
        _array(np.int32),
        _array(np.uint32),
        _array(np.float32, 2),
        _array(np.int64, 2),
    ],
    Stream,
)
FILTER_ROWS = _array(np.int8, 2)
WEIGHTS = _named([_array(np.int8, 2), _array(np.float32, 2), _array(np.float32, 2)], Weights)
# Labels of a row in memory: eight are added in one step.
WIDTH, LARGEST = 8, 127
# Filters, and the neighbouring words that one answers to.
FILTERS, PLACES = 128, 3
# Of a half's weights, those beyond are cut: a step that fits the very largest would be too long for all others.
_CUT = 0.99995


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


def _data(context: Any, builder: Any, kinds: Any, arguments: Any) -> list[Any]:
    """Where the data of those arguments begin that are arrays."""
    return [
        context.make_array(kind)(context, builder, given).data if isinstance(kind, numba.types.Array) else None
        for kind, given in zip(kinds, arguments, strict=True)
    ]


def _add_rows(_: Any, cells: Any, rows: Any, span: Any, sums: Any) -> Any:
    """sums = the sum of cells[rows[begin:end]], eight labels at once: Numba by itself would add one after the other."""

    def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        small, whole = ir.VectorType(ir.IntType(8), WIDTH), ir.VectorType(ir.IntType(32), WIDTH)
        table, numbers, _, result = _data(context, builder, signature.args, arguments)
        table, result = builder.bitcast(table, small.as_pointer()), builder.bitcast(result, whole.as_pointer())
        total = cgutils.alloca_once_value(builder, ir.Constant(whole, [0] * WIDTH))
        begin, end = cgutils.unpack_tuple(builder, arguments[2])
        with cgutils.for_range_slice(builder, begin, end, begin.type(1)) as (at, _):
            row = builder.load(builder.gep(table, [builder.load(builder.gep(numbers, [at]))]), align=1)
            builder.store(builder.add(builder.load(total), builder.sext(row, whole)), total)
        builder.store(builder.load(total), result, align=4)
        return context.get_dummy_value()

    return numba.types.void(cells, rows, span, sums), build


add_rows: Any = numba.extending.intrinsic(_add_rows)


def _answer(_: Any, cells: Any, numbers: Any, count: Any, highest: Any) -> Any:
    """Raise `highest` to each filter's answers to `count` words and their neighbours; numbers[0] is that before."""

    def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        small, whole = ir.VectorType(ir.IntType(8), FILTERS), ir.VectorType(ir.IntType(16), FILTERS)
        table, rows, _, result = _data(context, builder, signature.args, arguments)
        table, result = builder.bitcast(table, small.as_pointer()), builder.bitcast(result, whole.as_pointer())
        most = cgutils.alloca_once_value(builder, builder.load(result, align=2))
        with cgutils.for_range(builder, arguments[2]) as loop:
            total = ir.Constant(whole, [0] * FILTERS)
            for place in range(PLACES):
                at = builder.add(loop.index, loop.index.type(place))
                row = builder.sext(builder.load(builder.gep(rows, [at])), ir.IntType(64))
                cell = builder.add(builder.mul(row, row.type(PLACES)), row.type(place))
                total = builder.add(total, builder.sext(builder.load(builder.gep(table, [cell]), align=1), whole))
            before = builder.load(most)
            builder.store(builder.select(builder.icmp_signed(">", total, before), total, before), most)
        builder.store(builder.load(most), result, align=2)
        return context.get_dummy_value()

    return numba.types.void(cells, numbers, count, highest), build


def _add_answers(_: Any, cells: Any, answers: Any, sums: Any) -> Any:
    """sums += answers @ cells: four sums side by side, or else each would wait for the one before."""

    def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        whole, real = ir.VectorType(ir.IntType(16), FILTERS), ir.VectorType(ir.FloatType(), WIDTH)
        table, given, result = _data(context, builder, signature.args, arguments)
        table, result = builder.bitcast(table, real.as_pointer()), builder.bitcast(result, real.as_pointer())
        values = builder.load(builder.bitcast(given, whole.as_pointer()), align=2)
        values = builder.sitofp(values, ir.VectorType(ir.FloatType(), FILTERS))
        totals = [builder.load(result, align=4)] + [ir.Constant(real, [0.0] * WIDTH)] * 3
        for at in range(FILTERS):
            alone = ir.Constant(ir.VectorType(ir.IntType(32), WIDTH), [at] * WIDTH)
            spread = builder.shuffle_vector(values, ir.Constant(values.type, ir.Undefined), alone)
            row = builder.load(builder.gep(table, [ir.IntType(64)(at)]), align=4)
            part = builder.fmul(spread, row, flags=("contract",))
            totals[at % 4] = builder.fadd(totals[at % 4], part, flags=("contract",))
        total = builder.fadd(builder.fadd(totals[0], totals[1]), builder.fadd(totals[2], totals[3]))
        builder.store(total, result, align=4)
        return context.get_dummy_value()

    return numba.types.void(cells, answers, sums), build


answer: Any = numba.extending.intrinsic(_answer)
add_answers: Any = numba.extending.intrinsic(_add_answers)


def inner(function: F) -> F:
    """Compile a function that only compiled functions of the same file call."""
    return cast(F, numba.njit(function, error_model="numpy", forceinline=True))


def outer(function: F) -> F:
    """The same without inlining, for what is seldom called or long: inlined everywhere it takes long to compile."""
    return cast(F, numba.njit(function, error_model="numpy"))


@contextmanager
def _unwrapped() -> Iterator[None]:
    """Take indices as they are: by itself Numba lets negative ones count from the end, and asks each one for it."""
    given = arrayobj.fix_integer_index

    def cast_only(context: Any, builder: Any, kind: Any, index: Any, _: Any) -> Any:
        return context.cast(builder, index, kind, numba.types.intp)

    arrayobj.fix_integer_index = cast_only
    try:
        yield
    finally:
        arrayobj.fix_integer_index = given


def entry(*signature: Any, **options: Any) -> Callable[[F], F]:
    """Compile, once per machine, a function that Python calls."""

    def compiled(function: F) -> F:
        dispatcher = numba.njit(function, cache=True, nogil=True, error_model="numpy", **options)
        # By itself Numba looks only at the file of the function that Python enters.
        dispatcher._cache._cache_file._source_stamp = STAMP
        with _unwrapped():
            dispatcher.compile(signature)
        dispatcher.disable_compile()
        return cast(F, dispatcher)

    return compiled


@inner
def finished(result: T, *owners: Any) -> T:
    """The result; whatever was borrowed lives until here."""
    return result


def quantised(columns: Array, rows: int) -> Weights:
    """Weights (rows + cues + filters + 1, labels), whose last row is the bias, as the kernel wants them."""
    halves = np.split(columns[:rows].astype(np.float32), 2)
    steps = np.array([np.quantile(np.abs(half), _CUT, axis=0) for half in halves]) / LARGEST
    steps = np.where(steps > 0, steps, 1).astype(np.float32)
    whole = [np.clip(np.rint(half / step), -LARGEST, LARGEST) for half, step in zip(halves, steps, strict=True)]
    return padded(Weights(np.concatenate(whole).astype(np.int8), steps, columns[rows:].astype(np.float32)))


def padded(weights: Weights) -> Weights:
    """The same with as many labels as the kernel adds at once."""
    more = WIDTH - weights.cues.shape[1]
    return Weights(*(np.pad(part, ((0, 0), (0, more))) for part in weights))


def weights_of(weights: Weights, rows: Array, label: int) -> Array:
    """The weights of some rows for one label."""
    halves = rows // (len(weights.rows) // 2)
    return np.asarray(weights.rows[rows, label] * weights.steps[halves, label])

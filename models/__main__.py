"""The command line of the classifier house: train, evaluate, score, list, promote, rollback, warm, bars, report."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path

from models import registry
from models.classifier import Classifier, load
from models.pointer import VersionError

_LINES = 512


def main(arguments: list[str] | None = None) -> int:
    """Run one command; give the exit status. What goes wrong is one sentence on stderr."""
    options = _parser().parse_args(arguments)
    try:
        options.run(options)
    except (VersionError, OSError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m models", description=__doc__)
    folder = Path(os.environ.get("MODEL_DIR") or registry.SHIPPED)
    parser.add_argument("--model-dir", type=Path, default=folder, help="where versions stand (MODEL_DIR)")
    commands = parser.add_subparsers(required=True)

    def command(name: str, run: Callable[[argparse.Namespace], object], does: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=does)
        added.set_defaults(run=run)
        return added

    train = command("train", _train, "train a version from the corpora: minutes, and 6 GB of memory")
    train.add_argument("--out", type=Path, required=True, help="folder of the version, or a registry to add one to")
    train.add_argument("--seed", type=int, default=0)
    train.add_argument("--examples", type=Path, help="decided examples, lines of JSON")
    evaluate = command("evaluate", _evaluate, "measure a version on labelled rows; JSON")
    evaluate.add_argument("--model", default="champion")
    evaluate.add_argument("--data", type=Path, required=True, help="CSV, gzipped or not")
    evaluate.add_argument("--label", required=True)
    evaluate.add_argument("--text-column", default="text")
    evaluate.add_argument("--target-column", help="the label's name by default")
    command("score", _score, "score lines of JSON from stdin").add_argument("--model", default="champion")
    command("list", _list, "versions; the champion has a star")
    command(
        "promote", lambda options: registry.promote(options.version, options.model_dir), "make a version champion"
    ).add_argument("version")
    command("rollback", lambda options: registry.rollback(options.model_dir), "back to the champion before")
    command("warm", _warm, "compile once, so that the next start is quick")
    bars = command("bars", _bars, "print every figure beside its bar")
    bars.add_argument("--model", default="champion")
    bars.add_argument("--others", type=Path, required=True, help="folder of corpora that may not ship")
    report = command("report", _report, "write docs/evaluation.html and docs/model-card.md")
    report.add_argument("--docs", type=Path, default=Path("docs"))
    report.add_argument("--others", type=Path, help="folder of corpora that may not ship, to measure on")
    return parser


def _train(options: argparse.Namespace) -> None:
    # Imported here and below, so that scoring never loads what only training needs.
    from models.train import train

    _print([str(train(registry.place(options.out), options.seed, options.examples))])


def _evaluate(options: argparse.Namespace) -> None:
    from models.evaluate import evaluate, read

    texts, truth = read(options.data, options.text_column, options.target_column or options.label)
    _print([json.dumps(evaluate(_classifier(options), texts, truth, options.label), indent=1)])


def _bars(options: argparse.Namespace) -> None:
    from models.bars import lines

    found = lines(_classifier(options), options.others)
    _print(f"{line.what:36}{line.figure:9.4g}  {line.bar:10}{line.peers}" for line in found)


def _report(options: argparse.Namespace) -> None:
    from models.report import write

    write(load(registry.champion(options.model_dir)), options.docs, options.others)


def _classifier(options: argparse.Namespace) -> Classifier:
    if options.model == "champion":
        return load(registry.champion(options.model_dir))
    return load(Path(options.model))


def _score(options: argparse.Namespace) -> None:
    """Each line {"id", "text"} becomes {"id", "scores", "spans"}; spans for labels at or over their threshold."""
    classifier = _classifier(options)
    rows = (_asked(number, line) for number, line in enumerate(sys.stdin, 1) if line.strip())
    while batch := list(islice(rows, _LINES)):
        sys.stdout.writelines(_scored(classifier, batch))


def _asked(number: int, line: str) -> dict[str, str]:
    """A line that is to be scored. Raises ValueError, which names it, where it is not of that kind."""
    try:
        row = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        raise ValueError(f"Line {number} is no JSON that can be read: {error}.") from error
    if not isinstance(row, dict) or "id" not in row or not isinstance(row.get("text"), str):
        raise ValueError(f'Line {number} should read {{"id": …, "text": "…"}}.')
    return row


def _scored(classifier: Classifier, rows: list[dict[str, str]]) -> Iterator[str]:
    for row, scores in zip(rows, classifier.scores([row["text"] for row in rows]).tolist(), strict=True):
        by_label = dict(zip(classifier.labels, scores, strict=True))
        over = [label for label, p in by_label.items() if p >= classifier.thresholds[label].hold]
        spans = classifier.explain(row["text"], over) if over else {}
        rounded = {label: round(p, 4) for label, p in by_label.items()}
        yield json.dumps({"id": row["id"], "scores": rounded, "spans": spans}) + "\n"


def _list(options: argparse.Namespace) -> None:
    champion = registry.champion(options.model_dir).name
    _print(f"{'*' if version == champion else ' '} {version}" for version in registry.versions(options.model_dir))


def _warm(options: argparse.Namespace) -> None:
    load(registry.champion(options.model_dir)).explain("Compiled.", ["spam"])


def _print(lines: Iterable[str]) -> None:
    sys.stdout.writelines(f"{line}\n" for line in lines)


if __name__ == "__main__":
    sys.exit(main())

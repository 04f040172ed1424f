"""The command line of the classifier house: train, evaluate, score, list, promote, rollback, warm, tables."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from models import registry
from models.classifier import Classifier, VersionError, load

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
    score = commands.add_parser("score", help="score lines of JSON from stdin")
    score.add_argument("--model", default="champion")
    score.set_defaults(run=_score)
    commands.add_parser("list", help="versions; the champion has a star").set_defaults(run=_list)
    promote = commands.add_parser("promote", help="make a version champion")
    promote.add_argument("version")
    promote.set_defaults(run=lambda options: registry.promote(options.version, options.model_dir))
    commands.add_parser("rollback", help="back to the champion before").set_defaults(
        run=lambda options: registry.rollback(options.model_dir)
    )
    commands.add_parser("warm", help="compile once, so that the next start is quick").set_defaults(run=_warm)
    return parser


def _classifier(options: argparse.Namespace) -> Classifier:
    if options.model == "champion":
        return load(registry.champion(options.model_dir))
    return load(Path(options.model))


def _score(options: argparse.Namespace) -> None:
    """Each line {"id", "text"} becomes {"id", "scores", "spans"}; spans for labels at or over their threshold."""
    classifier = _classifier(options)
    lines = iter(sys.stdin)
    while batch := list(islice(lines, _LINES)):
        sys.stdout.writelines(_scored(classifier, [json.loads(line) for line in batch if line.strip()]))


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

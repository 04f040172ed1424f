"""The evaluation report as one page of HTML with its plots in it, and the model card."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.metrics import precision_recall_curve, roc_curve

from models import bars, measure
from models.classifier import Classifier
from models.corpora import CORPORA
from models.labels import LABELS
from models.measure import Trial

Curve = tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]
_SIDE, _POINTS, _ERRORS, _WIDTH = 180, 60, 3, 160
_STYLE = (
    "body{font:15px/1.5 system-ui;max-width:70rem;margin:2rem auto;padding:0 1rem}table{border-collapse:collapse}"
    "td,th{border:1px solid #bbb;padding:.2rem .5rem;text-align:left}svg{background:#f6f6f6;margin:.2rem}"
    "polyline{fill:none;stroke:#1558a6;stroke-width:1.5}line{stroke:#bbb}"
)


def write(classifier: Classifier, docs: Path, others: Path | None) -> None:
    """Measure a version and write `evaluation.html` and `model-card.md` into `docs`."""
    docs.mkdir(parents=True, exist_ok=True)
    trials = list(measure.trials(classifier, others))
    tables = _tables(classifier, trials)
    if others is not None:
        lines = [[line.what, f"{line.figure:.4g}", line.bar, line.peers] for line in bars.lines(classifier, others)]
        tables = {"Beside the bars and peers": [["what", "figure", "bar", "others, same rows"], *lines], **tables}
    (docs / "evaluation.html").write_text(_page(classifier, tables, trials), "utf-8")
    (docs / "model-card.md").write_text(_card(classifier, tables), "utf-8")


def _tables(classifier: Classifier, trials: Sequence[Trial]) -> dict[str, list[list[str]]]:
    """The tables that the page and the card share; the first row of each is its heading."""
    groups = measure.subgroups(classifier)
    worst = sorted(groups, key=lambda name: groups[name]["bpsn_auc"])
    heading = ["set", "label", "rows", "positives", "AUC", "average precision", "calibration error", "held", "recall"]
    return {
        "Ranking and thresholds": [heading, *(_row(trial) for trial in trials)],
        "Our own sentences that are held": [
            ["group", "held", "of"],
            *([name, str(over), str(all_)] for name, (over, all_) in measure.sentences(classifier).items()),
        ],
        "Loss of AUC by disguise": [
            ["disguise", "loss"],
            *([kind, f"{loss:.4f}"] for kind, loss in measure.disguised(classifier).items()),
        ],
        "Neutral sentences about identities": [
            ["identity", "AUC against attacks", "share held"],
            *([name, f"{groups[name]['bpsn_auc']:.3f}", f"{groups[name]['held']:.2f}"] for name in worst),
        ],
        "Thresholds": [
            ["label", "hold", "reject"],
            *([label, f"{pair.hold:g}", f"{pair.reject:g}"] for label, pair in classifier.thresholds.items()),
        ],
    }


def _row(trial: Trial) -> list[str]:
    figures, hold = trial.figures, trial.figures.get("hold") or {}
    cells = [figures["auc"], figures["average_precision"], figures["calibration_error"]]
    rates = [hold.get("flagged"), hold.get("recall")]
    numbers = ["–" if cell is None else f"{cell:.3f}" for cell in [*cells, *rates]]
    return [trial.name, trial.label, str(figures["rows"]), str(figures["positives"]), *numbers]


def _page(classifier: Classifier, tables: dict[str, list[list[str]]], trials: Sequence[Trial]) -> str:
    parts = [f"<h1>Evaluation of version {escape(classifier.version)}</h1>", f"<p>{escape(_PREFACE)}</p>"]
    for title, rows in tables.items():
        parts.append(f"<h2>{escape(title)}</h2>{_html_table(rows)}")
    parts.append("<h2>Curves</h2>")
    parts += [_curves(trial) for trial in trials]
    parts.append("<h2>Our own sentences on which it errs</h2>")
    for group, texts in measure.missed(classifier).items():
        parts.append(f"<h3>{escape(group)}</h3><ul>{''.join(f'<li>{escape(text)}</li>' for text in texts)}</ul>")
    body = "\n".join(parts)
    head = f'<meta charset="utf-8"><title>Evaluation</title><style>{_STYLE}</style>'
    return f'<!doctype html><html lang="en"><head>{head}</head><body>{body}</body></html>\n'


def _curves(trial: Trial) -> str:
    """ROC, precision and recall, calibration, by length, and the worst errors of one trial."""
    false, true, _ = roc_curve(trial.truth, trial.probability)
    precision, recall, _ = precision_recall_curve(trial.truth, trial.probability)
    bins = np.minimum((trial.probability * 10).astype(int), 9)
    filled = np.unique(bins)
    said = np.array([trial.probability[bins == at].mean() for at in filled])
    was = np.array([trial.truth[bins == at].mean() for at in filled])
    plots = [
        _plot("ROC", (false, true)),
        _plot("precision by recall", (recall[::-1], precision[::-1])),
        _plot("frequency by probability", (said, was)),
    ]
    bands = [
        ["length", "rows", "AUC"],
        *(
            [band, str(figures["rows"]), str(figures["auc"] or "–")]
            for band, figures in trial.figures["by_length"].items()
        ),
    ]
    title = f"{trial.name}: {trial.label}"
    # Texts that may not be passed on must not stand in the page either.
    errors = _errors(trial) if trial.ships else ""
    return f"<h3>{escape(title)}</h3>{''.join(plots)}{_html_table(bands)}{errors}"


def _errors(trial: Trial) -> str:
    order = np.argsort(trial.probability)
    missed = [at for at in order if trial.truth[at]][:_ERRORS]
    blamed = [at for at in order[::-1] if not trial.truth[at]][:_ERRORS]
    items = "".join(
        f"<li>{name} {trial.probability[at]:.2f}: {escape(trial.texts[at][:_WIDTH])}</li>"
        for name, found in (("missed", missed), ("blamed", blamed))
        for at in found
    )
    return f"<details><summary>Errors to read</summary><ul>{items}</ul></details>"


def _plot(title: str, curve: Curve) -> str:
    """A curve in the unit square as inline SVG."""
    across, up = curve
    kept = np.unique(np.linspace(0, len(across) - 1, _POINTS).astype(int))
    points = " ".join(f"{across[at] * _SIDE:.0f},{(1 - up[at]) * _SIDE:.0f}" for at in kept)
    diagonal = f'<line x1="0" y1="{_SIDE}" x2="{_SIDE}" y2="0"/>'
    box = f'width="{_SIDE}" height="{_SIDE}" role="img" aria-label="{escape(title)}"'
    return f'<svg {box}><title>{escape(title)}</title>{diagonal}<polyline points="{points}"/></svg>'


def _html_table(rows: Iterable[Sequence[str]]) -> str:
    head, *body = rows
    lines = ["".join(f"<td>{escape(cell)}</td>" for cell in row) for row in body]
    return f"<table><tr>{''.join(f'<th>{escape(c)}</th>' for c in head)}</tr><tr>{'</tr><tr>'.join(lines)}</tr></table>"


_PREFACE = (
    "Rows of the shipped corpora are the tenth that is kept from training for calibration, or the published dev and"
    " test splits. The corpora disagree on what an attack is, and probabilities are set for ordinary comment sections:"
    " calibration holds there and not on corpora that were picked for abuse. Held is the share of rows at or over the"
    " threshold of the label; recall is that share of the positives."
)
_LIMITS = """\
It reads English. It knows words and short phrases, not the article, the thread or irony: of subtle condescension it
catches little. Attacks that need context, and abuse in code words, pass. It was trained on texts of 2002–2021 from
Wikipedia, news comments, Twitter, Reddit, Gab and YouTube, and inherits their blind spots. Scores are evidence for a
person, not a judgement: hold rather than reject. Measured on news comments, about one healthy comment in fifty is held.
"""
_OURS = [["sentences of our own", "MIT"], ["comments and ratings of our own, by a language model", "MIT"]]


def _card(classifier: Classifier, tables: dict[str, list[list[str]]]) -> str:
    """The model card in Markdown."""
    labels = [["label", "meaning"], *([label.id, label.definition] for label in LABELS)]
    corpora = [["corpus", "licence"], *([corpus.name, corpus.licence] for corpus in CORPORA), *_OURS]
    sections = {"Labels": labels, "Trained on": corpora, **tables}
    body = "\n".join(f"## {title}\n\n{_markdown(rows)}" for title, rows in sections.items())
    intended = "To hold comments for a moderator, and to reject the plainest abuse and spam, on news and blog pages."
    return (
        f"# Model card: version {classifier.version}\n\nLinear models over hashed n-grams, cues and filters over three"
        " words, one per label, taught by corpora, comments of our own, three teachers and Perspective"
        " (`models/corpora/README.md`). N-grams and cues count half as those of the whole comment, half as those of its"
        " worst sentence; filters as those of its worst window of some thirty words. Made by `python -m models report`."
        "\n\n"
        f"## Meant for\n\n{intended}\n\n## Limits\n\n{_LIMITS}\n{body}\n{_PREFACE}\n"
    )


def _markdown(rows: Sequence[Sequence[str]]) -> str:
    head, *body = rows
    return "\n".join(["| " + " | ".join(row) + " |" for row in [head, ["---"] * len(head), *body]]) + "\n"

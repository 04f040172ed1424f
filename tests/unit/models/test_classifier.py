"""The shipped champion: what it catches, what it leaves alone, and how it accounts for its scores."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models import registry
from models.classifier import Classifier, digest, load
from models.features import COLUMNS
from models.labels import SCORED
from models.pointer import VersionError
from models.train import serving

TEXTS = [
    "You are a complete idiot and a liar.",
    "I disagree with the article; the policy is a mistake.",
    "Sh!t f0r brains, th4t 1diot of a minister.",
    "",
    "中文 комментарий ﬁne",
    "I read this. You idiot! The bridge is old; the bus is late.\nWhat now?",
    "You idiot. " * 1500,
]


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return load(registry.champion())


def held(classifier: Classifier, text: str) -> set[str]:
    scores = dict(zip(classifier.labels, classifier.scores([text])[0], strict=True))
    return {label for label, p in scores.items() if p >= classifier.thresholds[label].hold}


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("You are a complete idiot.", "personal_attack"),
        ("The author is a pathetic liar and a fool.", "personal_attack"),
        ("Y0u st​up1d m0ron", "abuse"),
        ("I will kill you.", "threat"),
        ("All muslims are vermin, get them out.", "identity_attack"),
        ("Fuck off, you asshole.", "obscene"),
        ("Buy cheap watches online, visit www.best-deals.example today!!!", "spam"),
    ],
)
def test_it_holds(classifier: Classifier, text: str, label: str) -> None:
    assert label in held(classifier, text)


@pytest.mark.parametrize(
    "text",
    [
        "This argument is nonsense from beginning to end.",
        "The policy is a disaster and the minister should resign.",
        "As a gay Muslim man I was glad to read this.",
        "The militia killed forty civilians in that village.",
        "You are wrong about the treaty; see article four.",
        "Thank you for this article.",
    ],
)
def test_it_leaves_dissent_alone(classifier: Classifier, text: str) -> None:
    assert held(classifier, text) == set()


def test_it_finds_the_insult_behind_homoglyphs(classifier: Classifier) -> None:
    plain, disguised = classifier.scores(["You are an idiot.", "Yоu аrе аn іdіоt."])
    assert disguised == pytest.approx(plain, abs=0.01)


def test_contributions_and_bias_make_the_logit(classifier: Classifier) -> None:
    for text in TEXTS:
        for column, label in enumerate(classifier.labels):
            expected = classifier.logits([text])[0, column]
            assert classifier.contributions(text, label).logit() == pytest.approx(expected, abs=1e-4)


def test_a_batch_scores_as_single_texts_do(classifier: Classifier) -> None:
    alone = np.concatenate([classifier.scores([text]) for text in TEXTS])
    assert classifier.scores(TEXTS) == pytest.approx(alone, abs=1e-6)


def test_no_texts_have_no_scores(classifier: Classifier) -> None:
    assert classifier.scores([]).shape == (0, 6)


def test_it_points_at_the_insult_in_the_authors_own_text(classifier: Classifier) -> None:
    text = "Well, I must say that you are an 1d\u200biot, dear."
    spans = classifier.explain(text, ["personal_attack"])["personal_attack"]
    assert "1d\u200biot" in text[spans[0].begin : spans[0].end]
    assert spans[0].weight > 0


def test_an_empty_text_needs_no_explanation(classifier: Classifier) -> None:
    assert classifier.explain("", ["abuse"]) == {"abuse": ()}


def test_an_insult_weighs_nearly_as_much_after_much_that_is_civil(classifier: Classifier) -> None:
    at = classifier.labels.index("personal_attack")
    civil = "The council met on Monday to talk about the bridge. It will be closed for a month. Buses run on time. "
    alone, among, nothing = classifier.logits(["You are an idiot.", civil * 3 + "You are an idiot.", civil * 3])[:, at]
    assert among > (alone + nothing) / 2


def test_whom_a_comment_speaks_to_by_a_handle_changes_nothing(classifier: Classifier) -> None:
    one, other = classifier.logits(["@killerbee99 I disagree.", "@annamaria19 I disagree."])
    assert one == pytest.approx(other, abs=1e-6)


def test_an_insult_behind_an_at_sign_stays_one(classifier: Classifier) -> None:
    sign, plain = classifier.scores(["You @sshole, you @idiot", "You asshole, you idiot"])
    assert sign == pytest.approx(plain, abs=0.05)


def test_an_insult_that_is_only_quoted_counts_less(classifier: Classifier) -> None:
    at = classifier.labels.index("abuse")
    own, quoted = classifier.scores(
        ["He told me you stupid idiot and that is sad.", 'He told me "you stupid idiot" and that is sad.']
    )
    assert quoted[at] < own[at]


@pytest.fixture
def version(tmp_path: Path) -> Path:
    return Path(shutil.copytree(registry.champion(), tmp_path / "2026.10"))


def test_it_refuses_a_changed_file(version: Path) -> None:
    (version / "card.json").write_text("{}")
    with pytest.raises(VersionError, match=r"card\.json is not the file"):
        load(version)


def test_it_refuses_a_folder_without_a_manifest(tmp_path: Path) -> None:
    with pytest.raises(VersionError, match="can't be read"):
        load(tmp_path)


def test_it_never_unpickles(version: Path) -> None:
    np.save(version / "weights.npy", np.array([{}], dtype=object), allow_pickle=True)
    manifest = json.loads((version / "manifest.json").read_text())
    del manifest["weights.npy"]
    (version / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(VersionError, match="can't be read"):
        load(version)


@pytest.mark.parametrize("name", ["weights.npy", "steps.npy", "cues.npy"])
@pytest.mark.parametrize("change", [lambda part: part.astype(np.float16), lambda part: part[:-1], lambda part: part.T])
def test_it_refuses_weights_that_its_kernels_could_not_read(
    version: Path, name: str, change: Callable[[Any], Any]
) -> None:
    np.save(version / name, change(np.load(version / name)))
    manifest = json.loads((version / "manifest.json").read_text())
    (version / "manifest.json").write_text(json.dumps({**manifest, name: digest(version / name)}))
    with pytest.raises(VersionError, match="trained for other code than this"):
        load(version)


def test_it_says_what_to_do_with_a_version_of_before(version: Path) -> None:
    (version / "steps.npy").unlink()
    with pytest.raises(VersionError, match="promote another or train anew"):
        load(version)


def test_the_surest_scores_are_probabilities_too() -> None:
    columns = np.zeros((COLUMNS + 1, len(SCORED)), np.float32)
    columns[-1] = [-1000, -80, 0, 80, 1000, -200]
    assert serving(columns).scores(["one"])[0].tolist() == pytest.approx([0, 0, 0.5, 1, 1, 0], abs=1e-30)


def test_it_takes_a_batch_of_long_texts_apart(classifier: Classifier) -> None:
    long = "word " * 30_000
    assert classifier.scores([long, "You are an idiot.", long])[1, 0] == pytest.approx(
        classifier.scores(["You are an idiot."])[0, 0], abs=1e-6
    )

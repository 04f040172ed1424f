"""The command line: lines in, lines out, and one sentence when something is wrong."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from models.__main__ import main
from models.registry import champion


def test_it_scores_lines(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [{"id": 7, "text": "You are an idiot."}, {"id": "b", "text": "Thank you."}]
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(json.dumps(line) + "\n" for line in lines)))
    assert main(["score"]) == 0
    rude, kind = map(json.loads, capsys.readouterr().out.splitlines())
    assert (rude["id"], kind["id"]) == (7, "b")
    assert rude["scores"]["personal_attack"] > 0.5 > kind["scores"]["personal_attack"]
    begin, end, weight = rude["spans"]["personal_attack"][0]
    assert "You are an idiot."[begin:end].endswith("idiot")
    assert weight > 0
    assert kind["spans"] == {}


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('{"text": "Thank you."}', 'Line 2 should read {"id": …, "text": "…"}.'),
        ('{"id": 1, "text": 7}', "Line 2 should read"),
        ("[]", "Line 2 should read"),
        ("Thank you.", "Line 2 is no JSON"),
        ("[" * 100_000, "Line 2 is no JSON"),
    ],
)
def test_a_line_that_cannot_be_scored_is_named(
    line: str, says: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO('{"id": 1, "text": "Thank you."}\n' + line + "\n"))
    assert main(["score"]) == 1
    assert says in capsys.readouterr().err


def test_it_lists_the_champion_with_a_star(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list"]) == 0
    assert f"* {champion().name}" in capsys.readouterr().out.splitlines()


def test_it_evaluates_labelled_rows(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = tmp_path / "rows.csv"
    data.write_text("body,rude\nYou are an idiot.,1\nThank you.,0\nUnknown,\n")
    arguments = ["--data", str(data), "--label", "abuse", "--text-column", "body", "--target-column", "rude"]
    assert main(["evaluate", *arguments]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert (figures["rows"], figures["positives"], figures["auc"]) == (2, 1, 1.0)


def test_a_missing_column_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = tmp_path / "rows.csv"
    data.write_text("text\nHello\n")
    assert main(["evaluate", "--data", str(data), "--label", "abuse"]) == 1
    assert "has no column abuse" in capsys.readouterr().err


def test_an_unknown_version_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["promote", "1900.1"]) == 1
    assert "There is no version 1900.1" in capsys.readouterr().err

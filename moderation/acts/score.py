"""Score: from the content of cases to verdicts, through the cache. Stores nothing but the cache."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson

from moderation.judgement.case import Case
from moderation.judgement.policy import weigh
from moderation.judgement.rules import RULES
from moderation.judgement.verdict import Action, Finding, Severity, Verdict
from moderation.toolbox import Toolbox


def content(toolbox: Toolbox, site_id: str, cases: Sequence[Case]) -> list[Verdict]:
    """The content verdicts of these cases of one site: recalled where possible, judged and remembered else."""
    version = toolbox.classifier.version()
    keys = [content_key(toolbox, site_id, case, version) for case in cases]
    remembered = toolbox.cache.lookup(keys) if version else {}
    missing = {key: case for key, case in zip(keys, cases, strict=True) if key not in remembered}
    readings = toolbox.classifier.read(list(missing.values())) if missing else []
    judged = {
        key: weigh(Case(case.text, case.policy, case.writer, case.place, reading, case.moment), RULES)
        for (key, case), reading in zip(missing.items(), readings, strict=True)
    }
    # A verdict that no classifier took part in is not worth remembering.
    toolbox.cache.store({key: pack(verdict) for key, verdict in judged.items() if verdict.classifier == version != ""})
    return [judged[key] if key in judged else unpack(remembered[key]) for key in keys]


def content_key(toolbox: Toolbox, site_id: str, case: Case, version: str) -> str:
    """All that the content verdict depends on, as a keyed hash: texts, names and addresses cannot be read from it.

    The text goes in as it is, not folded: spans point into it, and shouting is in its capitals. Within one
    version of a policy entries of its lists only ever end, so that their number tells which are left.
    """
    policy = f"{case.policy.version} {len(case.policy.lists)}"
    return toolbox.keys.digest("verdict", site_id, policy, version, case.text, *case.beside())


def pack(verdict: Verdict) -> bytes:
    """A verdict as it is remembered."""
    return orjson.dumps(verdict)


def unpack(data: bytes) -> Verdict:
    """A remembered verdict."""
    fields: dict[str, Any] = orjson.loads(data)
    fields["action"] = Action(fields["action"])
    fields["findings"] = tuple(read_finding(finding) for finding in fields["findings"])
    fields["cached"] = True
    return Verdict(**fields)


def read_finding(fields: dict[str, Any]) -> Finding:
    """A remembered finding."""
    spans = tuple((begin, end) for begin, end in fields.pop("spans"))
    weights = tuple(fields.pop("weights", ()))
    return Finding(**{**fields, "severity": Severity(fields["severity"]), "spans": spans, "weights": weights})

"""Bulk judging, and the first page of the review queue at a thousand and at a million comments."""

from __future__ import annotations

import csv
import gc
import gzip
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

from servers import valkey

from moderation.acts import judge, submit
from moderation.acts.submit import Author, Page, Submission
from moderation.config import Config
from moderation.migrations import migrate
from moderation.toolbox import Toolbox, open_toolbox
from moderation.tools.queue import BATCH
from moderation.tools.store import comments, sites
from moderation.tools.store.connection import Store

TEXTS = Path(__file__).parents[1] / "models" / "corpora" / "wiki_context_toxicity.csv.gz"
JUDGED, ONE_BY_ONE, ROUND = 12_288, 500, 4
SMALL, LARGE, LOOKS = 1_000, 1_000_000, 300
FILL = """
WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < :rows)
INSERT INTO comment (id, site_id, page_id, author_id, status, revision, created_at, author_name, author_url, text,
                     text_hash, network_hash, honeypot, lease_until, priority)
SELECT printf('%032d', n), :site, :page, :author, 'held', 1, n, 'Reader', '', 'A comment that waits.',
       '', '', 0, 0, abs(random() % 1000) / 1000.0 FROM number
"""


@contextmanager
def opened() -> Iterator[tuple[Toolbox, str]]:
    """A toolbox on a fresh SQLite and a Valkey of its own, with one site."""
    with tempfile.TemporaryDirectory() as folder, valkey(Path(folder)) as url:
        config = replace(Config(), home=Path(folder), redis_url=f"{url}/0", log_level="ERROR")
        with closing(Store(config.database)) as store:
            migrate(store.engine)
        with closing(open_toolbox(config, durable=False)) as toolbox:
            with toolbox.store.write() as db:
                site_id, _ = sites.add(db, "Bench", (), toolbox.clock())
            yield toolbox, site_id


def bulk() -> dict[str, float]:
    """Comments per second of CPU that one worker judges, in batches and one by one."""
    with opened() as (toolbox, site_id):
        ids = fill_pending(toolbox, site_id, JUDGED + ONE_BY_ONE + BATCH)
        judge.judge(toolbox, ids[:BATCH])
        gc.freeze()
        gc.set_threshold(20_000, 20, 20)
        batches = [ids[begin : begin + BATCH] for begin in range(BATCH, BATCH + JUDGED, BATCH)]
        # The best of a few rounds: what others do on the machine at the time is no part of it.
        in_batches = max(rate(toolbox, batches[begin : begin + ROUND]) for begin in range(0, len(batches), ROUND))
        one_by_one = rate(toolbox, [[comment_id] for comment_id in ids[-ONE_BY_ONE:]])
    return {
        "bulk judging, comments/s of CPU": in_batches,
        "one by one, comments/s of CPU": one_by_one,
        "bulk / one by one": in_batches / one_by_one,
    }


def fill_pending(toolbox: Toolbox, site_id: str, count: int) -> list[str]:
    """Pending comments with real texts, by many authors, on many pages."""
    with gzip.open(TEXTS, "rt", encoding="utf-8", newline="") as file:
        texts = [row["text"] for row in csv.DictReader(file) if 20 < len(row["text"]) < 3000]
    ids, now = [], toolbox.clock()
    with toolbox.store.read() as db:
        site = sites.by_id(db, site_id, now)
    if site is None:
        raise RuntimeError("the site is gone")
    with toolbox.store.write() as db:
        for number in range(count):
            author = Author(f"Reader {number % 2000}", f"reader{number % 2000}@example.org")
            sent = Submission(
                Page(f"https://example.org/{number % 50}"), author, f"{texts[number % len(texts)]} {number}"
            )
            identifier = f"{number:032d}"
            rows = submit.as_rows(toolbox, site, sent, identifier, now + number * 100)
            comments.add(db, rows, submit.fingerprint(sent.text))
            ids.append(identifier)
    return ids


def rate(toolbox: Toolbox, batches: list[list[str]]) -> float:
    """Comments judged per second of this process's CPU."""
    begin = time.process_time()
    judged = sum(judge.judge(toolbox, batch) for batch in batches)
    return judged / (time.process_time() - begin)


def review_queue() -> dict[str, float]:
    """Median milliseconds of the queue's first page, with few and with many comments held."""
    small, large = first_page_ms(SMALL), first_page_ms(LARGE)
    return {
        f"review queue at {SMALL:,}, ms": small,
        f"review queue at {LARGE:,}, ms": large,
        "large / small": large / small,
    }


def first_page_ms(rows: int) -> float:
    """Median milliseconds of the first page of a queue with this many held comments."""
    with opened() as (toolbox, site_id):
        [first] = fill_pending(toolbox, site_id, 1)
        with toolbox.store.write() as db:
            page, author = db.exec_driver_sql("SELECT page_id, author_id FROM comment").one()
            asked = {"rows": rows, "site": site_id, "page": page, "author": author}
            db.exec_driver_sql(FILL.replace("printf('%032d', n)", "printf('h%031d', n)"), asked)
        times = []
        for _ in range(LOOKS):
            begin = time.perf_counter()
            with toolbox.store.read() as db:
                comments.held(db, site_id, None, 50)
            times.append(time.perf_counter() - begin)
    return 1000 * statistics.median(times)

"""Search: the words of comments, in SQLite's FTS5 or in a tsvector of PostgreSQL. A query is just words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ARRAY,
    Connection,
    Select,
    Text,
    bindparam,
    cast,
    column,
    func,
    insert,
    literal,
    select,
    table,
    text,
)
from sqlalchemy.dialects.postgresql import TSQUERY

from models.text import words as words_of
from moderation.tools.store.many import many
from moderation.tools.store.queue_tables import search

MOST_ASKED = 10
LONGEST = 40
WORDS = table("search_words", column("rowid"), column("words"))
INSERT, INSERT_WORDS = insert(search), insert(WORDS)
LAST = select(func.coalesce(func.max(search.c.number), 0))
# The rest of a longer word is read over.
_WORD = re.compile(rf"([^\W_]{{1,{LONGEST}}})[^\W_]*")
# What may be a mark on a letter; typographic signs, nearly all that is beyond Latin in English, are none.
_SIGNS = re.compile("[\u2000-\u206f]")
_BEYOND_LATIN = re.compile("[^\x00-\u02ff\u2000-\u206f]")


def words(*texts: str) -> tuple[str, ...]:
    """The distinct words of these texts: without case, accents and signs."""
    joined = " ".join(texts)
    if not joined.isascii():
        joined = _SIGNS.sub(" ", joined)  # the ’ and … of telephones, but for which English is ASCII
    if joined.isascii():
        return tuple(dict.fromkeys([word[:LONGEST] for word in words_of(joined)]))
    plain = unicodedata.normalize("NFKD", joined).casefold()
    bare = _BEYOND_LATIN.sub(lambda char: "" if unicodedata.combining(char[0]) else char[0], plain)
    return tuple(dict.fromkeys(_WORD.findall(bare)))


def of_comment(name: str, written: str, spoken: Sequence[str]) -> tuple[str, ...]:
    """The words of an author's name and a comment, whose own, as `models.text.words` gives them, are at hand."""
    if not name.isascii() or not written.isascii() or max(map(len, (name, *spoken))) > LONGEST:
        return words(name, written)
    return tuple(dict.fromkeys([*words_of(name), *spoken]))


def of_site(site_id: str) -> str:
    """The word that stands for a site, so that a small one is not looked for among the words of all."""
    return f"zsite{site_id}"


def add(db: Connection, found: Mapping[str, Sequence[str]]) -> None:
    """Make these comments findable: the words of each, by its identifier."""
    if not found:
        return
    if db.dialect.name == "postgresql":
        lexemes = func.array_to_tsvector(bindparam("lexemes", type_=ARRAY(Text)))
        rows = [{"comment_id": comment_id, "lexemes": list(own)} for comment_id, own in found.items()]
        db.execute(insert(search).values(words=lexemes), rows)
        return
    # Whoever writes to SQLite is alone, so that the numbers which it would give are known beforehand.
    first = db.execute(LAST).scalar_one() + 1
    many(db, INSERT, [{"number": number, "comment_id": comment_id} for number, comment_id in enumerate(found, first)])
    spoken = [" ".join(own) for own in found.values()]
    many(db, INSERT_WORDS, [{"rowid": number, "words": own} for number, own in enumerate(spoken, first)])


def matching(db: Connection, site_id: str, asked: Sequence[str], before: int | None) -> Select[Any]:
    """(number, comment) of the site's comments that have all of these words, the latest first, before a number."""
    wanted = [of_site(site_id), *asked[:MOST_ASKED]]
    if db.dialect.name == "postgresql":
        # Written into the statement: a plan that is made for any words walks all comments for the rare ones.
        lexemes = cast(literal(" & ".join(f"'{word}'" for word in wanted), literal_execute=True), TSQUERY)
        found = select(search.c.number, search.c.comment_id).where(search.c.words.op("@@")(lexemes))
        found = found if before is None else found.where(search.c.number < before)
        return found.order_by(search.c.number.desc())
    query = " AND ".join(f'"{word}"' for word in wanted)
    found = select(search.c.number, search.c.comment_id).join(WORDS, WORDS.c.rowid == search.c.number)
    found = found.where(text("search_words MATCH :query").bindparams(query=query))
    found = found if before is None else found.where(WORDS.c.rowid < before)
    return found.order_by(WORDS.c.rowid.desc())


def place(db: Connection, comment_id: str) -> int | None:
    """The number of a comment; None when it is not findable."""
    return db.execute(select(search.c.number).where(search.c.comment_id == comment_id)).scalar()

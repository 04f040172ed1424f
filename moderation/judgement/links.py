"""Links: where a text points to, whatever dress the address wears.

Everything here is linear in the text: an address ends where its authority ends, and looking further
for its end or its label stops after a fixed number of characters.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote

ENDINGS = (
    "com|org|net|info|biz|io|co|me|tv|eu|uk|de|fr|nl|ch|at|es|it|pl|ru|ua|cn|in|us|ca|au|br|jp|edu|gov|int|news|blog"
    "|shop|store|online|site|website|xyz|top|club|live|loan|loans|casino|bet|link|click|icu|vip|win|app|dev"
)
_GHOST = "\u00ad\u200b-\u200d\u2060\ufeff"
_HOST = re.compile(rf"[\w.%{_GHOST}-]+")
_AUTHORITY = re.compile(r"[^\s/\\?#<>\"]*")
_LOOSE = re.compile(rf"[\w.%@:{_GHOST}-]+")
_TAIL = re.compile(r"[^\s<>\"'\[\]]{0,200}")
_CUES = ("http", "www", "hxxp", "ftp:", "](", "[url", "href", "src")
_SPOKEN_CUES = ("dot", ".]", ".)")
_START = re.compile(
    r"(?P<markup>(?:(?:href|src)\s*=\s*|\[url\s*=\s*|\[url\]\s*|\]\(\s*)[\"']?)?"
    r"(?:(?P<scheme>(?:h(?:tt|xx)ps?|ftp):[/\\]+)|(?P<www>(?<![\w@.-])www\d?\.)|(?(markup)(?P<slashes>[/\\]*)|(?!)))",
    re.IGNORECASE,
)
_BARE = re.compile(
    rf"(?<![\w@.{_GHOST}-])(?:[^\W_][\w{_GHOST}-]{{0,62}}\.)+(?P<ending>[^\W\d_]{{2,24}})(?![\w@-])(?P<path>/?)"
)
_INNER_STOP = re.compile(r"\.[^\W\d_]{2}")
_SPOKEN = re.compile(rf"\s?[\[({{]\s?(?:dot|\.)\s?[\])}}]\s?(?P<ending>{ENDINGS})\b", re.IGNORECASE)
_KNOWN = frozenset(ENDINGS.split("|"))
_WIDE = str.maketrans("。．｡／：＠", ".../:@")
_WIDE_SIGNS = re.compile("[。．｡／：＠]")
# All bytes but those without which there is neither a scheme nor markup, nor a dot in brackets.
_NO_SIGNS = bytes(set(range(256)) - set(b"/\\=([{}])"))


@dataclass(frozen=True, slots=True)
class Link:
    """One address in a text. A `bare` one only looks like a host name; an `inner` one is part of another."""

    begin: int
    end: int
    host: str
    kind: str = "url"
    label: str = ""


def canonical(authority: str) -> str:
    """The host that a browser would go to: without user, port, case, escapes, ghosts or trailing dots."""
    host = authority.rpartition("@")[2].partition(":")[0]
    if "%" in host:
        host = unquote(host)
    host = host[-253:]
    if not host.isascii():
        host = unicodedata.normalize("NFKC", "".join(c for c in host if unicodedata.category(c) != "Cf"))
        try:
            host = host.strip(".").encode("idna").decode("ascii")
        except UnicodeError:
            host = host.casefold()
    return host.strip(".").lower()


@lru_cache(maxsize=1024)
def host_of(url: str) -> str:
    """The host of an address that somebody typed into a field, with or without a scheme."""
    rest = url.strip().translate(_WIDE)
    scheme, colon, after = rest.partition(":")
    if colon and scheme.isalpha() and after[:1] in ("/", "\\"):
        rest = after
    found = _AUTHORITY.match(rest.lstrip("/\\"))
    return canonical(found.group()) if found else ""


def within(host: str, domain: str) -> bool:
    """Whether a host is the domain or one of its subdomains."""
    return host == domain or host.endswith("." + domain)


def find_links(text: str) -> tuple[Link, ...]:
    """Every address in a text, in order."""
    plain = text if text.isascii() or not _WIDE_SIGNS.search(text) else text.translate(_WIDE)
    low = plain.lower()
    signs = plain.encode("utf-8", "surrogatepass").translate(None, _NO_SIGNS)
    if not signs and "www" not in low and not _INNER_STOP.search(plain):
        return ()  # as with most texts
    links: list[Link] = []
    if any(map(low.__contains__, _CUES)):
        links.extend(_marked(plain))
    if any(map(low.__contains__, _SPOKEN_CUES)):
        links.extend(_spoken(plain))
    if _INNER_STOP.search(plain):
        links.sort(key=_place)
        links.extend([link for link in _bare(plain) if not _covered(link, links)])
    return tuple(sorted(links, key=_place)) if links else ()


def _place(link: Link) -> int:
    return link.begin


def _covered(link: Link, links: list[Link]) -> bool:
    """Whether the nearest of the links that begin before this one reaches over it."""
    before = bisect_right(links, link.begin, key=_place)
    return before > 0 and links[before - 1].end > link.begin


def _marked(text: str) -> Iterator[Link]:
    """Addresses with a scheme or www., and the targets of Markdown, BBCode and HTML links."""
    at = 0
    while start := _START.search(text, at):
        at = start.end()
        found = (_AUTHORITY if start["scheme"] else _LOOSE).match(text, at)
        authority = found.group() if found else ""
        if start["scheme"] and "@" not in authority:
            leading = _HOST.match(authority)
            authority = leading.group() if leading else ""
        at += len(authority)
        host = canonical(("www." if start["www"] else "") + authority)
        if not start["scheme"] and not start["www"] and host.rpartition(".")[2] not in _KNOWN:
            continue
        inner = start.start() > 0 and text[start.start() - 1] in "/=?&"
        tail = _TAIL.match(text, at)
        end = tail.end() if tail else at
        yield Link(start.start(), end, host, "inner" if inner else "url", _label(text, start, end))


def _label(text: str, start: re.Match[str], end: int) -> str:
    """The words that a reader sees instead of the address, if it stands in markup."""
    markup = start["markup"]
    if not markup:
        return ""
    if markup.startswith("]"):
        return text[max(0, start.start() - 100) : start.start()].rpartition("[")[2]
    rest = text[end : end + 160].lstrip("\"'")
    return re.split(r"[<\[]", rest[1:], maxsplit=1)[0]


def _spoken(text: str) -> Iterator[Link]:
    """Addresses such as `example (dot) com`; the plain words `dot com` are left alone, they are English."""
    for dot in _SPOKEN.finditer(text):
        name = text[max(0, dot.start() - 63) : dot.start()].rpartition(" ")[2]
        if name[-1:].isalnum():
            yield Link(dot.start() - len(name), dot.end(), canonical(f"{name}.{dot['ending']}"))


def _bare(text: str) -> Iterator[Link]:
    """Words that look like host names. With a known ending and a path they are links."""
    for found in _BARE.finditer(text):
        host = canonical(found.group().rstrip("/"))
        linked = found["path"] and found["ending"].lower() in _KNOWN
        yield Link(found.start(), found.end(), host, "url" if linked else "bare")

"""Links are read as browsers read them, whatever dress they wear."""

from __future__ import annotations

import pytest

from moderation.judgement.links import Link, canonical, find_links, host_of, within


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("http://a.example", "a.example"),
        ("HTTPS://A.Example./Path?q=1", "a.example"),
        ("https://good.com@evil.com/", "evil.com"),
        ("https://good.com:443@evil.com:8080/", "evil.com"),
        ("http:\\\\evil.com", "evil.com"),
        ("http:/evil.com", "evil.com"),
        ("hxxps://evil.com", "evil.com"),
        ("http://e%76il.com", "evil.com"),
        ("http://ｅｖｉｌ．com", "evil.com"),
        ("http://ev\u00adil.com", "evil.com"),
        ("http://bücher.example", "xn--bcher-kva.example"),
        ("www.a.com", "www.a.com"),
        ("www.a.example", "www.a.example"),
        ("[a](b.com)", "b.com"),
        ("[a](//x@b.com/)", "b.com"),
        ("[url=b.com]a[/url]", "b.com"),
        ("[url]b.com[/url]", "b.com"),
        ('<a href = "//b.com">a</a>', "b.com"),
        ("<img src=http://b.example/1.png>", "b.example"),
        ("b (dot) com", "b.com"),
        ("b[.]com", "b.com"),
        ("bit.ly.com/x", "bit.ly.com"),
    ],
)
def test_a_link_leads_to_its_host(text: str, host: str) -> None:
    assert [(link.host, link.kind) for link in find_links(f"look: {text} now")] == [(host, "url")]


@pytest.mark.parametrize(
    "text",
    [
        "No link at all.",
        "The dot com bubble.",
        "A list [1](see below) and [2](/about).",
        "f(x)[i](y)",
        "e.g. and i.e. and U.S.A. and Ph.D.",
        "3.14 and 10.5.2024",
        "http or www, that is the question",
        "and/or, his/her",
        "@a.bc",
    ],
)
def test_what_is_no_link_is_left_alone(text: str) -> None:
    assert find_links(text) == ()


def test_a_word_that_looks_like_a_host_is_only_bare() -> None:
    assert find_links("As bbc.co.uk said.") == (Link(3, 12, "bbc.co.uk", "bare"),)


def test_a_link_inside_a_link_is_not_counted_twice() -> None:
    kinds = [link.kind for link in find_links("https://web.archive.org/web/2020/https://news.example/a")]
    assert kinds == ["url", "inner"]


def test_links_that_touch_are_counted_one_by_one() -> None:
    hosts = [link.host for link in find_links("http://a.example,http://b.example;http://c.example")]
    assert hosts == ["a.example", "b.example", "c.example"]


def test_links_come_in_order_with_their_places() -> None:
    text = "a.com/x then www.b.com then c (dot) com"
    places = [(text[link.begin : link.end], link.host) for link in find_links(text)]
    assert places == [("a.com/", "a.com"), ("www.b.com", "www.b.com"), ("c (dot) com", "c.com")]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("[cheap pills](http://a.example)", "cheap pills"),
        ("[url=http://a.example]cheap pills[/url]", "cheap pills"),
        ('<a href="http://a.example">cheap pills</a>', "cheap pills"),
        ("http://a.example cheap pills", ""),
    ],
)
def test_a_link_keeps_the_words_that_readers_see(text: str, label: str) -> None:
    assert [link.label for link in find_links(text)] == [label]


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://example.org/a", "example.org"),
        ("//example.org", "example.org"),
        ("example.org:8080/a", "example.org"),
        ("EXAMPLE.org.", "example.org"),
        ("user@example.org", "example.org"),
        ("", ""),
        ("   ", ""),
    ],
)
def test_the_host_of_a_typed_address_is_found(url: str, host: str) -> None:
    assert host_of(url) == host


def test_a_host_that_cannot_be_written_in_ascii_is_only_folded() -> None:
    assert canonical("Ü" * 80 + ".example") == "ü" * 80 + ".example"


def test_a_subdomain_lies_within_its_domain() -> None:
    assert within("a.b.example", "b.example")
    assert within("b.example", "b.example")
    assert not within("notb.example", "b.example")

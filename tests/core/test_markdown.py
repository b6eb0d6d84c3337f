"""Markdown that strangers wrote."""

from html import unescape

import pytest

from core.markdown import LONGEST, Block, blocks, plain_words, render_markdown


def test_what_people_write() -> None:
    text = "## Why\n\nThe *clinic* is **open**.\n\n- one\n- two\n\n1. first"
    assert render_markdown(text) == (
        "<h2>Why</h2>\n<p>The <em>clinic</em> is <strong>open</strong>.</p>\n"
        "<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n<ol>\n<li>first</li>\n</ol>\n"
    )


def test_a_link_gives_nothing_away_and_passes_nothing_on() -> None:
    assert render_markdown("[us](https://us.example/)") == (
        '<p><a href="https://us.example/" rel="nofollow noopener noreferrer">us</a></p>\n'
    )


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        "[a](javascript:alert(1))",
        "[a](data:text/html;base64,PHNjcmlwdD4=)",
        "![a](https://evil.example/x.png)",
        '<a href="#" onclick="alert(1)">a</a>',
        "<iframe src=//evil.example></iframe>",
        "[a](https://x.example 'x' onclick=alert(1))",
    ],
)
def test_nothing_that_runs_or_loads(text: str) -> None:
    html = render_markdown(text)
    for danger in ("<script", "<img", "<iframe", 'href="javascript', 'href="data', "<a onclick"):
        assert danger not in html


@pytest.mark.parametrize("marks", ["[", "![", "[a](", "*_", "a\n", "&", "[[]"])
def test_what_would_take_long_to_read_is_shown_as_it_was_typed(marks: str) -> None:
    """Seconds for one page, otherwise. Within the bound it is Markdown, and read."""
    text = marks * (60_000 // len(marks))
    shown = render_markdown("<script>" + text)
    assert (shown[:5], "<script" in shown) == ("<pre>", False)
    assert len(unescape(shown)) == LONGEST + len("<pre></pre>")
    assert plain_words(text) == text[:LONGEST]
    assert render_markdown("**a** " + marks * 400)[:18] == "<p><strong>a</stro"


def test_blocks_are_told_apart_in_order() -> None:
    text = "Hello\n\n# Why\n\nSee [us](https://x.example).\n\n1. one\n2. two\n\n- dot\n\n> said\n"
    assert blocks(text) == [
        Block("Hello"),
        Block("Why", is_heading=True),
        Block("See us (https://x.example)."),
        Block("one", mark="1."),
        Block("two", mark="2."),
        Block("dot", mark="•"),
        Block("said"),
    ]
    assert blocks("[" * 2000 + "\n\nlast") == [Block("[" * 2000), Block("last")]

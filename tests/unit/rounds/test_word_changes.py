"""Two wordings side by side, and text of others made visible."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bna_pipeline.rounds.visible import one_line, visible
from bna_pipeline.rounds.word_changes import side_by_side

READ_OUT = re.compile(r"<span[^>]*>\[[a-z]+:\] </span>")
PARAGRAPHS = st.lists(
    st.lists(st.sampled_from(["een", "twee", "drie.", "<b>", "&"]), min_size=1).map(" ".join), max_size=4
)


def paragraphs(marked: str) -> list[str]:
    """The text of the paragraphs without marks and without what is only read out."""
    bare = re.sub(r"</?(?:ins|del)>", "", READ_OUT.sub("", marked))
    return [html.unescape(p) for p in re.findall(r"<p>(.*?)</p>", bare, re.DOTALL)]


def test_changed_words_are_marked_and_said_and_the_rest_is_not() -> None:
    both = side_by_side(("De haven is schoon.",), ("De hele haven is schoon.",))
    assert READ_OUT.sub("", both.old) == "<p>De haven is schoon.</p>"
    assert READ_OUT.sub("", both.new) == "<p>De <ins>hele</ins> haven is schoon.</p>"
    assert "[nieuw:]" in both.new and "[weggehaald:]" not in both.old


def test_a_text_that_has_become_another_is_marked_as_a_whole() -> None:
    both = side_by_side(("Wij bouwen een brug.", "Klaar."), ("Het onderzoek loopt nog tot mei.",))
    assert READ_OUT.sub("", both.old) == "<p><del>Wij bouwen een brug.</del></p>\n<p><del>Klaar.</del></p>"
    assert READ_OUT.sub("", both.new) == "<p><ins>Het onderzoek loopt nog tot mei.</ins></p>"


@settings(max_examples=60, deadline=None)
@given(PARAGRAPHS, PARAGRAPHS)
def test_both_texts_stand_there_whole_and_escaped_whatever_changed(old: list[str], new: list[str]) -> None:
    both = side_by_side(old, new)
    assert paragraphs(both.old) == old
    assert paragraphs(both.new) == new
    assert "<b>" not in both.old + both.new


HIDDEN = "\u202e\u200b\u00ad\u2028\x00\x7f\ud800\U000e0041\u3164\ufe0f"


@pytest.mark.parametrize("hidden", list(HIDDEN))
def test_a_character_that_nobody_sees_is_written_out(hidden: str) -> None:
    assert visible(f"a{hidden}b") == f"a[U+{ord(hidden):04X}]b"


@given(st.text())
def test_visible_text_stays_as_it_is_and_can_always_be_sent(text: str) -> None:
    shown = visible(text)
    assert visible(shown) == shown
    assert shown.encode("utf-8").decode("utf-8") == shown
    assert len(one_line(text).splitlines()) <= 1
    plain = "".join(c for c in text if c.isascii() and c.isprintable())
    assert visible(plain) == plain

"""Files at the desk: whatever they are called, their headers are sound, and nothing in them runs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bna_pipeline.portal.files import file_answer, picture_answer


@given(st.text(max_size=80))
def test_no_name_breaks_the_headers(name: str) -> None:
    answer = file_answer(name, b"x")
    said = answer.headers["content-disposition"]
    assert said.isascii()
    assert "\n" not in said
    assert "\r" not in said
    assert said.count('"') == 2


@pytest.mark.parametrize(
    ("name", "keep", "shown"),
    [
        ("rapport.pdf", False, True),
        ("rapport.html", False, True),
        ("rapport.html", True, False),
        ("rapport.docx", False, False),
        ("plaat.svg", False, False),
        ("iets", False, False),
    ],
)
def test_only_what_a_browser_may_show_is_shown(name: str, keep: bool, shown: bool) -> None:
    answer = file_answer(name, b"<p>x</p>", keep=keep)
    assert answer.headers["content-disposition"].startswith("inline" if shown else "attachment")
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_a_web_page_stands_in_a_sandbox_and_runs_no_script() -> None:
    policy = file_answer("rapport.html", b"<style>p{}</style><script>x</script>").headers["content-security-policy"]
    assert "sandbox" in policy
    assert "script-src" not in policy
    assert "allow-scripts" not in policy


def test_a_picture_that_is_opened_by_itself_does_nothing() -> None:
    answer = picture_answer("image/svg+xml", b"<svg/>")
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.media_type == "image/svg+xml"

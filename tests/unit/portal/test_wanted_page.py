"""Where somebody is sent after signing in: only ever to a page of the desk itself."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bna_pipeline.portal.routes.sign_in import wanted_page

BASE = "https://bna.example.org/inloggen"


@settings(deadline=None)
@given(st.text(alphabet="/\\.:@?#%ax\t\n \x00é", max_size=12))
def test_no_address_leads_to_another_host(asked: str) -> None:
    told = wanted_page(asked)
    # A browser reads `\` as `/`, and drops tabs and line ends (WHATWG URL, 4.4).
    as_read = told.replace("\\", "/").translate({9: None, 10: None, 13: None})
    assert urlsplit(urljoin(BASE, as_read)).netloc == "bna.example.org"
    assert told in (asked, "/") and told.startswith("/") and not told.startswith("//")


@pytest.mark.parametrize("path", ["/", "/e/bna-2020", "/e/bna-2020/toetsing/beleid?namens=ander", "/a//b"])
def test_a_page_of_ours_is_kept(path: str) -> None:
    assert wanted_page(path) == path


def test_a_long_one_is_not() -> None:
    assert wanted_page("/" + "a" * 500) == "/"

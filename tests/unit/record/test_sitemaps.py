"""Sitemaps hold every document once, none holds too many or is too long, whatever there is to be found."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from bna_pipeline.errors import PackageInvalid
from bna_pipeline.model.identifiers import TOOI, Concept, Identifier, held_on
from bna_pipeline.record import diwoo
from bna_pipeline.record.diwoo import (
    ADOPTION,
    HAS_ATTACHMENT,
    REFERS_TO,
    SIGNING,
    PublicDocument,
    sitemap_index,
    sitemaps,
)
from tests.support.standards import DIWOO, LISTS, faults_in, standard
from tests.unit.record.story import PUBLICATION

BRABANT = Identifier(uri=f"{TOOI}id/provincie/pv30", label="provincie Noord-Brabant")
CATEGORY = Concept(uri=f"{TOOI}def/thes/kern/c_db4862c3", label="vergaderstukken decentrale overheden")
KIND = Concept(uri=f"{TOOI}def/thes/kern/c_7f9dffa7", label="vergaderstuk")
LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
XS = "{http://www.w3.org/2001/XMLSchema}"


def document(number: int, title: str = "Titel") -> PublicDocument:
    return PublicDocument(
        address=f"https://loket.example.org/openbaar/bna-{number}/brief.pdf?a=1&b=2",
        title=title,
        publisher=BRABANT,
        responsible=BRABANT,
        category=CATEGORY,
        kinds=(KIND,),
        created=date(2020, 6, 23),
        changed=datetime(2020, 6, 30, 12, tzinfo=UTC),
        acts=((ADOPTION, date(2020, 6, 23)), (SIGNING, datetime(2020, 6, 24, 9, 45, tzinfo=UTC))),
        related=((REFERS_TO, "bna-2020/pakket/statenmededeling", title),),
    )


@settings(max_examples=30, deadline=None)
@given(
    count=st.integers(0, 40),
    at_most=st.integers(1, 12),
    title=st.text(st.characters(exclude_categories=()), min_size=1, max_size=40),
)
def test_every_document_stands_in_exactly_one_sitemap_and_none_has_too_many(
    count: int, at_most: int, title: str
) -> None:
    """Also where a title holds what XML cannot."""
    documents = [document(number, title) for number in range(count)]
    made = [etree.fromstring(one.data) for one in sitemaps(documents, at_most=at_most)]
    assert all(0 < len(tree) <= at_most for tree in made)
    assert [loc.text for tree in made for loc in tree.iter(LOC)] == [each.address for each in documents]
    for tree in made[:1]:
        assert faults_in(DIWOO, etree.tostring(tree[0][2])) == []


def test_a_sitemap_that_would_be_too_long_is_split_and_one_entry_that_is_too_long_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    documents = [document(number) for number in range(9)]
    whole = len(sitemaps(documents)[0].data)
    monkeypatch.setattr(diwoo, "MOST_BYTES", whole - 1)
    made = sitemaps(documents)
    assert len(made) == 2 and all(len(one.data) < whole for one in made)
    monkeypatch.setattr(diwoo, "MOST_BYTES", 100)
    with pytest.raises(PackageInvalid, match="Titel"):
        sitemaps(documents)


def test_an_index_names_each_sitemap_with_its_moment() -> None:
    made = etree.fromstring(sitemap_index({"https://x.example.org/a.xml": datetime(2020, 6, 30, 12, tzinfo=UTC)}))
    assert [(e[0].text, e[1].text) for e in made] == [("https://x.example.org/a.xml", "2020-06-30T12:00:00Z")]


def test_what_we_call_a_value_is_what_the_official_list_calls_it() -> None:
    """Labels of the value lists of DiWoo 0.9.8, by URI."""
    lists = etree.parse(str(standard(LISTS)))
    official = {}
    for value in lists.iter(f"{XS}enumeration"):
        texts = [text.strip() for text in value.itertext() if text.strip()]
        official[value.get("value")] = texts[0]
    ours = [CATEGORY, KIND, ADOPTION, SIGNING, HAS_ATTACHMENT, REFERS_TO, diwoo.RECEIPT]
    ours += [Concept(**PUBLICATION["category"])]  # type: ignore[arg-type]
    for concept in ours:
        assert official[concept.uri] == concept.label
    assert official[BRABANT.uri] == BRABANT.label


def test_of_several_names_the_one_that_held_that_day_counts_and_the_governments_before_others() -> None:
    def name(label: str, until: date | None = None, since: date | None = None, uri: str = f"{TOOI}id/x") -> Identifier:
        return Identifier(uri=uri, label=label, valid_until=until, valid_from=since)

    old, new = name("oud", until=date(2024, 7, 1)), name("nieuw", since=date(2024, 7, 2))
    other = name("kvk", uri="https://example.org/kvk/1")
    assert held_on((other, new, old), date(2024, 7, 1)) == old
    assert held_on((other, new, old), date(2024, 7, 2)) == new
    assert held_on((other,), date(2024, 7, 2)) == other
    assert held_on((new,), date(2020, 1, 1)) is None
    with pytest.raises(ValueError, match="valid_from"):
        name("verkeerd", until=date(2020, 1, 1), since=date(2021, 1, 1))

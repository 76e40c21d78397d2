"""The web pages: one file each, without script, whole for who hears them and for who reads them on a telephone."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from itertools import pairwise, product
from pathlib import Path

import pytest
from lxml import etree, html

from bna_pipeline.documents.html_letter import letter_html
from bna_pipeline.documents.html_report import report_html
from bna_pipeline.documents.letter_text import load_letter_text
from bna_pipeline.documents.render import Rendered
from bna_pipeline.model.content import Content, LetterPartId, Link
from tests.support.browser import axe_violations, browser, opened
from tests.support.budget import where_there_is_time
from tests.support.words import html_words
from tests.unit.documents import factory

MARKUP = "<script>alert(1)</script> & \"'> {{ naam }}"
HEBREW = "שלום עולם"


@pytest.fixture(params=["report", "letter"])
def page(request: pytest.FixtureRequest, rendered: Rendered) -> etree._Element:
    return html.document_fromstring(rendered.report_html if request.param == "report" else rendered.letter_html)


@pytest.fixture(scope="module")
def short(content: Content) -> Content:
    """The edition with one action in one pillar: every kind of part, and little of each."""
    report = content.report
    first = report.pillars[0].model_copy(update={"actions": report.pillars[0].actions[:1]})
    rows = tuple(row for row in report.overview.rows if row.action == first.actions[0].id)
    return content.model_copy(
        update={
            "report": report.model_copy(
                update={
                    "pillars": (first,),
                    "overview": report.overview.model_copy(update={"rows": rows}),
                    "summary": report.summary.model_copy(update={"attention": ()}),
                    "finance": None,
                }
            )
        }
    )


def report_of(content: Content) -> bytes:
    return report_html(content, load_letter_text(factory.FOLDER), factory.FOLDER, factory.picture)


def letter_of(content: Content) -> bytes:
    return letter_html(content, load_letter_text(factory.FOLDER), factory.FOLDER, "0" * 64)


def with_achieved(content: Content, text: str) -> Content:
    """The first action says this, and nothing else about what was achieved."""
    chapter = content.report.pillars[0]
    action = chapter.actions[0]
    block = action.achieved[0].model_copy(update={"text": (text,), "partner": text})
    changed = action.model_copy(update={"achieved": (block, block), "owner": text})
    chapters = (chapter.model_copy(update={"actions": (changed, *chapter.actions[1:])}), *content.report.pillars[1:])
    return content.model_copy(update={"report": content.report.model_copy(update={"pillars": chapters})})


class TestOneFile:
    def test_the_same_content_gives_the_same_bytes(self, content: Content, rendered: Rendered) -> None:
        assert report_of(content) == rendered.report_html

    def test_it_runs_nothing_and_asks_for_nothing(self, page: etree._Element) -> None:
        """No script, event handler, frame, form or style in an element; every picture lies in the page itself."""
        assert {str(e.tag) for e in page.iter(etree.Element)} & {"script", "iframe", "object", "form", "link"} == set()
        names = {str(name) for e in page.iter(etree.Element) for name in e.keys()}  # noqa: SIM118
        assert [name for name in names if name.startswith("on") or name == "style"] == []
        assert all(str(image.get("src")).startswith("data:image/") for image in page.iter("img"))
        assert [e for e in page.iter(etree.Element) if e.get("srcset") or e.get("xlink:href")] == []

    def test_its_own_policy_lets_nothing_in_but_its_one_style(self, page: etree._Element) -> None:
        (style,) = page.iter("style")
        (policy,) = (meta.get("content") for meta in page.iter("meta") if meta.get("http-equiv"))
        digest = base64.b64encode(hashlib.sha256((style.text or "").encode()).digest()).decode()
        assert policy == (
            f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
        )
        assert not re.search(r"@import|url\(", style.text or "")

    def test_what_people_write_is_text_and_never_markup(self, content: Content) -> None:
        made = report_of(with_achieved(content, MARKUP))
        assert b"<script" not in made
        assert sum(MARKUP in said for said in html_words(made)) == 5  # owner, twice what was achieved and by whom


class TestForEveryone:
    def test_language_title_and_the_way_past_the_head(self, page: etree._Element) -> None:
        assert page.get("lang") == "nl"
        title = page.findtext(".//title") or ""
        assert "Voortgangsrapportage Brainport" in title
        first = page.find("body/*")
        assert first is not None and first.get("href") == "#tekst"
        assert [e.tag for e in page.iter(etree.Element) if e.get("id") == "tekst"] == ["main"]

    def test_there_is_one_title_and_no_heading_skips_a_level(self, page: etree._Element) -> None:
        levels = [int(str(e.tag)[1]) for e in page.iter("h1", "h2", "h3", "h4", "h5", "h6")]
        assert levels.count(1) == 1 and levels[0] == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))

    def test_every_address_within_the_page_is_there_once(self, page: etree._Element) -> None:
        ids = Counter(e.get("id") for e in page.iter(etree.Element) if e.get("id"))
        assert [name for name, times in ids.items() if times > 1] == []
        links = {str(a.get("href"))[1:] for a in page.iter("a") if str(a.get("href")).startswith("#")}
        named = {str(e.get("aria-labelledby")) for e in page.iter(etree.Element) if e.get("aria-labelledby")}
        assert links | named <= set(ids)

    def test_every_table_says_what_it_shows_and_what_its_heads_are_heads_of(self, rendered: Rendered) -> None:
        tables = list(html.document_fromstring(rendered.report_html).iter("table"))
        assert len(tables) > 30
        for table in tables:
            assert (table.findtext("caption") or "").strip()
            assert {th.get("scope") for th in table.iter("th")} <= {"col", "row", "rowgroup"}
            width = len(table.findall("thead/tr/th"))
            for row in table.iter("tr"):
                assert sum(int(cell.get("colspan", "1")) for cell in row) == width
            for cell in table.iter("td"):
                assert cell.get("data-kop")

    def test_every_picture_and_chart_has_words_and_an_ornament_is_silent(self, rendered: Rendered) -> None:
        page = html.document_fromstring(rendered.report_html)
        assert len(list(page.iter("img"))) > 10
        assert all(image.get("alt") for image in page.iter("img"))
        for drawing in page.iter("svg"):
            silent = drawing.get("aria-hidden") == "true"
            assert silent != bool(drawing.get("role") == "img" and drawing.findtext("title"))

    def test_text_from_right_to_left_has_its_own_direction(self, content: Content) -> None:
        page = html.document_fromstring(report_of(with_achieved(content, HEBREW)))
        assert [e.tag for e in page.iter("p") if e.get("dir") == "auto"] == ["p"] * 4
        assert [e.text for e in page.iter("bdi")] == [HEBREW]

    def test_the_letter_shows_no_signature_and_says_where_it_is(self, content: Content) -> None:
        page = html.document_fromstring(letter_of(content))
        assert [image.get("class") for image in page.iter("img", "svg")] == ["briefhoofd"]
        (note,) = page.iter("aside")
        assert "ondertekende" in "".join(map(str, note.itertext()))
        assert [a.get("href") for a in note.iter("a")] == ["statenmededeling.pdf"]

    def test_a_link_says_where_it_goes(self, content: Content) -> None:
        link = Link(text="Tweede rapportage", url="https://example.org/a?b=c&d=é")
        part = content.letter.part(LetterPartId.FOLLOW_UP)
        parts = tuple(p if p is not part else part.model_copy(update={"links": (link,)}) for p in content.letter.parts)
        page = html.document_fromstring(
            letter_of(content.model_copy(update={"letter": content.letter.model_copy(update={"parts": parts})}))
        )
        (made,) = (a for a in page.iter("a") if str(a.get("href")).startswith("https:"))
        assert made.text == link.url and "Tweede rapportage: " in (made.getparent().text or "")  # type: ignore[union-attr]


@where_there_is_time
def test_in_a_browser(content: Content, tmp_path: Path) -> None:
    """Axe finds nothing, nothing must be moved to the side at 320 pixels, the keyboard goes past the head, and the
    page's own policy is not broken.
    """
    files = [tmp_path / "statenmededeling.html", tmp_path / "voortgangsrapportage.html"]
    for file, made in zip(files, (letter_of(content), report_of(with_achieved(content, "woord" * 40))), strict=True):
        file.write_bytes(made)
    with browser() as running:
        for file in files:
            for width in (320, 1280):
                with opened(running, file, width) as (page, noted):
                    assert page.evaluate("document.documentElement.scrollWidth") <= width
                    page.keyboard.press("Tab")
                    page.keyboard.press("Enter")
                    assert page.evaluate("document.activeElement.id") == "tekst"
                    assert [one for one in noted if not one.startswith("data:")] == []
        for file, width in product(files, (320, 1280)):
            assert axe_violations(running, file, width) == []

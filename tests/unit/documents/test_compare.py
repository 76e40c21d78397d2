"""A reviewer sees what changed: which sections, and which words."""

from __future__ import annotations

import shutil
from pathlib import Path

from lxml import html

from bna_pipeline.documents.compare import ChangeKind, changed_sections
from bna_pipeline.documents.compare_blocks import section_blocks
from bna_pipeline.documents.compare_page import comparison_html
from bna_pipeline.model.content import Content
from bna_pipeline.model.programme import Status
from tests.unit.documents import small


def test_nothing_changed_is_said(content: Content) -> None:
    assert changed_sections(content, content) == ()
    page = comparison_html(content, content).decode()
    assert "0 onderdelen zijn anders" in page


def test_only_the_section_that_changed_is_named(small_folder: Path) -> None:
    before = small.content(small_folder, small.consolidation())
    after = small.content(small_folder, small.consolidation(foreword=("Een heel ander begin.",)))
    (changed,) = changed_sections(before, after)
    assert (changed.id, changed.kind, changed.derived) == ("rapport.voorwoord", ChangeKind.CHANGED, False)


def test_sections_that_follow_from_the_change_say_so(small_folder: Path) -> None:
    before = small.content(small_folder, small.consolidation(status=Status.ON_SCHEDULE))
    after = small.content(small_folder, small.consolidation(status=Status.DELAYED))
    found = {c.id: c.derived for c in changed_sections(before, after)}
    assert found["rapport.pijler.talent"] is False
    assert found["rapport.samenvatting"] is True
    assert found["brief.kernboodschap"] is True


def test_sections_come_and_go(small_folder: Path) -> None:
    whole = small.content(small_folder, small.consolidation())
    without = small.content(small_folder, small.consolidation(opportunities=()))
    assert [(c.id, c.kind) for c in changed_sections(whole, without)] == [("rapport.kansen", ChangeKind.GONE)]
    assert [(c.id, c.kind) for c in changed_sections(without, whole)] == [("rapport.kansen", ChangeKind.NEW)]


def test_the_page_marks_words_and_escapes_them(small_folder: Path) -> None:
    before = small.content(small_folder, small.consolidation(foreword=("Wij zijn <b>blij</b> & tevreden.",)))
    after = small.content(small_folder, small.consolidation(foreword=("Wij zijn <b>bezorgd</b> & tevreden.",)))
    page = html.fromstring(comparison_html(before, after))
    (section,) = page.iterfind(".//section[@id='rapport-voorwoord']")
    assert [e.text for e in section.iter("del")] == ["<b>blij</b>"]
    assert [e.text for e in section.iter("ins")] == ["<b>bezorgd</b>"]
    assert page.get("lang") == "nl"
    assert not list(page.iter("script", "link", "img"))


def test_a_fixed_word_that_changed_is_shown_where_it_is_printed(small_folder: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(small_folder, tmp_path / small_folder.name))
    text = (folder / "report" / "text.yaml").read_text(encoding="utf-8")
    assert "achieved: Wat is bereikt" in text
    text = text.replace("achieved: Wat is bereikt", "achieved: Beloofd, maar niet gehaald")
    (folder / "report" / "text.yaml").write_text(text, encoding="utf-8")
    before = small.content(small_folder, small.consolidation())
    after = small.content(folder, small.consolidation())
    changed = changed_sections(before, after)
    assert {c.id for c in changed} == {s.id for s in after.sections() if s.id.startswith("rapport.")}
    (section,) = html.fromstring(comparison_html(before, after)).iterfind(".//section[@id='rapport-pijler-talent']")
    assert {e.text for e in section.iter("ins")} == {"Beloofd, maar niet gehaald"}


def test_every_section_has_its_text(content: Content) -> None:
    blocks = section_blocks(content)
    assert all(blocks[section.id] for section in content.sections())

"""A reviewer sees what changed: which sections, and which words."""

from __future__ import annotations

import shutil
from itertools import pairwise
from pathlib import Path
from typing import Any

from lxml import html

from bna_pipeline.documents.compare import ChangeKind, changed_sections
from bna_pipeline.documents.compare_blocks import section_blocks
from bna_pipeline.documents.compare_fragments import differences
from bna_pipeline.documents.compare_page import comparison_html
from bna_pipeline.model.content import Content
from bna_pipeline.model.programme import Status
from tests.support.browser import axe_violations, browser
from tests.support.budget import where_there_is_time
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


def test_a_heading_that_changed_stands_below_those_above_it_also_in_a_piece_of_a_page(small_folder: Path) -> None:
    before = small.content(small_folder, small.consolidation("Er is een brug gebouwd."))
    after = small.content(small_folder, small.consolidation("Er is een dam gebouwd."))
    (section,) = html.fromstring(comparison_html(before, after)).iterfind(".//section[@id='rapport-pijler-talent']")
    piece = html.fromstring(differences(before, after)["rapport.pijler.talent"].html)
    action = after.report.pillars[0].actions[0]
    for shown in (section, piece):
        changed = next(p for p in shown.iter("p") if p.find("strong/ins") is not None)  # the title of the example
        above = [e.text or "" for e in changed.itersiblings("h4", preceding=True)]
        assert f"{action.id} {action.title}" in above[0]
    heard = [e.text for e in piece.iter("span") if e.get("class") == "alleen-gehoord"]
    assert set(heard) == {"[weg: ", " einde weg]", "[erbij: ", " einde erbij]"}


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


LONG = "Deze alinea is lang genoeg om te zien dat zij van de ene plaats naar de andere ging."


def test_a_text_that_moved_is_shown_as_moved_with_a_link_to_its_other_place(small_folder: Path) -> None:
    stays = ("Een begin dat blijft.",)
    before = small.content(small_folder, small.consolidation(foreword=(*stays, LONG), summary=stays))
    after = small.content(small_folder, small.consolidation(foreword=stays, summary=(*stays, LONG)))
    page: Any = html.fromstring(comparison_html(before, after))
    moved = {
        section: [p.find("a").get("href") for p in page.iterfind(f".//section[@id='{section}']/p[@class='verplaatst']")]
        for section in ("rapport-voorwoord", "rapport-samenvatting")
    }
    assert moved == {"rapport-voorwoord": ["#rapport-samenvatting"], "rapport-samenvatting": ["#rapport-voorwoord"]}
    assert LONG not in [e.text for e in page.iter("ins", "del")]


def test_a_table_is_compared_by_row_and_only_the_cell_that_differs_is_marked(small_folder: Path) -> None:
    before = small.content(small_folder, small.consolidation(status=Status.ON_SCHEDULE))
    after = small.content(small_folder, small.consolidation(status=Status.DELAYED))
    page: Any = html.fromstring(comparison_html(before, after))
    (section,) = page.iterfind(".//section[@id='rapport-overzicht']")
    row = next(r for r in section.iter("tr") if r.find("th").get("scope") == "row")
    assert row.find("th").text == "gewijzigd"
    assert [len(list(cell.iter("ins"))) for cell in row.iterfind("td")].count(1) == 1


def test_the_page_can_be_gone_through_by_headings_links_and_table_heads(small_folder: Path) -> None:
    before = small.content(small_folder, small.consolidation(foreword=("Anders.",)))
    after = small.content(small_folder, small.consolidation(status=Status.DELAYED, opportunities=()))
    page: Any = html.fromstring(comparison_html(before, after, seen="concept 1", now="concept 2"))
    levels = [int(h.tag[1]) for h in page.iter("h1", "h2", "h3", "h4")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(there <= here + 1 for here, there in pairwise(levels))
    ids = [e.get("id") for e in page.iterfind(".//*[@id]")]
    assert len(set(ids)) == len(ids)
    assert {a.get("href")[1:] for a in page.iter("a")} <= set(ids)
    assert all(th.get("scope") in ("col", "row") for th in page.iter("th"))
    assert [dd.text for dd in page.iter("dd")] == ["concept 1", "concept 2"]
    said = {a.get("href")[1:]: a.tail for a in page.iterfind(".//nav//a")}
    assert said["rapport-voorwoord"] == " (3 nieuw, 1 vervallen)" and said["rapport-kansen"] == " (vervallen)"


def test_an_addition_is_told_to_who_cannot_see_it(content: Content) -> None:
    """Most screen readers are silent about `ins` and `del`: the style sheet says where each begins and ends."""
    page: Any = html.fromstring(comparison_html(content, content))
    style = page.find(".//style").text
    assert all(f"{tag}::{where}{{content:" in style for tag in ("ins", "del") for where in ("before", "after"))


@where_there_is_time
def test_axe_finds_nothing_wrong_with_the_page_at_any_width(
    content: Content, small_folder: Path, tmp_path: Path
) -> None:
    whole = content.model_copy(update={"report": content.report.model_copy(update={"opportunities": ()})})
    small_before = small.content(small_folder, small.consolidation())
    small_after = small.content(small_folder, small.consolidation(status=Status.DELAYED, foreword=("<b> & {{",)))
    file = tmp_path / "wijzigingen.html"
    with browser() as running:
        for before, after in ((content, whole), (small_before, small_after)):
            file.write_bytes(comparison_html(before, after))
            assert [axe_violations(running, file, width) for width in (320, 1280)] == [[], []]

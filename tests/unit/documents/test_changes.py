"""What changed between two contents is named by kind, counted in good Dutch, and nothing that differs goes unnamed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from bna_pipeline.documents.changes import changes_between, changes_text
from bna_pipeline.documents.compare_page import comparison_html
from bna_pipeline.model.content import Content, LetterPartId
from tests.support.budget import budget
from tests.unit.documents import small

Edit = Callable[[dict[str, Any]], None]


def edited(content: Content, edit: Edit) -> Content:
    """The content with something of its JSON changed."""
    data = content.model_dump(mode="json")
    edit(data)
    return Content.model_validate_json(json.dumps(data))


def actions(data: dict[str, Any]) -> list[dict[str, Any]]:
    return [action for chapter in data["report"]["pillars"] for action in chapter["actions"]]


def with_milestones(data: dict[str, Any]) -> list[dict[str, Any]]:
    return [m for action in actions(data) for m in action["milestones"]]


def part(data: dict[str, Any], part_id: LetterPartId) -> dict[str, Any]:
    found: dict[str, Any] = next(p for p in data["letter"]["parts"] if p["id"] == part_id.value)
    return found


def late(data: dict[str, Any]) -> None:
    for action in actions(data)[:3]:
        action["status"] = "vertraagd sinds gisteren"


def one_example_more(data: dict[str, Any]) -> None:
    action = next(a for a in actions(data) if a["examples"])
    action["examples"].append({**action["examples"][0], "title": "Iets heel anders", "text": ["Nooit eerder gezien."]})


def two_milestones_later(data: dict[str, Any]) -> None:
    for milestone in with_milestones(data)[:2]:
        milestone["date"], milestone["date_text"] = "2031-01-01", "1 januari 2031"


def another_paragraph(data: dict[str, Any]) -> None:
    occasion = part(data, LetterPartId.OCCASION)
    occasion["paragraphs"][0] += " Daar komt nog iets bij."


def a_finance_line_less(data: dict[str, Any]) -> None:
    data["report"]["finance"]["lines"].pop()


def a_statement_rewritten(data: dict[str, Any]) -> None:
    part(data, LetterPartId.CORE)["statements"][0]["argument"] = ["Een andere toelichting."]


def an_action_gone(data: dict[str, Any]) -> None:
    data["report"]["pillars"][0]["actions"].pop()


def a_word_replaced(data: dict[str, Any]) -> None:
    data["report"]["words"][0]["value"] += " (nieuw)"


def an_example_with_another_picture(data: dict[str, Any]) -> None:
    example = next(e for a in actions(data) for e in a["examples"] if e["picture"])
    example["picture"]["sha256"] = "0" * 64


@pytest.mark.parametrize(
    ("edits", "said"),
    [
        ((late, one_example_more, two_milestones_later, another_paragraph),
         "3 acties gewijzigd, 1 voorbeeld nieuw, 2 mijlpalen verschoven, 1 alinea van de brief gewijzigd"),
        ((a_finance_line_less,), "1 financiële regel vervallen"),
        ((a_statement_rewritten,), "1 punt van de brief gewijzigd"),
        ((an_action_gone,), "1 actie vervallen"),
        ((a_word_replaced,), "1 vaste tekst gewijzigd"),
        ((an_example_with_another_picture,), "1 voorbeeld gewijzigd"),
        ((), "geen woord gewijzigd"),
    ],
)  # fmt: skip
def test_the_summary_names_and_counts_in_good_dutch(content: Content, edits: tuple[Edit, ...], said: str) -> None:
    after = content
    for edit in edits:
        after = edited(after, edit)
    assert changes_between(content, after).summary == said


def test_what_only_follows_from_other_sections_is_told_apart(content: Content) -> None:
    after = edited(content, lambda data: data["report"]["summary"].update(progress="Het gaat anders."))
    found = changes_between(content, after)
    assert (found.items, found.followed) == ((), ("Samenvatting",))
    assert found.summary == "alleen mee veranderd: Samenvatting"


def test_the_text_says_of_each_change_what_it_was_and_is(content: Content) -> None:
    after = edited(edited(content, late), two_milestones_later)
    lines = changes_text(changes_between(content, after), "concept 1", "concept 2").decode().splitlines()
    assert lines[0] == "Wijzigingen van concept 1 naar concept 2"
    assert lines[2] == "3 acties gewijzigd, 2 mijlpalen verschoven."
    assert any(line.startswith("- ") and "→ vertraagd sinds gisteren" in line for line in lines)
    assert any("verschoven" in line and "→ 1 januari 2031" in line for line in lines)


_CODES = {"id", "pillar", "edition", "partner", "sha256", "media_type", "date", "scope", "action"}
_SOME_WORDS = 3  # of a document's fixed words, which are all treated alike


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where in a content's JSON a text stands that may be any text."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, (*path, key))
    elif isinstance(value, list):
        for number, item in enumerate(value[:_SOME_WORDS] if path[-1] == "words" else value):
            yield from leaves(item, (*path, number))
    elif isinstance(value, str) and path[-1] not in _CODES and "actions" not in path[-2:]:
        yield path


def appended(content: Content, path: tuple[Any, ...]) -> Content:
    """The content with one text a letter longer."""
    data = content.model_dump(mode="json")
    holder: Any = data
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] += "x"
    return Content.model_validate_json(json.dumps(data))


def test_no_text_can_change_without_being_named(small_folder: Path) -> None:
    """Every single text of a content, changed alone: it has a name in the summary, and its section on the page."""
    before = small.content(small_folder, small.consolidation())
    data = before.model_dump(mode="json")
    paths = [path for document in ("report", "letter") for path in leaves(data[document], (document,))]
    assert len(paths) > 50
    unnamed = []
    for path in paths[:: budget(4, thorough=1)]:
        after = appended(before, path)
        found = changes_between(before, after)
        page = html.fromstring(comparison_html(before, after))
        if not (found.items or found.followed) or page.find(".//section") is None:
            unnamed.append(path)
    assert unnamed == []

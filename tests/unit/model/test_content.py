"""The sections of report and letter: their order, and what moves a digest."""

from __future__ import annotations

from typing import Any

import pytest

from bna_pipeline.model.content import Content, LetterPartId
from bna_pipeline.model.draft import Draft
from bna_pipeline.review.coverage import expected_sections
from tests.unit.model.small import draft_of, programme

COUNT = {"label": "conform planning", "count": 1}


def content_data() -> dict[str, Any]:
    """A whole Content, as plain data."""
    pillars = [
        {
            "pillar": pillar,
            "number": n,
            "name": pillar.capitalize(),
            "aim": f"Genoeg {pillar}.",
            "introduction": ["Er is gewerkt."],
            "counts": [COUNT],
            "actions": [
                {
                    "id": action,
                    "title": "Dijken",
                    "owner": "Waterland",
                    "partners": [],
                    "role": "trekker",
                    "status": "conform planning",
                    "achieved": [{"partner": "Waterland", "text": ["De dijk ligt er."]}],
                    "reason": [],
                    "measure": [],
                    "milestones": [],
                    "examples": [],
                    "next_steps": [],
                }
            ],
        }
        for n, (pillar, action) in enumerate((("water", "A-01"), ("wind", "B-01")), start=1)
    ]
    return {
        "edition": "delta-2030",
        "report": {
            "cover": {"title": "V", "subtitle": "S", "edition": "E", "period": "P", "logos": []},
            "foreword": {"text": ["Woord."], "signed": "Gedeputeerde"},
            "summary": {"text": ["Kort."], "progress": "Goed.", "counts": [COUNT], "pillars": []},
            "overview": {"introduction": "Alle acties.", "rows": []},
            "pillars": pillars,
            "developments": [{"scope": "nationaal", "title": "Storm", "text": ["Wind."], "answer": ["Bouwen."]}],
            "opportunities": [{"title": "Kans", "state": "loopt", "text": ["Zonder haast."]}],
            "finance": {"introduction": "Geld.", "lines": [], "total": "€ 0"},
            "abbreviations": [{"short": "GS", "meaning": "Gedeputeerde Staten"}],
            "contributors": [{"name": "Waterland", "group": "Provincie", "actions": ["A-01"]}],
        },
        "letter": {
            "head": [],
            "parts": [
                {"id": part.value, "heading": part.value.capitalize(), "paragraphs": ["Nvt"]} for part in LetterPartId
            ],
            "authority": "Gedeputeerde Staten van Waterland",
            "signatures": [],
            "responsible": [],
        },
    }


def content(data: dict[str, Any] | None = None) -> Content:
    return Content.model_validate(data or content_data())


def digests(data: dict[str, Any] | None = None) -> dict[str, str]:
    return {s.id: s.sha256 for s in content(data).sections()}


def moved(data: dict[str, Any]) -> set[str]:
    before, after = digests(), digests(data)
    return {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}


def test_sections_stand_in_reading_order_the_reports_first() -> None:
    ids = [s.id for s in content().sections()]
    assert ids == [
        "rapport.omslag",
        "rapport.voorwoord",
        "rapport.samenvatting",
        "rapport.overzicht",
        "rapport.pijler.water",
        "rapport.pijler.wind",
        "rapport.ontwikkelingen",
        "rapport.kansen",
        "rapport.financien",
        "rapport.afkortingen",
        "rapport.bijdragers",
        *(f"brief.{part.value}" for part in LetterPartId),
        "brief.ondertekening",
    ]


def test_the_letters_parts_come_in_the_fixed_order() -> None:
    assert [p.value for p in LetterPartId] == [
        "onderwerp",
        "aan",
        "kennisnemen-van",
        "aanleiding",
        "bevoegdheid",
        "kernboodschap",
        "consequenties",
        "europa",
        "communicatie",
        "vervolg",
        "bijlagen",
    ]


def test_what_is_not_there_has_no_section() -> None:
    data = content_data()
    data["report"].update(opportunities=[], finance=None)
    assert moved(data) == {"rapport.kansen", "rapport.financien"}


def test_a_change_moves_only_its_own_section() -> None:
    data = content_data()
    data["report"]["pillars"][1]["actions"][0]["status"] = "vertraagd"
    assert moved(data) == {"rapport.pijler.wind"}
    data = content_data()
    data["letter"]["parts"][3]["paragraphs"] = ["Anders."]
    assert moved(data) == {"brief.aanleiding"}
    data = content_data()
    data["letter"]["authority"] = "Gedeputeerde Staten van Elders"
    assert moved(data) == {"brief.ondertekening"}


@pytest.mark.parametrize(("document", "sections"), [("report", "rapport."), ("letter", "brief.")])
def test_a_fixed_word_moves_every_section_that_is_printed_with_it(document: str, sections: str) -> None:
    """The words "Wat is bereikt" above a text are as much of what it says as the text."""
    data = content_data()
    data[document]["words"] = [{"label": "achieved", "value": "Wat is bereikt"}]
    before = digests(data)
    data[document]["words"] = [{"label": "achieved", "value": "Beloofd, maar niet gehaald"}]
    after = digests(data)
    assert {key for key in before if before[key] != after[key]} == {key for key in before if key.startswith(sections)}


def test_the_same_content_has_the_same_digests_every_time() -> None:
    assert digests() == digests() and content() == content()


def test_sections_that_follow_from_the_pillars_say_so_and_pillars_do_not() -> None:
    sources = {s.id: s.derived_from for s in content().sections()}
    pillars = ("rapport.pijler.water", "rapport.pijler.wind")
    derived = {key for key, value in sources.items() if value}
    assert derived == {
        "rapport.samenvatting",
        "rapport.overzicht",
        "rapport.financien",
        "brief.kernboodschap",
        "brief.consequenties",
    }
    assert all(sources[key] == pillars for key in derived)


def test_a_route_is_checked_against_the_sections_that_content_really_has() -> None:
    assert set(expected_sections(programme())) == {s.id for s in content().sections()}


def test_a_draft_finds_its_files_and_sections_by_name() -> None:
    made: Draft = draft_of(1, content().sections())
    assert made.file("statenmededeling.pdf").name == "statenmededeling.pdf"
    assert made.digest_of_section("rapport.omslag") == digests()["rapport.omslag"]
    assert made.digest_of_section("rapport.weg") is None

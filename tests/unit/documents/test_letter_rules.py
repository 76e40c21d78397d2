"""The letter's fixed form is checked apart from what makes the letter."""

from __future__ import annotations

from typing import Any

import pytest

from bna_pipeline.documents.letter_rules import check_length, check_letter, require_sound
from bna_pipeline.errors import LetterRuleBroken
from bna_pipeline.model.content import Content, LetterPart, LetterPartId, Statement
from bna_pipeline.model.finding import Severity
from tests.unit.documents import factory


def with_part(content: Content, part_id: LetterPartId, **changes: Any) -> Content:
    parts = tuple(p.model_copy(update=changes) if p.id is part_id else p for p in content.letter.parts)
    return with_letter(content, parts=parts)


def with_letter(content: Content, **changes: Any) -> Content:
    return content.model_copy(update={"letter": content.letter.model_copy(update=changes)})


def codes(content: Content) -> list[str]:
    return [f.code for f in check_letter(factory.programme(), content)]


def test_the_letter_as_made_breaks_no_rule(content: Content) -> None:
    assert codes(content) == []


def test_a_missing_part_is_found(content: Content) -> None:
    assert "BRF-001" in codes(with_letter(content, parts=content.letter.parts[:-1]))


def test_parts_out_of_order_are_found(content: Content) -> None:
    assert codes(with_letter(content, parts=content.letter.parts[::-1])) == ["BRF-001"]


def test_an_empty_part_is_found(content: Content) -> None:
    assert codes(with_part(content, LetterPartId.COMMUNICATION, paragraphs=())) == ["BRF-002"]


def test_a_second_item_is_found(content: Content) -> None:
    item = content.letter.part(LetterPartId.TAKE_NOTE).items[0]
    assert codes(with_part(content, LetterPartId.TAKE_NOTE, items=(item, "Nog iets"))) == ["BRF-003"]


def test_a_missing_ordinal_is_found(content: Content) -> None:
    assert codes(with_part(content, LetterPartId.TAKE_NOTE, items=("De rapportage",))) == ["BRF-004"]


def test_a_missing_date_of_an_earlier_edition_is_found(content: Content) -> None:
    told = tuple(p.replace("4 juli 2019", "vorig jaar") for p in content.letter.part(LetterPartId.OCCASION).paragraphs)
    assert codes(with_part(content, LetterPartId.OCCASION, paragraphs=told)) == ["BRF-005"]


def test_a_pillar_that_is_not_named_is_found(content: Content) -> None:
    core = content.letter.part(LetterPartId.CORE).statements
    silent = tuple(s.model_copy(update={"argument": ("Alles verloopt.",)}) for s in core)
    assert codes(with_part(content, LetterPartId.CORE, statements=silent)).count("BRF-006") == 5


@pytest.mark.parametrize(
    "statement",
    [
        Statement(number=7, heading="Een zin.", argument=("x",)),
        Statement(number=1, heading="Geen zin", argument=("x",)),
        Statement(number=1, heading="Een zin.", argument=()),
    ],
)
def test_a_statement_of_the_wrong_shape_is_found(content: Content, statement: Statement) -> None:
    assert codes(with_part(content, LetterPartId.CONSEQUENCES, statements=(statement,))) == ["BRF-007"]


@pytest.mark.parametrize(
    "items", [("De rapportage",), ("De rapportage (voortgangsrapportage.pdf)", "Kaart (kaart.pdf)")]
)
def test_attachments_and_package_must_agree(content: Content, items: tuple[str, ...]) -> None:
    assert "BRF-008" in codes(with_part(content, LetterPartId.ATTACHMENTS, items=items))


def test_signatories_in_the_wrong_order_are_found(content: Content) -> None:
    assert codes(with_letter(content, signatures=content.letter.signatures[::-1])) == ["BRF-009"]


def test_the_same_event_in_two_tenses_is_a_warning_with_its_place(content: Content) -> None:
    told = ("De rapportage is aan de Tweede Kamer verzonden.",)
    (found,) = check_letter(factory.programme(), with_part(content, LetterPartId.FOLLOW_UP, paragraphs=told))
    assert (found.code, found.severity, found.place) == ("BRF-010", Severity.WARNING, "Vervolg")


def test_an_earlier_event_with_its_date_is_no_fault(content: Content) -> None:
    told = ("De eerste rapportage is op 5 juli 2019 aan de Tweede Kamer verzonden.",)
    assert codes(with_part(content, LetterPartId.FOLLOW_UP, paragraphs=told)) == []


def test_only_errors_block() -> None:
    require_sound(check_length(5))
    assert [f.code for f in check_length(1)] == ["BRF-011"]
    assert check_length(2) == check_length(4) == ()


def test_the_refusal_holds_every_fault(content: Content) -> None:
    broken = with_letter(with_part(content, LetterPartId.COMMUNICATION, paragraphs=()), signatures=())
    with pytest.raises(LetterRuleBroken, match=r"BRF-002.*BRF-009"):
        require_sound(check_letter(factory.programme(), broken))


def test_a_part_that_is_not_there_does_not_hide_other_faults(content: Content) -> None:
    kept: tuple[LetterPart, ...] = tuple(p for p in content.letter.parts if p.id is not LetterPartId.ATTACHMENTS)
    assert {"BRF-001", "BRF-008"} <= set(codes(with_letter(content, parts=kept)))

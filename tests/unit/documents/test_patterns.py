"""The programme's sentences are filled in from facts, and can do nothing else."""

from __future__ import annotations

import pytest

from bna_pipeline.documents.patterns import check_pattern, fill, fill_line
from bna_pipeline.errors import TemplateInvalid

PLACE = "letter/text.yaml, onderdeel 'aanleiding'"


def test_a_field_gives_its_value_as_it_is() -> None:
    assert fill("Dag {{ name }}.", {"name": "A & <B> {{ c }}"}, PLACE) == ("Dag A & <B> {{ c }}.",)


def test_a_blank_line_begins_a_paragraph_and_an_empty_one_is_left_out() -> None:
    assert fill("Een\nzin.\n\n{% if no %}weg{% endif %}\n\nTwee.", {"no": False}, PLACE) == ("Een zin.", "Twee.")


def test_an_unknown_field_is_refused_with_its_name_and_place() -> None:
    with pytest.raises(TemplateInvalid, match=r"aanleiding.*'nmae'"):
        fill("Dag {{ nmae }}.", {"name": "x"}, PLACE)


@pytest.mark.parametrize(
    "hostile",
    [
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ name.__init__.__globals__ }}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{{ items.append(1) }}",
        "{{ 1 / 0 }}",
        "{% include 'other' %}",
    ],
)
def test_what_a_sentence_has_no_business_doing_is_refused(hostile: str) -> None:
    with pytest.raises(TemplateInvalid, match="aanleiding"):
        fill(hostile, {"name": "x", "items": []}, PLACE)


def test_a_pattern_that_cannot_be_read_names_its_line() -> None:
    with pytest.raises(TemplateInvalid, match="regel 2"):
        check_pattern("Een\n{{ name }", PLACE)


def test_a_line_must_give_exactly_one_sentence() -> None:
    with pytest.raises(TemplateInvalid, match="één zin"):
        fill_line("Een.\n\nTwee.", {}, PLACE)

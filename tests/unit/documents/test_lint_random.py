"""The lint raises no false alarm over whatever people write, in words of ordinary length."""

from __future__ import annotations

from typing import Any

import pytest

from bna_pipeline.documents.lint import lint_documents
from bna_pipeline.documents.render import render
from bna_pipeline.documents.typst_engine import TypstTypesetter
from bna_pipeline.model.content import Content
from bna_pipeline.model.finding import Severity
from tests.support.budget import budget
from tests.unit.documents import factory, lint_draft
from tests.unit.documents.any_content import any_content

_LONGEST_WORD = 12
_LOGOS = frozenset({"ezk", "onbekend"})
_AS_IT_IS = frozenset(
    [
        "id",
        "sha256",
        "media_type",
        "url",
        "edition",
        "language",
        "date",
        "action",
        "actions",
        "pillar",
        "field",
        "scope",
        "now",
        "before",
        "status",
        "label",
        "state",
    ]
)


def ordinary(value: Any, key: str = "") -> Any:
    """The same with every word cut to an ordinary length, and every text beginning with a word of letters.

    A word of two hundred letters runs off the page, and a link of which the text is "%" says nothing: those are faults.
    """
    if isinstance(value, dict):
        return {name: ordinary(inner, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [ordinary(inner, key) for inner in value]
    if not isinstance(value, str) or key in _AS_IT_IS or (key == "partner" and value in _LOGOS):
        return value
    words = [word[:_LONGEST_WORD] for word in value.split()]
    return " ".join(words[:1] if key == "short" else ["Tekst", *words])


@pytest.mark.parametrize("number", range(budget(5, 100)))
def test_documents_of_any_content_give_no_error(typesetter: TypstTypesetter, number: int) -> None:
    made = any_content(number)
    content = Content.model_validate(ordinary(made.model_dump(mode="json")))
    rendered = render(content, factory.FOLDER, factory.picture, typesetter, factory.TIMESTAMP)
    found = lint_documents(content, rendered.files(), lint_draft.ALL_FONTS)
    assert [(f.code, f.place, f.message) for f in found if f.severity is Severity.ERROR] == []

"""What changed in each section as a piece of a page: the same marks as the page of changes, said in real words."""

from __future__ import annotations

from typing import NamedTuple

from bna_pipeline.documents.compare import compared
from bna_pipeline.documents.compare_page import counts_of, pairs_html
from bna_pipeline.model.base import SectionId
from bna_pipeline.model.content import Content

_HEARD = '<span class="alleen-gehoord">{}</span>'
_MARKS = (
    ("<ins>", "<ins>" + _HEARD.format("[erbij: ")),
    ("</ins>", _HEARD.format(" einde erbij]") + "</ins>"),
    ("<del>", "<del>" + _HEARD.format("[weg: ")),
    ("</del>", _HEARD.format(" einde weg]") + "</del>"),
)


class Difference(NamedTuple):
    """What became of a section: in one word, how much in Dutch, and as HTML without a heading of its own."""

    kind: str
    words: str
    html: str


def differences(before: Content, after: Content) -> dict[SectionId, Difference]:
    """The sections that are not what they were, by id; headings in their HTML begin at level 4.

    Added words stand in `ins` and words gone in `del`, each with hidden words that a screen reader says (most say
    nothing of `ins` and `del`).
    """
    found = compared(before, after)
    titles = {one.section.id: one.section.title for one in found}
    return {
        one.section.id: Difference(one.section.kind.value, counts_of(one), _heard("".join(pairs_html(one, titles))))
        for one in found
    }


def _heard(html: str) -> str:
    # What people wrote is escaped by now, so these are marks and nothing else.
    for mark, said in _MARKS:
        html = html.replace(mark, said)
    return html

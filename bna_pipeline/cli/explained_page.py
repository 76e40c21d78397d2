"""What each sentence of a draft is made from, as a coordinator reads it on a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bna_pipeline.wiring import pipeline


def said(found: pipeline.Explanation) -> str:
    """Each line with its place and its origin, and below each sentence the facts in it with their sources."""
    which = (
        f"Concept {found.draft} van {found.edition} zegt precies dit."
        if found.draft is not None
        else f"Zo wordt het volgende concept van {found.edition}; er is nog geen concept dat precies dit zegt."
    )
    return "\n".join([which, *_lines(found)])


def _lines(found: pipeline.Explanation) -> Iterator[str]:
    for document, lines in groupby(found.lines, key=lambda line: line.document):
        yield f"\n== {document} =="
        for line in lines:
            yield f"\n{line.place}  <- {line.origin}"
            for sentence in line.sentences:
                yield f"  {sentence.text}"
                for fact in sentence.facts:
                    yield f"      {fact.name} = {fact.value}  [{fact.source}]"

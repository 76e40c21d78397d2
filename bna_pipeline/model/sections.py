"""Sections as decisions refer to them: a digest for each, of what it says and of what it is derived from.

A section digest is SHA-256 of the canonical JSON of a section's resolved content (`design.md`, "What is approved,
to the byte") and of the fixed words that the document prints around it: no report hash, no page number, no layout.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pydantic import Field

from bna_pipeline.model.base import Frozen, Line, SectionId, Sha256, digest_of
from bna_pipeline.model.round import absent

LAST_YEAR = "de vorige editie"
"""What a section that tells of last year is derived from, as a reviewer reads it."""


class SectionInput(Frozen):
    """Something outside the documents that a section is derived from as well, as it was then."""

    title: Line
    sha256: Sha256


class SectionDigest(Frozen):
    """A section as decisions refer to it.

    Attributes:
        derived_from: the sections whose data it summarises.
        inputs: what else it summarises.
    """

    id: SectionId
    title: Line
    sha256: Sha256
    derived_from: tuple[SectionId, ...] = ()
    inputs: tuple[SectionInput, ...] = Field(default=(), exclude_if=absent)


def section_of(
    section: str, title: str, value: object, derived_from: tuple[str, ...] = (), *, words: Sequence[Frozen]
) -> SectionDigest:
    """A section with the digest of its content and of the words around it.

    Args:
        value: a model, a list of them, or what JSON can say.
        derived_from: the sections whose data it summarises.
    """
    said = [_plain(value), _plain(list(words))] if words else _plain(value)
    return SectionDigest(id=section, title=title, sha256=digest_of(said), derived_from=derived_from)


def with_inputs(section: SectionDigest, inputs: Iterable[SectionInput]) -> SectionDigest:
    """The section, naming what else it summarises."""
    return section.model_copy(update={"inputs": tuple(inputs)})


def _plain(value: object) -> object:
    if isinstance(value, Frozen):
        return value.model_dump(mode="json")
    if isinstance(value, list):
        return [_plain(v) for v in value]
    return value

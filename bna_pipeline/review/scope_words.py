"""What a decision covers, in words: said from the reviewer's scope and the draft, so that it is true of both."""

from __future__ import annotations

from collections.abc import Sequence

from bna_pipeline.model.draft import Draft
from bna_pipeline.model.sections import SectionDigest
from bna_pipeline.model.stages import StageReviewer
from bna_pipeline.review.route import join

_NAMED = 8  # more titles than this in one sentence and nobody reads them


def covered_words(draft: Draft, reviewer: StageReviewer, on_behalf_of: str | None = None) -> tuple[str, ...]:
    """What an approval of this draft by this reviewer is about, what not, and when it lapses; Dutch sentences.

    Args:
        on_behalf_of: the name of him in whose place somebody decides; None: for himself.
    """
    inside = [s for s in draft.sections if reviewer.covers(s.id)]
    outside = [s for s in draft.sections if not reviewer.covers(s.id)]
    derived = [s for s in inside if s.derived_from]
    said = [_about(draft, inside)]
    if outside:
        said.append(f"Het geldt niet voor {_named(outside, 'de andere')}.")
    lapses = "Verandert daarna de tekst van een onderdeel, dan vervalt uw akkoord op dat onderdeel, en alleen daarop."
    said.append(lapses if len(inside) > 1 else "Verandert daarna de tekst ervan, dan vervalt uw akkoord.")
    if derived:
        verb = "volgt" if len(derived) == 1 else "volgen"
        said.append(
            f"{join(s.title for s in derived)} {verb} uit andere onderdelen: verandert daar iets, dan vragen wij u ook "
            f"{'dit' if len(derived) == 1 else 'deze'} opnieuw te bevestigen."
        )
    said.append("Verandert alleen de opmaak, dan blijft uw akkoord staan.")
    if on_behalf_of is not None:
        said.append(f"U besluit namens {on_behalf_of}; beide namen worden vastgelegd.")
    return tuple(said)


def _about(draft: Draft, inside: Sequence[SectionDigest]) -> str:
    number, total = len(inside), len(draft.sections)
    if number == total:
        return (
            f"Uw akkoord geldt voor het hele concept {draft.version}: alle {total} onderdelen van rapportage en brief."
        )
    return f"Uw akkoord geldt voor {number} van de {total} onderdelen van concept {draft.version}: {_titles(inside)}."


def _named(sections: Sequence[SectionDigest], others: str) -> str:
    if len(sections) > _NAMED:
        return f"{others} {len(sections)} onderdelen"
    return _titles(sections)


def _titles(sections: Sequence[SectionDigest]) -> str:
    return join(s.title for s in sections)

"""How the letter and the report are found by who looks for what a government published, as data of the programme.

The words are those of DiWoo (standaarden.overheid.nl/diwoo), metadata for what the Wet open overheid asks.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from bna_pipeline.model.base import Frozen, Line
from bna_pipeline.model.identifiers import Concept

IndexName = Annotated[str, StringConstraints(pattern=r"^infocat\d{3}$")]


class PublishedDocument(Frozen):
    """What one of the two documents is called and counts as.

    Attributes:
        name: put before the edition's title, such as "Statenmededeling"; None: the title alone.
        kinds: what sort of document it is, of the thesaurus of the government.
    """

    name: Line | None = None
    kinds: tuple[Concept, ...] = Field(min_length=1)

    def title(self, edition_title: str) -> str:
        """The official title."""
        return edition_title if self.name is None else f"{self.name} {edition_title}"


class PublicationRules(Frozen):
    """Of one programme. The publisher is the sending authority, under the name it had on the day.

    Attributes:
        category: of article 3.3 of the Woo; which one is for the publisher to judge.
        index: how harvesters number that category; the sitemap index is named after it.
    """

    category: Concept
    index: IndexName
    letter: PublishedDocument
    report: PublishedDocument

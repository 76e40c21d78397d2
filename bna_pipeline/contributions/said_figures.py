"""Numbers of the same thing that partners give differently in their texts about one action."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from bna_pipeline.contributions.settling import Voices
from bna_pipeline.model.base import ActionId, PartnerId
from bna_pipeline.model.contribution import ActionReport
from bna_pipeline.model.observations import Pointer, PointerKind, Side

_WORDS = (
    ("twee", 2), ("drie", 3), ("vier", 4), ("vijf", 5), ("zes", 6), ("zeven", 7), ("acht", 8), ("negen", 9),
    ("tien", 10), ("elf", 11), ("twaalf", 12), ("dertien", 13), ("veertien", 14), ("vijftien", 15), ("zestien", 16),
    ("zeventien", 17), ("achttien", 18), ("negentien", 19), ("twintig", 20), ("dertig", 30), ("veertig", 40),
    ("vijftig", 50), ("zestig", 60), ("zeventig", 70), ("tachtig", 80), ("negentig", 90), ("honderd", 100),
)  # fmt: skip
_NUMBERS = dict(_WORDS)
# A number and the noun that it counts, at most one adjective between them.
_COUNTED = re.compile(
    rf"(?<![\w.,€/-])(\d{{1,3}}(?:\.\d{{3}})+|\d{{1,6}}|{'|'.join(_NUMBERS)}) (?:([a-z]+e) )?([a-zë-]{{6,}})(?![\w-])",
    re.IGNORECASE,
)
# Of these everybody has some: the number says nothing about what is counted.
_MEASURES = frozenset(
    (
        *("seconden", "minuten", "dagdelen", "maanden", "kwartalen", "kilometer", "procent"),
        *("duizend", "miljoen", "miljard", "januari", "februari", "augustus", "september", "oktober", "november"),
        *("december", "plaatsen", "onderdelen", "manieren", "partijen", "redenen", "stappen", "punten"),
    )
)
_YEARS = range(1950, 2101)


def differing_figures(action: ActionId, voices: Voices) -> Iterator[Pointer]:
    """The same noun with another number in the texts of two partners, each of which gives it one number only."""
    counted: dict[str, dict[PartnerId, dict[int, str]]] = defaultdict(lambda: defaultdict(dict))
    for partner, report in voices:
        for noun, number, said in _counted(report):
            counted[noun][partner][number] = said
    for noun, by_partner in sorted(counted.items()):
        sure = {partner: said for partner, said in sorted(by_partner.items()) if len(said) == 1}
        if len({number for said in sure.values() for number in said}) > 1:
            sides = tuple(
                Side(partner=partner, action=action, value=text)
                for partner, said in sure.items()
                for text in said.values()
            )
            yield Pointer(kind=PointerKind.FIGURE, about=noun, sides=sides)


def _counted(report: ActionReport) -> Iterator[tuple[str, int, str]]:
    texts = (*report.achieved, *report.next_steps, *report.reason, *report.measure)
    for text in (*texts, *(milestone.title for milestone in report.milestones)):
        for found in _COUNTED.finditer(text):
            number = _NUMBERS.get(found[1].lower()) or int(found[1].replace(".", ""))
            noun = found[3].lower()
            if noun not in _MEASURES and not (number in _YEARS and "." not in found[1]):
                yield noun, number, found[0]

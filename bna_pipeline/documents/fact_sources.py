"""Where each fact comes from: a field of the programme, the register of editions, or what is counted."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from bna_pipeline.model.programme import Edition, Programme

_FORMER = "de Kamerbrief die het laatst is vastgelegd"


@dataclass(frozen=True)
class Sources:
    """Names the source of a fact of one edition."""

    programme: Programme
    edition: Edition

    def of(self, fact: str) -> str:
        """The source of a fact, as a person can find it.

        Args:
            fact: its path, such as `earlier[0].letter_sent`.

        Raises:
            LookupError: no source is known of it; a test sees to it that there is one of every fact.
        """
        for pattern, source in _TABLE:
            found = pattern.fullmatch(fact)
            if found:
                return source(self, found)
        raise LookupError(fact)

    def register(self, field: str, edition: Edition | None = None) -> str:
        return f"register van edities, {(edition or self.edition).id}: {_FIELDS.get(field, field)}"

    def earlier(self, number: str) -> Edition:
        return tuple(e for e in self.programme.earlier(self.edition) if e.past)[int(number)]

    def pillar(self, number: str) -> str:
        return self.programme.pillars[int(number)].id


_FIELDS = {
    "ordinal_words": "ordinal",
    "period": "period_start, period_end",
    "kamerbrief.sender": "kamerbrief.sender",
}
Source = Callable[[Sources, "re.Match[str]"], str]


def _programme(field: str) -> Source:
    return lambda _sources, found: f"programme.yaml: {found.expand(field)}"


def _counted(what: str) -> Source:
    return lambda _sources, found: f"consolidatie: {found.expand(what)}"


_TABLE: tuple[tuple[re.Pattern[str], Source], ...] = tuple(
    (re.compile(pattern), source)
    for pattern, source in (
        (r"programme\.(name|short)", _programme(r"\1")),
        (r"province", _programme("province_name")),
        (r"authority", _programme("letter.authority")),
        (r"addressee", _programme("letter.addressee")),
        (r"(agenda(?:\.[\w.]+)?)", _programme(r"\1")),
        (r"edition\.([\w.]+)", lambda s, m: s.register(m[1])),
        (r"edition", lambda s, _m: s.register("de hele editie")),
        (r"earlier", lambda s, _m: f"register van edities: alle voor {s.edition.id}"),
        (r"earlier\[(\d+)\]\.([\w.]+)", lambda s, m: s.register(m[2], s.earlier(m[1]))),
        (r"corrected", lambda s, _m: s.register("corrects")),
        (r"corrected\.\w+", lambda s, _m: f"logboek van {s.edition.corrects}: wat er is vrijgegeven"),
        (r"kamerbrief\.expected", lambda s, _m: s.register("kamerbrief_expected")),
        (r"kamerbrief(?:\.sender)?", lambda _s, _m: f"register van edities: sender van {_FORMER}"),
        (r"attachment\.title", lambda s, _m: s.register("title")),
        (r"attachment(?:\.file)?", lambda _s, _m: "vaste naam van het bestand in het pakket"),
        (r"groups(?:\[\d+\]\.(?:name|partners))?", _counted("welke bijdragen meetellen (programme.yaml: partners)")),
        (r"contributors", _counted("hoeveel bijdragen meetellen")),
        (r"actions", _counted("hoeveel acties er zijn (programme.yaml: actions)")),
        (r"progress\.words", _counted("de statussen van alle acties (programme.yaml: claims.levels)")),
        (r"progress(?:\.\w+)?", _counted("de statussen van alle acties")),
        (r"pillars\[(\d+)\]\.name", lambda s, m: f"programme.yaml: pillars, {s.pillar(m[1])}"),
        (
            r"pillars\[(\d+)\]\.words",
            lambda s, m: f"consolidatie: de statussen van pijler {s.pillar(m[1])} (programme.yaml: claims.levels)",
        ),
        (r"pillars\[(\d+)\]\.\w+", lambda s, m: f"consolidatie: de statussen van pijler {s.pillar(m[1])}"),
        (r"pillars", _programme("pillars")),
        (r"participation(?:\.\w+)?", _counted("de rollen van de provincie (programme.yaml: actions, claims)")),
        (r"roles(?:\[\d+\]\.\w+)?", _counted("de rollen van de provincie (programme.yaml: actions)")),
        (r"(sisters(?:\[\d+\]\.\w+)?)", _programme(r"\1")),
        (r"money", _counted("of partners bedragen opgaven")),
        (r"partner", _counted("wie zijn melding nog schuldig is (programme.yaml: partners)")),
        (r"movement(?:\.\w+)?", _counted("wat er veranderde sinds de vorige editie")),
    )
)

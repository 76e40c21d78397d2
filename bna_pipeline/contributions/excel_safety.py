"""What an Excel file may not carry: what a Word file may not, links to other workbooks, and formulas that fetch."""

from __future__ import annotations

import re

from bna_pipeline.contributions.word_safety import HasActiveParts, PointsOutside, require_harmless
from bna_pipeline.contributions.zips import Package
from bna_pipeline.model.intake import IntakeLimits

_LINKED = ("/externallinks/",)
_FETCHED = ("/connections.xml", "/querytables/", "/model/", "/webextensions/")
_ACTIVE = ("/macrosheets/", "/dialogsheets/", "/ctrlprops/")
_BREAK_LINKS = (
    "Open het formulier in Excel, kies Gegevens, Koppelingen bewerken, Koppeling verbreken. Of plak uw antwoorden als "
    "waarden in het formulier dat u kreeg."
)
# DDE (`=cmd|'/c calc'!A0`), and functions that start or fetch something.
_FORMULAS_OUTSIDE = re.compile(r"\|[^!]*!|\b(WEBSERVICE|FILTERXML|RTD|CALL|EXEC|REGISTER\.ID|DDE|IMAGE)\s*\(", re.I)


def require_harmless_workbook(package: Package, limits: IntakeLimits) -> None:
    """Look at every part by name and content, at every declared type and relationship.

    Raises:
        HasActiveParts, PointsOutside, XmlUnsafe: as they say.
        IntakeError: one of the parts that say what is what is damaged.
    """
    for name in package.parts:
        lower = f"/{name}".lower()
        if any(mark in lower for mark in _LINKED):
            raise PointsOutside("In het bestand staan koppelingen met een ander bestand.", _BREAK_LINKS)
        if any(mark in lower for mark in _FETCHED):
            raise PointsOutside("Het bestand haalt gegevens op van een andere plek.", _BREAK_LINKS)
        if any(mark in lower for mark in _ACTIVE):
            raise HasActiveParts("Het bestand bevat knoppen of bladen met macro's.")
    require_harmless(package, limits)


def require_harmless_formula(formula: str, place: str) -> None:
    """See that a formula only calculates.

    Raises:
        PointsOutside: it starts or fetches something.
    """
    if _FORMULAS_OUTSIDE.search(formula):
        raise PointsOutside(
            f"Op {place} staat een formule die iets ophaalt of start.", "Vervang de formule door haar uitkomst."
        )

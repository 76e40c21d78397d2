"""Values made up for the mail with a released package: `bna check` fills in its templates with them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, Final

from bna_pipeline.rounds.release_values import ReleasedFile, ReleasedValues
from bna_pipeline.rounds.values import Attached

_PAGE = "https://voortgang.example.org/openbaar/pww-2020"
_NAMES = (
    ("statenmededeling.pdf", "de brief, met handtekeningen", 412_345, "3f"),
    ("voortgangsrapportage.pdf", "de rapportage, bijlage 1 bij de brief", 2_345_678, "a7"),
)


def _files(page: str | None) -> tuple[ReleasedFile, ...]:
    return tuple(
        ReleasedFile(name=name, what=what, size=size, sha256=pair * 32, page=page and f"{page}/{name}")
        for name, what, size, pair in _NAMES
    )


_SAID: Final[dict[str, Any]] = {
    "programme": "Programma Water en Werk",
    "programme_short": "PWW",
    "edition": "Voortgangsrapportage Water en Werk 2020",
    "reference": "abcdefghij234567klmn",
    "recipient": "Griffie van Provinciale Staten",
    "sender": "Programmacoördinator Water en Werk",
    "question_mail": "programma@example.org",
    "today": date(2020, 6, 30),
    "title": "Voortgangsrapportage Water en Werk 2020",
    "authority": "Gedeputeerde Staten van Waterland",
    "released_at": datetime(2020, 6, 30, 13, 4, tzinfo=UTC),
}
_DECIDED: Final[dict[str, Any]] = {"letter_reference": "PWW-2020", "number": "4712345", "decided_on": date(2020, 6, 23)}
_ATTACHED = tuple(Attached(name=name, what=what) for name, what, _, _ in _NAMES)

RELEASE_SPECIMENS: Final = (
    ReleasedValues(**_SAID, **_DECIDED, files=_files(_PAGE), page=_PAGE, attachments=_ATTACHED),
    ReleasedValues(**_SAID, **_DECIDED, files=_files(None), attachments=_ATTACHED, sample=True),
    ReleasedValues(**_SAID, **_DECIDED, files=_files(_PAGE), page=_PAGE, sample=True),
    ReleasedValues(**_SAID, files=_files(None), elsewhere=("Openbare website", "Archief")),
    ReleasedValues(**_SAID, files=_files(None), corrects="Voortgangsrapportage Water en Werk 2019"),
)
"""Attached or not, with a page or without, a sample, and an erratum."""

"""Values made up for every mail in all its variants: `bna check` fills in the templates with them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, Final

from bna_pipeline.model.finding import Finding, Severity
from bna_pipeline.rounds.person_specimens import PERSON_SPECIMENS
from bna_pipeline.rounds.release_specimens import RELEASE_SPECIMENS
from bna_pipeline.rounds.values import (
    Attached,
    EditedText,
    EditedValues,
    FindingsValues,
    HeldBy,
    MailValues,
    ReceiptValues,
    ReminderValues,
    RequestValues,
    SignOffValues,
    Standing,
    ThanksValues,
    UnusableFile,
    UnusableValues,
    Version,
)

_DEADLINE = date(2020, 5, 15)
_BEFORE, _AFTER = date(2020, 5, 8), date(2020, 5, 22)
_FIRST = Version(file="formulier-waterstad.docx", sent_at=datetime(2020, 5, 4, 8, 30, tzinfo=UTC))
_SECOND = Version(file="formulier-waterstad-2.docx", sent_at=datetime(2020, 5, 7, 12, 5, tzinfo=UTC))
_UNDATED = Version(file="formulier-waterstad-oud.docx")
_DIRECTOR = "Directeur Water"

_COMMON: Final[dict[str, Any]] = {
    "programme": "Programma Water en Werk",
    "programme_short": "PWW",
    "edition": "Voortgangsrapportage Water en Werk 2020",
    "reference": "abcdefghij234567klmn",
    "partner": "Gemeente Waterstad",
    "recipient": "Beleidsadviseur Water",
    "sender": "Programmacoördinator Water en Werk",
    "question_mail": "programma@example.org",
    "today": _BEFORE,
    "deadline": _DEADLINE,
}


def _finding(number: int, severity: Severity) -> Finding:
    return Finding(
        code=f"BIJ-{number:03}",
        severity=severity,
        place=f"W-{number:02}.b, alinea 1",
        rule="Een vertraagde actie heeft een reden en een maatregel.",
        message="De actie is vertraagd, maar er staat geen reden bij.",
        mend="Schrijf in één of twee zinnen waardoor de actie later klaar is.",
    )


_ERRORS = tuple(_finding(number, Severity.ERROR) for number in range(1, 8))
_WARNINGS = tuple(_finding(number, Severity.WARNING) for number in range(11, 16))
_FORM = Attached(name="formulier-waterstad.docx", what="het formulier, voor Word")
_SHEET = Attached(name="formulier-waterstad.xlsx", what="het formulier, voor Excel")
_PAGE = Attached(name="bevindingen.html", what="alle punten op een rij")
_EDIT = EditedText(
    action="W-01 Schone haven",
    field="Wat is bereikt",
    original=("De haven is dit jaar voor de helft schoon gemaakt.", "Er kwamen vier nieuwe zuiveringen bij."),
    text=("De helft van de haven is schoon.", "Er kwamen vier nieuwe zuiveringen bij."),
    reason="Korter, zodat het in het overzicht past.",
)


def _requests() -> tuple[MailValues, ...]:
    asked = {**_COMMON, "period_start": date(2019, 7, 1), "period_end": date(2020, 6, 1)}
    one, two = ("W-01 Schone haven",), ("W-01 Schone haven", "W-02 Werk aan de kade")
    return (
        RequestValues(**asked, actions=two, prefilled=True, attachments=(_FORM, _SHEET)),
        RequestValues(**asked, actions=one, department="Afdeling Haven", sign_off=_DIRECTOR, attachments=(_FORM,)),
    )


def _about_versions() -> tuple[MailValues, ...]:
    held: tuple[dict[str, Any], ...] = (
        {"held": HeldBy.SIGN_OFF, "sign_off": _DIRECTOR},
        {"held": HeldBy.UNDECIDED, "rivals": (_FIRST,)},
        {"held": HeldBy.LATE, "counts": _FIRST, "today": _AFTER},
        {"held": HeldBy.DEFECT},
        {"held": HeldBy.OVERTAKEN, "counts": _SECOND},
        {"held": HeldBy.REFUSED, "sign_off": _DIRECTOR, "counts": _FIRST},
        {"held": HeldBy.UNCLEAR, "sign_off": _DIRECTOR},
    )
    said = {**_COMMON, "version": _SECOND, "attachments": (_FORM, _PAGE)}
    found = {**said, "solved": 3, "still": 1, "fresh": 0, "overtaken": (_FIRST,)}
    both = (*_ERRORS, *_WARNINGS)
    return (
        FindingsValues(**found, findings=both, counts=_FIRST, marked="formulier-waterstad-bevindingen.docx"),
        FindingsValues(**{**said, "today": _AFTER}, findings=_ERRORS[:1], overtaken=(_FIRST, _UNDATED)),
        FindingsValues(**said, findings=_WARNINGS[:1]),
        *(FindingsValues(**{**said, **why}, findings=_WARNINGS) for why in held[:3]),
        FindingsValues(**{**said, **held[2]}, findings=_ERRORS),
        ThanksValues(**{**_COMMON, "version": _SECOND}, actions=2, replaced=_FIRST),
        ThanksValues(**{**_COMMON, "version": _UNDATED}, actions=1, overtaken=(_FIRST,), unread=("kaart.pdf",)),
        *(ReceiptValues(**{**_COMMON, "version": _SECOND, **why}) for why in held),
    )


def _reminders() -> tuple[MailValues, ...]:
    days = ((_BEFORE, 5), (_DEADLINE, 0), (_AFTER, -4))
    standings: tuple[dict[str, Any], ...] = (
        {"standing": Standing.NOTHING},
        {"standing": Standing.ERRORS, "version": _FIRST, "errors": 2},
        {"standing": Standing.SIGN_OFF, "version": _FIRST, "sign_off": _DIRECTOR},
        {"standing": Standing.REFUSED, "version": _FIRST, "sign_off": _DIRECTOR},
    )
    asked = {**_COMMON, "contact": "Beleidsadviseur Water", "asked_on": date(2020, 3, 9)}
    return tuple(
        ReminderValues(
            **{**asked, **standing, "today": today, "working_days_left": left},
            escalation=escalation,
            missing=("Afdeling Haven", "Afdeling Werk") if escalation else (),
        )
        for today, left in days
        for standing in standings
        for escalation in (False, True)
    )


def _others() -> tuple[MailValues, ...]:
    received = {**_COMMON, "received_at": datetime(2020, 5, 6, 9, 15, tzinfo=UTC)}
    link = UnusableFile(name="handtekening.png", why="Dit is een afbeelding, geen formulier.")
    return (
        EditedValues(**_COMMON, edits=(_EDIT,)),
        EditedValues(**_COMMON, edits=(_EDIT, _EDIT)),
        SignOffValues(**_COMMON, version=_SECOND, contact="Beleidsadviseur Water", warnings=2, attachments=(_FORM,)),
        SignOffValues(**{**_COMMON, "today": _AFTER}, version=_FIRST, contact="Beleidsadviseur Water"),
        UnusableValues(**received, subject_received="Onze bijdrage", files=(link,)),
        UnusableValues(**{**received, "today": _AFTER}),
        UnusableValues(**received, remarks=("De mail is 70 MB groot; boven 64 MB lezen wij alleen de kopregels.",)),
    )


SPECIMENS: Final[tuple[MailValues, ...]] = (
    *_requests(),
    *_about_versions(),
    *_reminders(),
    *_others(),
    *PERSON_SPECIMENS,
    *RELEASE_SPECIMENS,
)
"""Every mail, in each of its variants."""

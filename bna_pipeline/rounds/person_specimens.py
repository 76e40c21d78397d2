"""Values made up for every mail to a person of the programme: `bna check` fills in the templates with them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, Final

from bna_pipeline.rounds.person_values import (
    AgainText,
    AlarmValues,
    DatedLine,
    DigestValues,
    OverdueValues,
    RepliedValues,
    TermValues,
    Trouble,
    TurnKind,
    TurnText,
    TurnValues,
    WaitsFor,
)
from bna_pipeline.rounds.values import MailValues

_TODAY, _DUE = date(2020, 6, 2), date(2020, 6, 12)

_COMMON: Final[dict[str, Any]] = {
    "programme": "Programma Water en Werk",
    "programme_short": "PWW",
    "edition": "Voortgangsrapportage Water en Werk 2020",
    "reference": "abcdefghij234567klmn",
    "recipient": "Directeur Water",
    "sender": "Programmacoördinator Water en Werk",
    "question_mail": "programma@example.org",
    "today": _TODAY,
}
_LINK: Final[dict[str, Any]] = {
    "link": "https://toetsing.example.org/link/k3v9mZ0cQ1xq7Yt2Wb8nRr5uFh6pLs4dEaGjTiXoNwM",
    "link_until": date(2020, 7, 2),
}
_REVIEW: Final[dict[str, Any]] = {"kind": TurnKind.REVIEW, "stage": "Directie", "draft": 2, "due": _DUE}
_FIGURES = AgainText(
    title="Overzicht van de acties",
    reason="de sectie volgt uit gegevens die zijn gewijzigd sinds concept 2: Pijler Water",
    derived=True,
)
_TEXT = AgainText(title="Pijler Water", reason="de tekst is gewijzigd sinds concept 2")


def _turns() -> tuple[TurnText, ...]:
    again = {**_REVIEW, "draft": 3}
    return (
        TurnText(**_REVIEW, **_LINK, sections=("Pijler Water", "Pijler Werk")),
        TurnText(**_REVIEW, whole=True, silence=True, instead_of="Directeur Werk"),
        TurnText(**{**_REVIEW, "due": None}, **_LINK, whole=True),
        TurnText(**again, **_LINK, again=(_TEXT, _FIGURES), sections=("Kansen",)),
        TurnText(**again, **_LINK, again=(_FIGURES,)),
        TurnText(**again, again=(_FIGURES,), silence=True, instead_of="Directeur Werk"),
        TurnText(kind=TurnKind.ADOPT, draft=3, **_LINK),
        TurnText(kind=TurnKind.SETTLE_MANDATE, draft=4, **_LINK),
        TurnText(kind=TurnKind.SIGN, draft=4, **_LINK),
        TurnText(kind=TurnKind.SIGN, draft=4),
    )


def _digests() -> tuple[DigestValues, ...]:
    whole = DigestValues(
        **_COMMON,
        since=date(2020, 5, 29),
        troubles=(
            Trouble(
                what="De mail ‘Uw oordeel gevraagd’ aan directeur@example.org kwam terug: dat adres bestaat niet.",
                do="Zet een goed adres in het programma en stuur de mail nog eens.",
                since=date(2020, 5, 29),
            ),
            Trouble(what="De stap ‘concept maken’ lukt niet: een sjabloon ontbreekt."),
        ),
        moved=("Concept 2 is gemaakt: de redactie paste een tekst aan.", "Beleidsadviseur Water gaf akkoord."),
        more=3,
        yours=("Een bevinding aanvaarden of de tekst laten aanpassen (brief.aanleiding).",),
        waiting=(
            WaitsFor(who="Directeur Werk", what="oordeel in stap ‘Directie’ over concept 2", since=_TODAY, due=_DUE),
            WaitsFor(
                who="Directeur Water",
                what="oordeel in stap ‘Directie’ over concept 2",
                since=date(2020, 5, 18),
                due=date(2020, 5, 29),
                late=True,
                away=date(2020, 6, 5),
            ),
            WaitsFor(who="Gemeente Waterstad", what="een goede bijdrage"),
        ),
        warnings=("Directeur Water is van 29-05-2020 tot en met 05-06-2020 afwezig; er is geen vervanger.",),
        dates=(
            DatedLine(label="Ronde geopend", when="9 maart 2020"),
            DatedLine(label="Directie", when="tot en met 12 juni 2020"),
        ),
        picture="tijdlijn@example.org",
        described="Tijdlijn van de editie: de stap Directie loopt, tot en met 12 juni 2020.",
    )
    bare = {"picture": None, "described": None, "troubles": (), "moved": (), "more": 0, "yours": (), "since": None}
    return (whole, whole.model_copy(update=bare), whole.model_copy(update={"waiting": (), "dates": (), "warnings": ()}))


def _replies() -> tuple[RepliedValues, ...]:
    received = {**_COMMON, "received_at": datetime(2020, 6, 2, 7, 30, tzinfo=UTC)}
    return (
        RepliedValues(**received, subject_received="Akkoord", asked="link"),
        RepliedValues(**received, returned=("voortgangsrapportage-opmerkingen.docx",), asked="coordinator"),
        RepliedValues(**received, remarks=("Het bestand plaatje.docx is geen concept dat wij stuurden.",)),
    )


_ALARM: Final[dict[str, Any]] = {
    "short": "de Kamerbrief is uit, het pakket nog niet",
    "what": "De Kamerbrief is uit (12345 nr. 6 van 02-06-2020), maar de statenmededeling is nog niet ondertekend.",
    "do": "Laat haar zo snel mogelijk vaststellen en ondertekenen, en zet daarna de vrijgave klaar.",
}


def _all() -> tuple[MailValues, ...]:
    turns = _turns()
    terms = tuple(turn for turn in turns if turn.due is not None)
    late = {**_COMMON, "today": date(2020, 6, 15)}
    later = terms[1].model_copy(update={"due": date(2020, 6, 19)})
    missed: dict[str, Any] = {"stage": "Directie", "draft": 2, "due": _DUE}
    return (
        *(TurnValues(**_COMMON, turns=(turn,)) for turn in turns),
        TurnValues(**late, turns=turns[:1]),
        TurnValues(**_COMMON, turns=turns[:4]),
        *(TermValues(**common, turns=(turn,)) for turn in terms for common in (_COMMON, late)),
        TermValues(**{**_COMMON, "today": _DUE}, turns=terms[:2]),
        TermValues(**late, turns=terms[:2]),
        *(TermValues(**{**_COMMON, "today": day}, turns=(terms[0], later)) for day in (_TODAY, _DUE, late["today"])),
        OverdueValues(**late, **missed, missing=("Directeur Water",)),
        OverdueValues(**late, **missed, missing=("Directeur Water", "Directeur Werk")),
        *_digests(),
        *_replies(),
        AlarmValues(**_COMMON, **_ALARM),
    )


PERSON_SPECIMENS: Final[tuple[MailValues, ...]] = _all()
"""Every mail to a person, in each of its variants."""

"""A full-size consolidation and a small one, made from nothing but the programme's data and a few sentences."""

from __future__ import annotations

import io
from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from PIL import Image, ImageDraw

from bna_pipeline.model.base import sha256_hex
from bna_pipeline.model.consolidation import (
    AttributedExample,
    AttributedMoney,
    AttributedText,
    ConsolidatedAction,
    Consolidation,
    ContributionUsed,
    Figures,
    PillarFigures,
    ProgressClaim,
    RoleCount,
    Share,
    StatusCount,
)
from bna_pipeline.model.contribution import (
    Development,
    DevelopmentScope,
    Editorial,
    Example,
    Milestone,
    Money,
    Opportunity,
    Picture,
    PillarText,
    StatementText,
)
from bna_pipeline.model.programme import Action, Edition, Programme, ProvinceRole, Status

TEMPLATES = Path(__file__).parents[3] / "templates"
FONTS = TEMPLATES / "fonts"
FOLDER = TEMPLATES / "bna"
TIMESTAMP = datetime(2020, 6, 15, 9, 0, tzinfo=UTC)
SENT = datetime(2020, 5, 20, 8, 0, tzinfo=UTC)

_CYCLE = (
    Status.ON_SCHEDULE,
    Status.DONE,
    Status.ON_SCHEDULE,
    Status.AHEAD,
    Status.DELAYED,
    Status.ON_SCHEDULE,
    Status.ON_SCHEDULE,
    Status.NOT_STARTED,
    Status.ON_SCHEDULE,
    Status.DONE,
)
_ACHIEVED = (
    "In deze periode kwam een vaste groep van opleidingen, bedrijven en overheden iedere maand bijeen om het werk te "
    "verdelen. Dat leverde een gezamenlijk jaarplan op, met voor elk onderdeel een eigenaar, een termijn en een "
    "bedrag. De eerste twee onderdelen zijn uitgevoerd en op hun resultaat bekeken.",
    "Aan de uitvoering deden ruim veertig bedrijven mee, waarvan de helft met minder dan vijftig medewerkers. Zij "
    "geven aan dat vooral de vaste aanspreekpunten helpen: wie een vraag heeft, weet nu waar hij terechtkan. De "
    "onderzoekers leggen de uitkomsten vast, zodat andere regio's ze kunnen gebruiken.",
    "De locatie is ingericht en in gebruik genomen. In het eerste halfjaar kwamen er gemiddeld drie groepen per week, "
    "tot de deuren in maart dicht moesten. Daarna is een deel van het programma binnen drie weken op afstand "
    "voortgezet, met meer deelnemers dan vooraf was gedacht.",
    "Met de gemeente is afgesproken hoe de vergunningen worden behandeld en wie de kosten draagt. Daarmee is de "
    "grootste onzekerheid uit het plan verdwenen, en kan de aanbesteding na de zomer beginnen.",
)
_NEXT = (
    "Na de zomer begint de tweede ronde. De partners leggen dan eerst vast wat zij van de eerste hebben geleerd, en "
    "bepalen op grond daarvan welke onderdelen zij groter maken.",
    "De komende maanden gaan op aan het werven van deelnemers en aan een meting, zodat volgend jaar te zien is wat de "
    "actie heeft opgeleverd.",
)


@cache
def programme() -> Programme:
    data = yaml.safe_load((FOLDER / "programme.yaml").read_text(encoding="utf-8"))
    whole = Programme.model_validate(data)
    return whole.of(_to_go_out(whole))


def edition() -> Edition:
    return _to_go_out(programme())


def _to_go_out(programme: Programme) -> Edition:
    return next(e for e in programme.editions if not e.past)


@cache
def picture_bytes(seed: int) -> bytes:
    """A drawn picture, 900 by 560 pixels, PNG."""
    image = Image.new("RGB", (900, 560), (226, 234, 240))
    draw = ImageDraw.Draw(image)
    for bar in range(9):
        height = 90 + (seed * 37 + bar * 53) % 330
        draw.rectangle((60 + bar * 90, 500 - height, 120 + bar * 90, 500), fill=(20, 90 + bar * 12, 140))
    draw.line((40, 500, 860, 500), fill=(40, 40, 40), width=4)
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def picture(digest: str) -> bytes:
    """What `render` asks for: the bytes of a picture of this factory."""
    return next(data for data in map(picture_bytes, range(40)) if sha256_hex(data) == digest)


def _example(action: Action, number: int) -> AttributedExample:
    data = picture_bytes(number)
    shown = Picture(
        sha256=sha256_hex(data),
        media_type="image/png",
        width=900,
        height=560,
        description=f"Staafdiagram met negen staven over het aantal deelnemers aan actie {action.id} per maand",
    )
    return AttributedExample(
        partner=action.owner,
        example=Example(
            title=f"Een dag meekijken bij {action.id}",
            text=(
                "Op een donderdag in februari liepen twaalf bezoekers mee met de ploeg die de proef uitvoert. Zij "
                "zagen hoe een meting wordt opgezet, wat er misging en hoe dat dezelfde middag werd opgelost.",
                "Drie van hen meldden zich daarna met een eigen vraag. Een van die vragen is inmiddels een project, "
                "met een student die er zijn afstudeeropdracht van maakt.",
            ),
            picture=shown if number % 3 == 0 else None,
            caption=f"Deelnemers aan {action.id}, per maand" if number % 3 == 0 else None,
        ),
    )


def _action(number: int, action: Action, status: Status | None) -> ConsolidatedAction:
    second = action.partners[:1] if number % 3 == 1 else ()
    delayed = status is not None and status.needs_reason

    def said(text: str) -> tuple[AttributedText, ...]:
        return (AttributedText(partner=action.owner, text=(text,)),)

    return ConsolidatedAction(
        id=action.id,
        pillar=action.pillar,
        title=action.title,
        owner=action.owner,
        partners=action.partners,
        role=action.role,
        status=status,
        reported_by=(action.owner, *second) if status else (),
        achieved=(
            AttributedText(partner=action.owner, text=(_ACHIEVED[number % 4], _ACHIEVED[(number + 1) % 4])),
            *(AttributedText(partner=p, text=(_ACHIEVED[(number + 2) % 4],)) for p in second),
        )
        if status
        else (),
        next_steps=said(_NEXT[number % 2]) if status else (),
        reason=said("De vergunning kwam vier maanden later dan gedacht.") if delayed else (),
        measure=said("Er werkt nu een vaste ploeg aan, die elke week verslag doet.") if delayed else (),
        milestones=(
            Milestone(date=date(2019, 10, 3), title="Startbijeenkomst met alle partners", reached=True),
            Milestone(date=date(2020, 1, 15 + number % 10), title="Eerste onderdeel opgeleverd", reached=True),
            Milestone(date=date(2020, 11, 1 + number % 20), title="Tussenmeting", reached=False),
        )
        if status
        else (),
        examples=(_example(action, number),) if status and number % 2 == 0 else (),
        money=(
            AttributedMoney(
                partner=action.owner,
                money=Money(amount=Decimal(125000 + number * 2500), purpose="Inrichting en begeleiding"),
            ),
        )
        if status and number % 5 == 0
        else (),
    )


def _claim(known: Programme, statuses: list[Status | None]) -> ProgressClaim:
    on_schedule = sum(s in known.claims.on_schedule for s in statuses)
    share = on_schedule / len(statuses)
    words = next(level.words for level in known.claims.levels if share >= level.at_least)
    return ProgressClaim(words=words, on_schedule=on_schedule, total=len(statuses))


def _counts(statuses: list[Status | None]) -> tuple[StatusCount, ...]:
    counted = Counter(statuses)
    return tuple(StatusCount(status=s, count=counted[s]) for s in [*Status, None] if counted[s])


def figures(known: Programme, actions: tuple[ConsolidatedAction, ...]) -> Figures:
    roles = Counter(a.role for a in actions)
    part = sum(a.role in known.claims.participation for a in actions)
    pillars = []
    for pillar in known.pillars:
        statuses = [a.status for a in actions if a.pillar == pillar.id]
        pillars.append(PillarFigures(pillar=pillar.id, counts=_counts(statuses), progress=_claim(known, statuses)))
    statuses = [a.status for a in actions]
    return Figures(
        actions=len(actions),
        counts=_counts(statuses),
        pillars=tuple(pillars),
        progress=_claim(known, statuses),
        participation=Share(part=part, total=len(actions), words="ongeveer driekwart"),
        roles=tuple(RoleCount(role=r, count=roles[r]) for r in ProvinceRole),
    )


def editorial(known: Programme, year: Edition, **changes: Any) -> Editorial:
    base = Editorial(
        edition=year.id,
        sent_at=SENT,
        author="Programmacoördinator",
        foreword=(
            "Toen wij vorig jaar de eerste rapportage uitbrachten, konden wij niet weten in welke omstandigheden de "
            "tweede zou verschijnen. De regio die van nabijheid haar kracht maakt, moest op afstand verder.",
            "Deze rapportage laat zien dat het werk is doorgegaan. Niet overal in hetzelfde tempo en niet overal op de "
            "manier die was bedacht, maar met dezelfde partners en met hetzelfde doel.",
            "Achter elke regel in het overzicht staan mensen die een afspraak zijn nagekomen. Hun voorbeelden vindt u "
            "terug in de hoofdstukken per pijler.",
        ),
        foreword_signed="De stuurgroep van de agenda",
        summary=(
            "In de tweede periode van de agenda zijn veel acties van voorbereiding naar uitvoering gegaan. Nieuwe "
            "instituten zijn geopend, afspraken over bereikbaarheid zijn vastgelegd en de eerste projecten leveren "
            "resultaten op die bedrijven kunnen gebruiken.",
            "De coronacrisis maakt de agenda dringender. Zij neemt een deel van de voordelen van nabijheid weg, en "
            "versnelt tegelijk de digitalisering. Herstel is voor het komende jaar het doel.",
        ),
        pillars=tuple(
            PillarText(
                pillar=p.id,
                text=(
                    f"In deze pijler lag de nadruk op uitvoering. De partners van de pijler {p.name} hebben hun acties "
                    "op elkaar afgestemd, zodat wie in de ene actie iets leert, het in de andere kan gebruiken.",
                ),
            )
            for p in known.pillars
        ),
        developments=tuple(
            Development(
                scope=scope,
                title=f"Verandering die de regio raakt: {scope.value}",
                text=(
                    "De omstandigheden waarin de agenda wordt uitgevoerd, zijn in korte tijd veranderd. Bestellingen "
                    "vielen weg, reizen werd moeilijk en bedrijven stelden investeringen uit. Tegelijk bleek hoe snel "
                    "men kan schakelen wanneer het moet.",
                ),
                answer=(
                    "De partners houden vast aan de doelen en passen de volgorde aan: wat nu al helpt bij herstel, "
                    "gaat voor. Onderdelen waarvoor mensen bij elkaar moeten komen, krijgen een vorm op afstand.",
                ),
            )
            for scope in DevelopmentScope
        ),
        opportunities=tuple(
            Opportunity(
                title=title,
                state="In uitwerking",
                text=(
                    "De agenda noemt deze kans zonder er een actie aan te verbinden. In deze periode is verkend wie "
                    "haar kan oppakken en wat daarvoor nodig is. Een voorstel volgt in de volgende rapportage.",
                ),
            )
            for title in ("Gezamenlijk optrekken in Europa", "Een campus voor de zorg", "Circulair produceren")
        ),
        core=(
            StatementText(
                id="belang",
                heading="De agenda is belangrijker geworden.",
                argument=(
                    "De economie van de regio leunt op maakindustrie en op samenwerking. Beide zijn door de crisis "
                    "geraakt. De agenda richt zich op wat voor herstel nodig is: mensen, kennis en een goed "
                    "vestigingsklimaat.",
                ),
            ),
            StatementText(
                id="samenwerking",
                heading="De samenwerking tussen overheden, bedrijven en kennisinstellingen houdt stand.",
                argument=("Alle partners hebben bijgedragen, ook toen hun eigen werk onder druk stond.",),
            ),
        ),
        consequences=(
            StatementText(
                id="inspanning",
                heading="De agenda verplicht de provincie tot een inspanning.",
                argument=(
                    "Het gaat om een inspanningsverplichting. Bestaande juridische, financiële en beleidsmatige kaders "
                    "blijven leidend; voor nieuwe uitgaven komen wij bij u terug.",
                ),
            ),
            StatementText(
                id="ontwikkelingen",
                heading="De agenda beweegt mee met ontwikkelingen in de wereld, in het land en in de regio.",
                argument=("De partners passen de volgorde van het werk aan zonder de doelen los te laten.",),
            ),
        ),
    )
    return base.model_copy(update=changes)


def consolidation(known: Programme | None = None, **changes: Any) -> Consolidation:
    """The full-size edition; `changes` go into the redactie."""
    known = known or programme()
    year = next(e for e in known.editions if not e.past)
    actions = tuple(_action(n, a, _CYCLE[n % len(_CYCLE)]) for n, a in enumerate(known.actions))
    return Consolidation(
        edition=year.id,
        actions=actions,
        editorial=editorial(known, year, **changes),
        figures=figures(known, actions),
        used=tuple(
            ContributionUsed(partner=p.id, original=sha256_hex(p.id.encode()))
            for p in sorted(known.partners, key=lambda p: p.id)
        ),
    )

"""A programme, drafts and decisions small enough to reason about; nobody in it exists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bna_pipeline.model.base import FileDigest, digest_of, sha256_hex
from bna_pipeline.model.contribution import Editorial
from bna_pipeline.model.draft import (
    DOCUMENTS,
    LETTER_PDF,
    Adoption,
    Decision,
    Draft,
    Outcome,
    SectionMark,
    SignatureMade,
    Verdict,
)
from bna_pipeline.model.events import LetterSigned
from bna_pipeline.model.programme import Programme
from bna_pipeline.model.sections import SectionDigest

NOW = datetime(2030, 5, 1, 10, 0, tzinfo=UTC)
PILLARS = ("water", "wind")
WATER, WIND = "rapport.pijler.water", "rapport.pijler.wind"
SUMMARY, OCCASION = "rapport.samenvatting", "brief.aanleiding"
TITLES = {WATER: "Pijler Water", WIND: "Pijler Wind", SUMMARY: "Samenvatting", OCCASION: "Brief: Aanleiding"}
Route = Sequence[tuple[str, str | int, Mapping[str, Sequence[str]]]]

ROUTE: Route = (
    (
        "beleid",
        "all",
        {"adviseur-water": (WATER,), "adviseur-wind": (WIND,), "adviseur-geheel": (SUMMARY, "brief.*")},
    ),
    ("directie", 2, {"directeur-een": ("*",), "directeur-twee": ("*",), "directeur-drie": ("*",)}),
)


def programme_data(route: Route = ROUTE) -> dict[str, Any]:
    """The programme as it would stand in YAML."""
    reviewers = sorted({person for _, _, people in route for person in people})
    return {
        "id": "delta",
        "name": "Deltaplan",
        "short": "DP",
        "province": "waterland",
        "province_name": "Waterland",
        "agenda": {
            "name": "Deltaplan",
            "short": "DP",
            "informed_on": date(2029, 1, 10),
            "description": "een afspraak over water en wind",
            "term": "vier jaar",
        },
        "pillars": [{"id": p, "name": p.capitalize(), "aim": f"Genoeg {p}."} for p in PILLARS],
        "partners": [
            {
                "id": "waterland",
                "name": "Provincie Waterland",
                "short": "Waterland",
                "group": "Provincie",
                "contact": {"function": "Programmamanager", "mail": "programma@example.org"},
            }
        ],
        "actions": [
            {"id": "A-01", "pillar": "water", "title": "Dijken", "owner": "waterland", "role": "trekker"},
            {"id": "B-01", "pillar": "wind", "title": "Molens", "owner": "waterland", "role": "partner"},
        ],
        "people": [
            *({"id": p, "name": p.replace("-", " ").capitalize(), "roles": ["reviewer"]} for p in reviewers),
            {"id": "coordinator", "name": "Coördinator", "roles": ["coordinator"]},
            {"id": "plaatsvervanger", "name": "Plaatsvervanger", "roles": ["reviewer"]},
            {"id": "gedeputeerde", "name": "Gedeputeerde", "roles": ["mandate-holder"]},
            {"id": "bestuurssecretaris", "name": "Bestuurssecretaris", "roles": ["secretary"]},
            {"id": "voorzitter", "name": "Voorzitter", "roles": ["signer"]},
        ],
        "editions": [
            {
                "id": "delta-2030",
                "year": 2030,
                "ordinal": 1,
                "title": "Voortgang",
                "period_start": date(2029, 1, 1),
                "period_end": date(2029, 12, 31),
            }
        ],
        "review": [
            {
                "id": stage,
                "name": stage.capitalize(),
                "needed": needed,
                "reviewers": [{"person": person, "scope": list(scope)} for person, scope in people.items()],
            }
            for stage, needed, people in route
        ],
        "claims": {"levels": [{"at_least": 0, "words": "in uitvoering"}]},
        "letter": {
            "authority": "Gedeputeerde Staten van Waterland",
            "addressee": "Provinciale Staten van Waterland",
            "signatories": [
                {"person": "voorzitter", "field": "Voorzitter", "label": "de voorzitter", "name": "V. Voorbeeld"}
            ],
        },
        "delivery": {
            "channels": [{"id": "griffie", "name": "Griffie", "kind": "folder", "target": "griffie"}],
            "kamerbrief_dossier": "12345",
        },
    }


def programme(route: Route = ROUTE) -> Programme:
    return Programme.model_validate(programme_data(route))


def draft(version: int, **texts: str | int) -> Draft:
    """A draft with a section for each text (`water`, `wind`, `occasion`), and a summary derived from the pillars."""
    known = {"water": WATER, "wind": WIND, "occasion": OCCASION}
    sections = [
        SectionDigest(id=known[name], title=TITLES[known[name]], sha256=digest_of(text)) for name, text in texts.items()
    ]
    pillars = tuple(s for s in sections if s.id in (WATER, WIND))
    sections.append(
        SectionDigest(
            id=SUMMARY,
            title=TITLES[SUMMARY],
            sha256=digest_of([s.sha256 for s in pillars]),
            derived_from=tuple(s.id for s in pillars),
        )
    )
    return draft_of(version, sections)


def draft_of(version: int, sections: Sequence[SectionDigest]) -> Draft:
    content = digest_of([s.model_dump(mode="json") for s in sections])
    return Draft(
        edition="delta-2030",
        version=version,
        content=content,
        sections=tuple(sections),
        files=tuple(FileDigest.of(name, f"{name} {content}".encode()) for name in DOCUMENTS),
        used=(),
        editorial=sha256_hex(b"redactie"),
    )


def decision(
    stage: str,
    reviewer: str,
    on: Draft,
    scope: Sequence[str] | None = None,
    verdict: Verdict = Verdict.APPROVE,
    at: datetime = NOW,
) -> Decision:
    """A decision as the ledger may hold it, made without asking whether it was allowed.

    `scope` None: every section of the draft.
    """
    return Decision(
        stage=stage,
        reviewer=reviewer,
        given_by=reviewer,
        verdict=verdict,
        draft=on.version,
        covers=tuple(SectionMark(id=s.id, sha256=s.sha256) for s in on.sections if scope is None or s.id in scope),
        at=at,
    )


def everyone(who: Programme, on: Draft) -> tuple[Decision, ...]:
    """The approval of every reviewer of the route for this draft."""
    return tuple(
        decision(stage.id, r.person, on, [s.id for s in on.sections if r.covers(s.id)], at=NOW + timedelta(minutes=n))
        for n, (stage, r) in enumerate((s, r) for s in who.review for r in s.reviewers)
    )


def adoption(on: Draft, outcome: Outcome = Outcome.ADOPTED, **changes: Any) -> Adoption:
    made = Adoption(date=date(2030, 6, 1), number="GS-7", outcome=outcome, draft=on.version, files=on.files)
    return made.model_copy(update=changes)


def editorial() -> Editorial:
    return Editorial.model_validate(
        {
            "edition": "delta-2030",
            "sent_at": NOW,
            "author": "Coördinator",
            "foreword": ["Een woord vooraf."],
            "foreword_signed": "Gedeputeerde",
            "summary": ["Het gaat goed met water."],
            "pillars": [],
            "developments": [{"scope": "nationaal", "title": "Storm", "text": ["Het waaide."], "answer": ["Bouwen."]}],
            "core": [{"id": "belang", "heading": "Water telt.", "argument": ["Daarom."]}],
            "consequences": [{"id": "inzet", "heading": "Wij spannen ons in.", "argument": ["Zo."]}],
        }
    )


def letter(n: int) -> FileDigest:
    """A letter after so many signatures."""
    return FileDigest.of(LETTER_PDF, b"%PDF" + b"+" * n)


def signed(field: str, before: FileDigest, after: FileDigest) -> LetterSigned:
    """Somebody signed in a field."""
    return LetterSigned(
        signature=SignatureMade(
            field=field,
            person=field.lower(),
            before=before,
            after=after,
            subject="CN=Proef",
            certificate="0" * 64,
            throwaway=True,
            imported=False,
            at=NOW,
        )
    )

"""A small programme with three partners, and contributions for it as plain data."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from copy import deepcopy
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from typing import Any

from PIL import Image

from bna_pipeline.contributions import questions as q
from bna_pipeline.contributions.forms import word_form
from bna_pipeline.contributions.judge import Judgement, judge, judge_editorial
from bna_pipeline.model.base import sha256_hex
from bna_pipeline.model.calendar import dutch_date
from bna_pipeline.model.contribution import Contribution, Editorial
from bna_pipeline.model.programme import Programme
from tests.sample.filling import Answer, fill_form

SENT = "2020-05-04T10:00:00+02:00"


def _contact(name: str) -> dict[str, str]:
    return {"function": "Programmamanager", "mail": f"{name}@example.org"}


def _partner(key: str, name: str) -> dict[str, Any]:
    return {"id": key, "name": name, "short": key.upper(), "group": "regio", "contact": _contact(key)}


def _action(key: str, pillar: str, owner: str, partners: list[str], role: str) -> dict[str, Any]:
    return {"id": key, "pillar": pillar, "title": f"Doel {key}", "owner": owner, "partners": partners, "role": role}


PROGRAMME = Programme.model_validate(
    {
        "id": "proef",
        "name": "Proefprogramma",
        "short": "PP",
        "province": "provincie",
        "province_name": "Voorbeeldland",
        "agenda": {
            "name": "Proefagenda",
            "short": "PA",
            "informed_on": "2018-06-25",
            "description": "een afspraak",
            "term": "vier jaar",
        },
        "pillars": [
            {"id": "talent", "name": "Talent", "aim": "Genoeg mensen."},
            {"id": "kennis", "name": "Kennis", "aim": "Nieuwe kennis."},
        ],
        "partners": [
            _partner("provincie", "Provincie Voorbeeldland"),
            _partner("school", "Hogeschool Voorbeeld"),
            _partner("stad", "Gemeente Voorbeeldstad"),
            _partner("lezer", "Bureau zonder acties"),
        ],
        "actions": [
            _action("T-01", "talent", "school", ["provincie"], "partner"),
            _action("T-02", "talent", "school", ["stad", "provincie"], "betrokken"),
            _action("K-01", "kennis", "stad", ["school"], "medefinancier"),
            _action("K-02", "kennis", "stad", [], "geen"),
        ],
        "people": [
            {"id": "beleid", "name": "Beleidsmedewerker", "roles": ["reviewer"]},
            {"id": "voorzitter", "name": "Voorzitter", "roles": ["signer"]},
        ],
        "editions": [
            {
                "id": "proef-2020",
                "year": 2020,
                "ordinal": 2,
                "title": "Voortgangsrapportage Proefagenda 2020",
                "period_start": "2019-07-01",
                "period_end": "2020-06-01",
                "opens": "2020-03-09",
                "deadline": "2020-05-15",
            }
        ],
        "review": [{"id": "beleid", "name": "Beleid", "reviewers": [{"person": "beleid"}]}],
        "claims": {
            "levels": [
                {"at_least": 0.75, "words": "volgens planning", "phrases": ["op schema"]},
                {"at_least": 0.5, "words": "grotendeels volgens planning", "phrases": ["grotendeels op schema"]},
                {"at_least": 0, "words": "later dan gepland"},
            ]
        },
        "letter": {
            "authority": "Gedeputeerde Staten van Voorbeeldland",
            "addressee": "Provinciale Staten van Voorbeeldland",
            "signatories": [
                {"person": "voorzitter", "field": "Voorzitter", "label": "de voorzitter", "name": "drs. V. Voorbeeld"}
            ],
        },
        "delivery": {
            "kamerbrief_dossier": "12345",
            "channels": [{"id": "griffie", "name": "Griffie", "kind": "folder", "target": "griffie"}],
        },
    }
)
EDITION = PROGRAMME.editions[0]
SCHOOL = PROGRAMME.partner("school")


def picture(width: int = 800, height: int = 500, kind: str = "PNG") -> bytes:
    """A plain picture."""
    buffer = BytesIO()
    Image.new("RGB", (width, height), "#336699").save(buffer, format=kind)
    return buffer.getvalue()


def report(action: str, **changes: Any) -> dict[str, Any]:
    """What a partner says about one action, as in JSON."""
    return {"action": action, "status": "conform planning", "achieved": "Er is veel bereikt.", **changes}


def data(*reports: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A contribution of the school, as in JSON; without reports about all its actions."""
    whole = {
        "edition": EDITION.id,
        "partner": "school",
        "completeness": "gedeeltelijk" if reports else "volledig",
        "sent_at": SENT,
        "author": "Programmamanager",
        "reports": list(reports) or [report("T-01"), report("T-02"), report("K-01")],
    }
    return deepcopy({**whole, **changes})


def judged(value: dict[str, Any], partner: str = "school") -> Judgement:
    """The judgement of a contribution in JSON."""
    return judge(PROGRAMME, EDITION, partner, "bijdrage.json", json.dumps(value).encode())


def contribution(value: dict[str, Any]) -> Contribution:
    """The typed contribution of plain data that must be in order."""
    found = judged(value, value["partner"])
    assert found.contribution is not None, found.findings
    return found.contribution


def used(*values: dict[str, Any]) -> dict[str, tuple[str, Contribution]]:
    """Contributions as `consolidate` takes them."""
    return {v["partner"]: (sha256_hex(json.dumps(v).encode()), contribution(v)) for v in values}


@lru_cache
def form(partner: str = "school") -> bytes:
    """The empty form of a partner."""
    return word_form(PROGRAMME, EDITION, PROGRAMME.partner(partner))


def filled(answers: dict[str, Answer], sent: str = SENT, empty: bytes | None = None) -> bytes:
    """The school's form with these answers, and the general questions answered unless they are among them."""
    general: dict[str, Answer] = {q.AUTHOR: "Programmamanager", q.COMPLETENESS: "gedeeltelijk"}
    chosen = {code: answer for code, answer in {**general, **answers}.items() if answer}
    return fill_form(empty or form(), chosen, datetime.fromisoformat(sent))


def word_judged(docx: bytes, partner: str = "school") -> Judgement:
    """The judgement of a Word file."""
    return judge(PROGRAMME, EDITION, partner, "bijdrage.docx", docx)


def codes(judgement: Judgement) -> list[tuple[str, str]]:
    """Code and place of every finding."""
    return [(f.code, f.place) for f in judgement.findings]


def answers_of(value: Contribution, pictures: dict[str, bytes]) -> dict[str, Answer]:
    """A contribution as somebody would type it into the form."""
    answers: dict[str, Answer] = {q.AUTHOR: value.author, q.COMPLETENESS: value.completeness.value}
    for said in value.reports:

        def put(question: q.Question, answer: Answer, action: str = said.action) -> None:
            if answer:
                answers[q.code_of(action, question)] = answer

        put(q.STATUS, said.status.value)
        for question, text in (
            (q.ACHIEVED, said.achieved),
            (q.NEXT_STEPS, said.next_steps),
            (q.REASON, said.reason),
            (q.MEASURE, said.measure),
        ):
            put(question, text)
        for question, reached in ((q.REACHED, True), (q.COMING, False)):
            put(question, [f"{dutch_date(m.date)} - {m.title}" for m in said.milestones if m.reached is reached])
        if example := said.example:
            put(q.EXAMPLE_TITLE, example.title)
            put(q.EXAMPLE_TEXT, example.text)
            put(q.CAPTION, example.caption or "")
            if example.picture:
                put(q.PICTURE, pictures[example.picture.sha256])
                put(q.DESCRIPTION, example.picture.description)
        if said.money:
            put(q.AMOUNT, f"€ {said.money.amount}".replace(".", ","))
            put(q.PURPOSE, said.money.purpose)
    return answers


Change = Callable[[str], str] | str | None
"""What becomes of a part: another text made of it, a text instead of it, or nothing."""


def rewritten(docx: bytes, changes: dict[str, Change]) -> bytes:
    """A zip with some parts changed, added (a text) or taken out (None)."""
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(docx)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name not in changes:
                target.writestr(name, content)
                continue
            change = changes[name]
            if change is not None and not isinstance(change, str):
                target.writestr(name, change(content.decode()))
        for name, added in changes.items():
            if isinstance(added, str):
                target.writestr(name, added)
    return buffer.getvalue()


EDITORIAL: dict[str, Any] = {
    "edition": EDITION.id,
    "sent_at": "2020-05-18T09:30:00+02:00",
    "author": "Coördinator",
    "foreword": "Dit is het voorwoord.\n\nHet heeft twee alinea's.",
    "foreword_signed": "De stuurgroep",
    "summary": "Dit is de samenvatting.",
    "pillars": [
        {"pillar": "talent", "text": "Over talent."},
        {"pillar": "kennis", "text": "Over kennis."},
    ],
    "developments": [
        {"scope": "nationaal", "title": "Crisis", "text": "Er is een crisis.", "answer": "De agenda helpt."}
    ],
    "core": [{"id": "belang", "heading": "De agenda is van belang.", "argument": "Om deze reden."}],
    "consequences": [{"id": "inspanning", "heading": "De provincie spant zich in.", "argument": "Dat is alles."}],
}


def editorial(**changes: Any) -> Editorial:
    """The typed redactie."""
    found = judge_editorial(PROGRAMME, EDITION, "redactie.json", json.dumps({**EDITORIAL, **changes}).encode())
    assert found.editorial is not None, found.findings
    return found.editorial

"""The whole ledger, told: who did what and when, its chain of hashes looked over, and the file to keep."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import File, UploadFile
from starlette.responses import HTMLResponse, Response

from bna_pipeline.errors import LedgerDamaged
from bna_pipeline.model.verdicts import Row
from bna_pipeline.portal.acting import Trouble, incomplete
from bna_pipeline.portal.desk import Visit
from bna_pipeline.portal.doors import Entered, router
from bna_pipeline.portal.failures import for_reader
from bna_pipeline.portal.files import file_answer
from bna_pipeline.portal.pages import page
from bna_pipeline.portal.ways import path
from bna_pipeline.wiring import check_export, export, pipeline, views

pages = router()

SYSTEM: Final = "systeem"
_PAGE: Final = 100
"""Entries on a page: a whole edition has hundreds."""


@pages.get("/e/{edition}/logboek", name="ledger")
def ledger(visit: Entered, wie: str = "", soort: str = "", deel: str = "", vanaf: int = 0) -> HTMLResponse:
    return _ledger(visit, wie=wie, kind=soort, part=deel, start=vanaf)


def _ledger(
    visit: Visit,
    *,
    wie: str = "",
    kind: str = "",
    part: str = "",
    start: int = 0,
    trouble: Trouble | None = None,
    rows: tuple[Row, ...] = (),
) -> HTMLResponse:
    entries = pipeline.entries_anew(visit.tools)
    told = views.tell(visit.programme, entries)
    names = {p.id: p.name for p in visit.programme.people} | {SYSTEM: "Vanzelf (systeem)"}
    about = [each.line.kind.partition(".")[0] for each in told]
    found = [
        each
        for each, of_kind in zip(told, about, strict=True)
        if wie in ("", each.actor.person) and kind in ("", of_kind) and part in ("", each.chapter)
    ]
    newest = list(reversed(found))
    start = min(max(start, 0), max(len(newest) - 1, 0))
    return page(
        visit,
        "ledger.html",
        status=200 if trouble is None else trouble.status,
        crumbs=((visit.edition.title, path(visit, "edition")), ("Logboek", None)),
        lines=newest[start : start + _PAGE],
        count=len(newest),
        whole=len(told),
        start=start,
        size=_PAGE,
        head=entries[-1].hash if entries else "",
        names=names,
        people=[("", "Iedereen"), *((a, names.get(a, a)) for a in dict.fromkeys(each.actor.person for each in told))],
        kinds=[("", "Alles"), *((k, _KINDS.get(k, k)) for k in dict.fromkeys(about))],
        parts=[("", "Het hele traject"), *((c, c) for c in dict.fromkeys(each.chapter for each in told))],
        who=wie,
        kind=kind,
        part=part,
        trouble=trouble,
        rows=rows,
    )


_KINDS: Final = {
    "edition": "editie",
    "contribution": "bijdragen",
    "request": "uitvraag",
    "mail": "mails",
    "conflict": "tegenspraak",
    "draft": "concepten",
    "finding": "bevindingen",
    "review": "besluiten van toetsers, termijnen en vervanging",
    "remark": "opmerkingen",
    "word": "bestanden uit Word",
    "proposal": "voorstellen uit Word",
    "adoption": "besluiten van GS",
    "effect": "afleveringen",
    "letter": "ondertekening van de brief",
    "signing": "wat vooraf voor de ondertekening is nagekeken",
    "release": "vrijgave",
    "kamerbrief": "Kamerbrief",
    "delivery": "afleveringen die nog niet lukten",
    "embargo": "wie onder embargo iets opende",
    "dossier": "dossier",
    "seal": "zegels van pakket en dossier",
    "trail": "tijdstempels van het logboek",
    "data": "gegevens die gewist zijn",
    "step": "wat niet vanzelf lukte",
}
"""What entries are about, by how their kind begins."""


@pages.get("/e/{edition}/logboek/audit.jsonl", name="ledger-file")
def ledger_file(visit: Entered) -> Response:
    return file_answer(f"{visit.edition_id}-audit.jsonl", export(pipeline.entries_anew(visit.tools)), keep=True)


@pages.post("/e/{edition}/logboek/nakijken", name="ledger-check")
def check(visit: Entered, bestand: Annotated[UploadFile | None, File()] = None) -> HTMLResponse:
    """Hold the ledger against a file that was taken from it earlier. Nothing is recorded."""
    data = b"" if bestand is None else bestand.file.read()
    trouble = incomplete(bestand=None if data else "Kies het bestand audit.jsonl.")
    if trouble is not None:
        return _ledger(visit, trouble=trouble)
    try:
        rows = check_export(pipeline.entries_anew(visit.tools), data)
    except LedgerDamaged as damaged:
        return _ledger(visit, trouble=Trouble(422, damaged.message, for_reader(damaged)))
    return _ledger(visit, rows=rows)

"""Whether everything that signing needs will be there: looked at when a round opens and every day until release."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Final

from bna_pipeline.documents.docx_templates import word_template_faults
from bna_pipeline.documents.house import load_house
from bna_pipeline.documents.letter_text import load_letter_text
from bna_pipeline.documents.svg import specimen
from bna_pipeline.errors import BnaError
from bna_pipeline.model.programme import Edition
from bna_pipeline.model.signing_events import ReadinessProbed
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Phase
from bna_pipeline.pipeline.archive_stamp import stamp_due
from bna_pipeline.pipeline.tools import Actor, Step, Tools, record, state
from bna_pipeline.ports import Probed, TypesetJob
from bna_pipeline.rounds.terms import local_day

NEEDED = (
    "letter/text.yaml",
    "letter/letter.typ",
    "letter/letter.docx",
    "letter/stamp.typ",
    "report/report.typ",
    "house.typ",
    "report/report.docx",
)

AFTER_DEADLINE: Final = timedelta(days=60)
"""How long after the deadline the signatures are expected where the edition does not say when."""

CHARACTERS: Final = (
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ abcdefghijklmnopqrstuvwxyz 0123456789 .,:;!?()[]/%&+=-–—‘’“”…•€§°½²³×"
    " ÀÁÂÄÃÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÖÕØŒÙÚÛÜÝŸŠŽ àáâäãåæçèéêëìíîïñòóôöõøœùúûüýÿšžß Ĳĳ"
)
"""What names and running text in Dutch are written with."""

_UNTIL_SIGNED = frozenset({Phase.OPEN, Phase.CLOSED, Phase.CONCEPT, Phase.FOR_ADOPTION, Phase.ADOPTED})


def expected_signing(edition: Edition, today: date) -> date:
    """The day by which the last signature is expected: as the edition says, else some weeks after its deadline."""
    told = edition.signing_expected
    if told is None and edition.deadline is not None:
        told = edition.deadline + AFTER_DEADLINE
    return max(told or today, today)


def template_faults(tools: Tools) -> tuple[str, ...]:
    """What is wrong with templates and fonts, in Dutch: files that miss, texts, Word templates, characters."""
    folder = tools.templates
    faults = [f"{folder.name}/{name} ontbreekt." for name in NEEDED if not (folder / name).is_file()]
    try:
        load_letter_text(folder)
    except BnaError as fault:
        faults.append(str(fault))
    try:
        house = load_house(folder)
        tools.typesetter.raster(specimen(house), 100)  # a family that is not there is refused
    except BnaError as fault:
        faults.append(str(fault))
    try:
        faults += word_template_faults(folder)
    except BnaError as fault:
        faults.append(str(fault))
    stamp = folder / "letter" / "stamp.typ"
    faults += _font_faults(tools, stamp) if stamp.is_file() else ()
    return tuple(dict.fromkeys(faults))


def _font_faults(tools: Tools, stamp: Path) -> tuple[str, ...]:
    """Sets every character that names and Dutch text need, in the fonts of the stamp: a missing one is refused."""
    data = {"name": CHARACTERS, "function": "Proef", "at": "3 mei 2030, 14.05 uur", "test": True}
    job = TypesetJob(
        template=stamp,
        data={**data, "width": 400, "height": 300},
        standards=("a-3b",),
        timestamp=tools.clock.now(),
    )
    try:
        tools.typesetter.typeset(job)
    except BnaError as fault:
        return (f"Lettertypen of stempel: {fault}",)
    return ()


def outside_faults(tools: Tools) -> tuple[str, ...]:
    """What is wrong with keys and outside services now; nothing where none are configured."""
    return () if tools.readiness is None else _probed(tools).faults


def probe(tools: Tools, actor: Actor) -> Step:
    """Look at keys, outside services, templates and fonts once a day, and record what was found.

    Nothing is looked at, or recorded, where no key and no timestamp authority is configured.
    """
    readiness, today = tools.readiness, local_day(tools.clock.now())
    if readiness is None or not _due(tools, state(tools), today):
        return Step("readiness", False)
    found = _probed(tools)
    faults = (*found.faults, *template_faults(tools))
    event = ReadinessProbed(
        day=today,
        configuration=readiness.configuration,
        looked_at=(*found.looked_at, "sjablonen en lettertypen"),
        faults=tuple(" ".join(fault.split()) for fault in faults),
    )

    def decide(now: EditionState) -> ReadinessProbed | None:
        return event if _due(tools, now, today) else None

    changed = record(tools, actor, decide) is not None
    return Step("readiness", changed, tuple(f"LET OP, voor de ondertekening: {fault}" for fault in faults))


def _due(tools: Tools, now: EditionState, today: date) -> bool:
    if tools.readiness is None or not (now.phase in _UNTIL_SIGNED or stamp_due(tools, now)):
        return False
    last = now.readiness
    return last is None or last.day != today or last.configuration != tools.readiness.configuration


def _probed(tools: Tools) -> Probed:
    assert tools.readiness is not None  # the callers look
    at = tools.clock.now()
    return tools.readiness.probe(at, expected_signing(tools.edition, local_day(at)))

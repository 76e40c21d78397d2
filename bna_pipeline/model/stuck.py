"""Which steps are stuck: a fold over the entries that say so."""

from __future__ import annotations

from bna_pipeline.model.base import Frozen, Line, Moment
from bna_pipeline.model.events import Entry
from bna_pipeline.model.step_events import StepRecovered, StepStuck


class StuckStep(Frozen):
    """A step that does not go, since when, and why.

    Attributes:
        step: `Step.name`.
        code: of the error.
        said: the error's Dutch text, of the first time.
    """

    step: Line
    code: Line
    said: Line
    since: Moment

    @property
    def name(self) -> str:
        """What the step is called in Dutch."""
        return step_name(self.step)


def step_name(step: str) -> str:
    """What a step of `advance` is called in Dutch."""
    return _NAMES.get(step, step)


_NAMES = {
    "lay-out": "stukken klaarleggen",
    "readiness": "ondertekening nakijken",
    "collect": "bijdragen en post ophalen",
    "draft": "concept maken",
    "post": "mails versturen",
    "review": "route bijwerken",
    "assemble": "pakket maken",
    "archive-stamp": "archieftijdstempel vragen",
    "kamerbrief": "een ingestuurde Kamerbrief lezen",
    "kamer": "de open data van de Tweede Kamer nakijken",
    "moment": "het moment van vertrek bevestigen",
    "deliver": "afleveren",
    "archive": "dossier maken",
    "trail-stamp": "het logboek laten tijdstempelen",
    "seal": "het pakket verzegelen",
    "seal-dossier": "het dossier verzegelen",
}


def steps_after(stuck: tuple[StuckStep, ...], entry: Entry) -> tuple[StuckStep, ...]:
    """The steps that are stuck after one entry; the same object when the entry says nothing of it."""
    event = entry.event
    match event:
        case StepStuck():
            others = tuple(s for s in stuck if s.step != event.step)
            return (*others, StuckStep(step=event.step, code=event.code, said=event.said, since=entry.at))
        case StepRecovered():
            return tuple(s for s in stuck if s.step != event.step)
        case _:
            return stuck

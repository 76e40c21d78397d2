"""Real files to spoil: forms of our own maker, filled in, and what partners sent in the sample."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

import yaml

from bna_pipeline.contributions.excel_form import excel_form
from bna_pipeline.contributions.judge import Judgement, judge, judge_editorial
from bna_pipeline.model.events import REDACTIE
from bna_pipeline.model.intake import IntakeLimits
from bna_pipeline.model.programme import Edition, Programme
from bna_pipeline.storage.programmes import load_programme
from tests.sample.filling import Answer
from tests.support.filling_excel import fill_excel
from tests.unit.contributions import small

ROOT = Path(__file__).resolve().parents[2]

RICH: dict[str, Answer] = {
    "T-01.a": "vertraagd",
    "T-01.b": ["Er is veel bereikt: ruim 250 studenten deden mee.", "De tweede alinea gaat over de stages."],
    "T-01.c": ["12 november 2019 - Opening van het lab", "3 maart 2020 - Eerste lichting klaar"],
    "T-01.d": "1 september 2020 - Tweede lichting begint",
    "T-01.e": "Leren op de campus",
    "T-01.f": "Studenten werkten een half jaar aan een echte opdracht.",
    "T-01.g": small.picture(),
    "T-01.h": "Studenten bij een machine.",
    "T-01.i": "De machine in gebruik",
    "T-01.j": "Komend jaar volgen er twee opleidingen bij.",
    "T-01.k": "€ 1.250.000",
    "T-01.l": "Lokalen en machines",
    "T-01.m": "De bouw lag stil.",
    "T-01.n": "Er wordt in twee ploegen gewerkt.",
    "K-01.a": "conform planning",
    "K-01.b": "De eerste proef is geslaagd.",
}


@dataclass(frozen=True)
class Base:
    """A file that is in order, and for whom.

    Attributes:
        kind: `word`, `excel`, `json` or `yaml`.
        sender: partner id, or the redactie.
    """

    name: str
    kind: str
    sender: str
    programme: Programme
    edition: Edition
    data: bytes

    def judged(self, data: bytes, limits: IntakeLimits | None = None) -> Judgement:
        """What the intake says of these bytes instead."""
        limits = limits or IntakeLimits()
        if self.sender == REDACTIE:
            return judge_editorial(self.programme, self.edition, self.name, data, limits)
        return judge(self.programme, self.edition, self.sender, self.name, data, limits)


@cache
def bases() -> tuple[Base, ...]:
    """All of them; each is accepted as it is."""
    own = (small.PROGRAMME, small.EDITION)
    rich = small.data(
        small.report(
            "T-01",
            status="vertraagd",
            reason="De bouw lag stil.",
            measure=["Twee ploegen.", "Meer mensen."],
            milestones=[{"date": "2019-11-12", "title": "Opening", "reached": True}],
            money={"amount": 1250000.5, "purpose": "Lokalen"},
        ),
        small.report("K-01"),
    )
    found = [
        Base("eigen.docx", "word", "school", *own, small.filled(RICH)),
        Base("eigen.xlsx", "excel", "school", *own, _excel()),
        Base("eigen.json", "json", "school", *own, json.dumps(rich).encode()),
        Base("eigen.yaml", "yaml", "school", *own, yaml.safe_dump(rich, allow_unicode=True).encode()),
        Base("redactie.json", "json", REDACTIE, *own, json.dumps(small.EDITORIAL).encode()),
        Base("redactie-eigen.yaml", "yaml", REDACTIE, *own, yaml.safe_dump(small.EDITORIAL).encode()),
        *_sample(),
    ]
    return tuple(found)


def _excel() -> bytes:
    empty = excel_form(small.PROGRAMME, small.EDITION, small.SCHOOL)
    answers = {"ALG.a": "Programmamanager", "ALG.b": "gedeeltelijk", **RICH}
    return fill_excel(empty, {**answers, "T-01.k": 1_250_000}, datetime.fromisoformat(small.SENT))


def _sample() -> list[Base]:
    programme = load_programme(ROOT / "templates" / "bna")
    edition = programme.edition("bna-2020")
    folder = ROOT / "inbox" / edition.id
    wanted = (
        ("noord-brabant", "word"), ("vws", "word"), ("ezk", "json"), ("brabantstad", "yaml"), (REDACTIE, "yaml"),
    )  # fmt: skip
    return [
        Base(file.name, kind, sender, programme, edition, file.read_bytes())
        for sender, kind in wanted
        for file in sorted((folder / sender).iterdir())[:1]
    ]


def of_kind(*kinds: str) -> tuple[Base, ...]:
    """Those of these kinds."""
    return tuple(base for base in bases() if base.kind in kinds)

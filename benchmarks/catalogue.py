"""Everything that is measured, in the order in which a round goes. Imports no engine and nothing of the product."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from benchmarks import bare, by_mail, commands, conducted, forms, office, papers, product
from benchmarks.measurement import Measurement, Workshop

STAGES: Final = ("open", "collect", "draft", "adopt", "sign", "package")
"""The stages that are measured by themselves; settling and reviewing are in the whole."""

SMALL, CROWDS, QUICK_CROWDS = 14, (140, 1400), (28, 42)
"""Partners: of the sample, of the generated programmes, and of those in a quick run."""


def measurements(crowds: tuple[int, ...] = CROWDS) -> tuple[Measurement, ...]:
    """Everything, for generated programmes of these sizes."""
    return (
        *(m for stage in STAGES for m in _pair(stage)),
        Measurement("product.whole", product.whole, _before("open")),
        Measurement("bare.whole", bare.whole),
        *(
            Measurement(f"collect.{size}", product.crowd, partial(Workshop.crowd, partners=size))
            for size in (SMALL, *crowds)
        ),
        *(
            Measurement(
                f"by-mail.{size}", by_mail.whole_round, partial(Workshop.by_mail, partners=size), once=size > SMALL
            )
            for size in (SMALL, *crowds)
        ),
        Measurement("forms.word", forms.made("word"), _before("open")),
        Measurement("forms.excel", forms.made("excel"), _before("open")),
        Measurement("forms.read", forms.read, _before("open")),
        Measurement("forms.parsed", forms.parsed, _before("open")),
        Measurement("change.warm", product.change_in_a_warm_process, _before("draft")),
        Measurement("change.fresh", product.change_in_a_fresh_process, _before("review")),
        Measurement("change.letter", product.letter_change_in_a_fresh_process, _before("review")),
        *(m for name in papers.NAMES for m in _paper(name)),
        Measurement("paper.beside", papers.beside_a_draft, _before("review")),
        Measurement("office.draft-and-sign", office.draft_and_sign, needs=office.PROGRAM),
        Measurement("prefect.direct", conducted.direct, _conducted),
        Measurement("prefect.embedded", conducted.embedded, _conducted),
        Measurement("prefect.server", conducted.on_a_running_server, _conducted),
        Measurement("start.status", commands.status, _before("review")),
    )


def _pair(stage: str) -> tuple[Measurement, Measurement]:
    return (
        Measurement(f"product.{stage}", product.stage(stage), _before(stage)),
        Measurement(f"bare.{stage}", bare.stage(stage)),
    )


def _paper(name: str) -> tuple[Measurement, ...]:
    return (
        Measurement(f"paper.{name}", papers.product(name), _before("review")),
        Measurement(f"typst.{name}", papers.typst(name)),
        Measurement(f"office.{name}", papers.office(name), needs=office.PROGRAM),
    )


def _before(stage: str) -> Callable[[Workshop], Path]:
    return partial(Workshop.before, stage=stage)


def _conducted(workshop: Workshop) -> Path:
    return workshop.conducted


def find(name: str) -> Measurement:
    """The measurement of this name, for a generated programme of any size.

    Raises:
        KeyError: there is none.
    """
    kind, _, size = name.rpartition(".")
    crowds = (int(size),) if kind in ("collect", "by-mail") and int(size) != SMALL else ()
    return {m.name: m for m in measurements(crowds)}[name]

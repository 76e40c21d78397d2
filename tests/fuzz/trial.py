"""One bad file tried: spoil, judge, and hold what came of it against what must always be so."""

from __future__ import annotations

import json
import re
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from random import Random

from bna_pipeline.contributions.findings_page import findings_html, findings_json
from bna_pipeline.contributions.judge import Judgement
from bna_pipeline.model.base import canonical_json, sha256_hex
from bna_pipeline.model.contribution import Contribution
from bna_pipeline.model.finding import FindingsReport
from tests.fuzz import on_content, on_data, on_package, on_sheet, on_xml, on_zip
from tests.fuzz.bases import Base
from tests.fuzz.mutant import Mutant, Mutator
from tests.fuzz.oracle import metadata_left, objections, said

MUTATORS: dict[str, tuple[Mutator, ...]] = {
    "word": (*on_zip.SHELF.mutators, *on_package.SHELF.mutators, *on_xml.SHELF.mutators, *on_content.SHELF.mutators),
    "excel": tuple(on_sheet.SHELF.mutators),
    "json": tuple(on_data.SHELF.mutators),
    "yaml": tuple(on_data.SHELF.mutators),
}
# Changes that leave a file readable for the mutator that comes next.
GENTLE = frozenset(m.name for m in (*on_content.SHELF.mutators, *on_package.SHELF.mutators, *on_xml.SHELF.mutators)) - {
    "controls_gone", "encoding_changed", "comments_and_sections", "namespace_changed", "control_character",
    "huge_text", "main_part_is_another", "document_type",
}  # fmt: skip
_ENGLISH = re.compile(r"\b(?:the|error|exception|traceback|invalid|expected|unknown|none)\b", re.IGNORECASE)


class Outcome(StrEnum):
    REFUSED = "geweigerd"
    REMARKED = "met bevindingen"
    ACCEPTED = "aangenomen"


@dataclass(frozen=True)
class Trial:
    """What came of one bad file; `faults` are broken promises, `traceback` says that one of them was an exception."""

    base: Base
    mutators: tuple[Mutator, ...]
    mutant: Mutant
    outcome: Outcome
    faults: tuple[str, ...] = ()
    traceback: bool = False

    @property
    def name(self) -> str:
        return f"{self.base.name}: {', then '.join(m.name for m in self.mutators)}"


def spoil(base: Base, mutators: tuple[Mutator, ...], seed: int) -> Mutant:
    """The base after these mutators, one after the other; same seed, same bytes."""
    rng = Random(seed)
    mutant = Mutant(base.data)
    for mutator in mutators:
        after = mutator.mutate(mutant.data, rng)
        mutant = Mutant(after.data, mutant.unsafe or after.unsafe, (*mutant.destroyed, *after.destroyed))
    return mutant


def tried(base: Base, mutators: tuple[Mutator, ...], seed: int, *, twice: bool = True) -> Trial:
    """Spoil and judge; never raises for what the intake does.

    Args:
        twice: judge the same bytes again, to see that the judgement is the same.
    """
    mutant = spoil(base, mutators, seed)
    try:
        judgement = base.judged(mutant.data)
        faults = tuple(_faults(base, mutant, judgement, twice=twice))
    except Exception:  # noqa: BLE001 - whatever it is, it is what the fuzzer looks for
        return Trial(base, mutators, mutant, Outcome.REFUSED, (traceback.format_exc(),), traceback=True)
    accepted = judgement.contribution is not None or judgement.editorial is not None
    outcome = Outcome.REFUSED if not accepted else Outcome.REMARKED if judgement.findings else Outcome.ACCEPTED
    return Trial(base, mutators, mutant, outcome, faults)


def _faults(base: Base, mutant: Mutant, judgement: Judgement, *, twice: bool) -> Iterator[str]:
    accepted = judgement.contribution is not None or judgement.editorial is not None
    if not accepted and not any(f.severity.value == "fout" for f in judgement.findings):
        yield "refused without an error that says why"
    if accepted and any(f.severity.value == "fout" for f in judgement.findings):
        yield "accepted with an error"
    if accepted and judgement.sent_at is None:
        yield "accepted without a moment, so it never counts"
    if mutant.unsafe and accepted:
        yield "something unsafe was accepted"
    yield from _about_findings(base, mutant, judgement)
    yield from objections(mutant.data, judgement)
    yield from _silently_lost(base, mutant, judgement)
    yield from (f"picture {key} keeps metadata" for key, data in judgement.pictures.items() if metadata_left(data))
    for value in (judgement.contribution, judgement.editorial):
        if value is not None:
            canonical_json(value)
    if twice and base.judged(mutant.data) != judgement:
        yield "the same bytes were judged otherwise the second time"


def _about_findings(base: Base, mutant: Mutant, judgement: Judgement) -> Iterator[str]:
    report = FindingsReport(
        partner=base.sender, file=base.name, original=sha256_hex(mutant.data), findings=judgement.findings
    )
    page = findings_json(report).decode()
    json.loads(page)
    findings_html(report, "Partner", "Editie").decode()
    for finding in judgement.findings:
        for sentence in (finding.message, finding.mend):
            if not sentence.strip() or sentence.rstrip()[-1] not in ".!?…":
                yield f"{finding.code}: no sentence: {sentence!r}"
            if _ENGLISH.search(re.sub(r"‘.*?’|'.*?'", "", sentence)):
                yield f"{finding.code}: not Dutch: {sentence!r}"


def _silently_lost(base: Base, mutant: Mutant, judgement: Judgement) -> Iterator[str]:
    if judgement.contribution is None or not mutant.destroyed:
        return
    before = _by_code(base.judged(base.data).contribution)
    after = _by_code(judgement.contribution)
    places = " ".join(finding.place for finding in judgement.findings)
    for code in mutant.destroyed:
        if code not in places and after.get(code, "") != before.get(code, ""):
            yield f"{code} lost its meaning and nobody was told"


def _by_code(contribution: Contribution | None) -> dict[str, str]:
    if contribution is None:
        return {}
    found = {f"{r.action}.{letter}": text for r in contribution.reports for letter, text in said(r).items()}
    return {**found, "ALG.a": contribution.author}

"""The redactie that counts, and what changes would make of it: as the intake reads it, before it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from bna_pipeline.contributions.editorial_amend import amended
from bna_pipeline.contributions.editorial_yaml import Originals, editorial_yaml
from bna_pipeline.contributions.edits import original_of
from bna_pipeline.contributions.judge import Judgement, judge_editorial
from bna_pipeline.errors import ContributionsMissing, EditRefused, FindingSaid
from bna_pipeline.model.base import Sha256, digest_of
from bna_pipeline.model.contribution import EditableField, Editorial
from bna_pipeline.model.editorial import EditorialChange
from bna_pipeline.model.finding import Finding, Severity
from bna_pipeline.model.state import EditionState
from bna_pipeline.pipeline.counting import counting, counting_editorial
from bna_pipeline.pipeline.tools import Tools, state

FILE: Final = "redactie.yaml"
"""What a version that is made here is called."""

_INSTANT = timedelta(seconds=1)


class Standing(NamedTuple):
    """The redactie that counts: its file, what was read from it, and the digest of that."""

    original: Sha256
    editorial: Editorial
    base: Sha256


class Version(NamedTuple):
    """A version that the intake would take: its bytes, what it says, and what is said of it besides."""

    data: bytes
    editorial: Editorial
    findings: tuple[Finding, ...]


def standing(tools: Tools, now: EditionState) -> Standing:
    """The redactie that counts.

    Raises:
        ContributionsMissing: there is none.
    """
    found = counting_editorial(tools, now)
    if found is None:
        raise ContributionsMissing(
            "Er is nog geen redactie zonder fouten voor deze editie.",
            "Stuur eerst een redactiebestand in; daarna kan zij hier worden bewerkt.",
        )
    original, editorial = found
    return Standing(original, editorial, digest_of(editorial))


def version_of(tools: Tools, before: Standing, changes: Sequence[EditorialChange], reason: str) -> Version | None:
    """The version that these changes make, as the intake reads it; None when it says the same as before.

    Nothing is recorded.

    Raises:
        EditorialMoved, EditRefused, WrongUse.
    """
    own = originals(tools, state(tools))
    data = amended(before.editorial, changes, own, reason)
    if data == before.editorial.model_dump(mode="json"):
        return None
    made = editorial_yaml(data, _moment(tools, before.editorial), own)
    judged = judge_editorial(tools.programme, tools.edition, FILE, made, tools.limits)
    return Version(made, _accepted(judged), judged.findings)


def _moment(tools: Tools, before: Editorial) -> datetime:
    # What is made from a version follows on it, also where that one's own word lies in the future.
    return max(tools.clock.now(), before.sent_at + _INSTANT)


def _accepted(judged: Judgement) -> Editorial:
    errors = [f for f in judged.findings if f.severity is Severity.ERROR]
    if judged.editorial is None or errors:
        raise EditRefused(
            " ".join(f"{f.place}: {f.message}" for f in errors) or "Zo is de redactie niet te lezen.",
            "Pas de tekst aan en bewaar hem dan opnieuw. Er is niets gewijzigd.",
            findings=tuple(FindingSaid(f.code, f.place, f.message, f.mend) for f in errors),
        )
    return judged.editorial


def originals(tools: Tools, now: EditionState) -> Originals:
    """Every text of a partner that may be put in other words, as it counts now."""
    return {
        (partner, report.action, name): text
        for partner, (_, contribution) in counting(tools, now).items()
        for report in contribution.reports
        for name in EditableField
        if (text := original_of(report, name))
    }

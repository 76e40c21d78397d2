"""Checks of an answer against what the same partner said last year."""

from __future__ import annotations

import re
from datetime import date

from bna_pipeline.contributions.bench import Bench
from bna_pipeline.contributions.checked import CheckedReport
from bna_pipeline.contributions.raw import RawReport
from bna_pipeline.contributions.reading import euros
from bna_pipeline.contributions.rules import Rule, quoted
from bna_pipeline.model.calendar import dutch_date
from bna_pipeline.model.contribution import ActionReport, Money
from bna_pipeline.model.programme import Status

_STAGE = {Status.NOT_STARTED: 0, Status.DELAYED: 1, Status.ON_SCHEDULE: 1, Status.AHEAD: 1, Status.DONE: 2}
_MENTIONED = 0.5  # of the words of a title
_STEM = 6  # letters by which a word is known in another form
_FACTOR = 100  # between amounts of two years: one of them is in thousands


def check_year(checked: CheckedReport, bench: Bench) -> None:
    """What moved since last year in a way that needs a word; nothing when last year is not known."""
    before = bench.previous.report(checked.raw.action) if bench.previous else None
    if before is None:
        return
    if checked.status is not None:
        _status(checked.raw, before, checked.status, bench)
    if checked.status is not Status.STOPPED:
        _milestones(checked, before, bench)
    if checked.money is not None and before.money is not None:
        _money(checked.raw, before.money, checked.money, bench)


def went_back(before: Status, now: Status) -> bool:
    """Whether a status is less far than the one before: not begun < begun < done; what was stopped runs again."""
    if before is Status.STOPPED:
        return now is not Status.STOPPED
    if now is Status.STOPPED:
        return before is Status.DONE
    return _STAGE[now] < _STAGE[before]


def _status(raw: RawReport, before: ActionReport, now: Status, bench: Bench) -> None:
    said_already = now.needs_reason and not raw.reason and bench.findings.heeds(Rule.REASON_MISSING)
    if said_already or not went_back(before.status, now) or _explained(raw, before, now):
        return
    bench.findings.add(
        Rule.STATUS_BACK,
        raw.status.place,
        f"Vorig jaar meldde u ‘{before.status.value}’, nu ‘{now.value}’. Er staat niet hoe dat komt.",
        f"Schrijf bij de reden ({raw.reason.place}) hoe dat komt, of verbeter de status.",
    )


def _explained(raw: RawReport, before: ActionReport, now: Status) -> bool:
    # What is achieved is new every year and explains nothing; but of an action that has not begun nothing is asked
    # there, so whoever writes it means an explanation.
    new_reason = bool(raw.reason) and raw.reason.paragraphs != before.reason
    told = now is Status.NOT_STARTED and bool(raw.achieved) and raw.achieved.paragraphs != before.achieved
    return new_reason or told


def _milestones(checked: CheckedReport, before: ActionReport, bench: Bench) -> None:
    today = bench.sent_on or bench.edition.period_end
    for milestone in before.milestones:
        if not milestone.reached and milestone.date < today and not _told(milestone.title, milestone.date, checked):
            bench.findings.add(
                Rule.MILESTONE_FORGOTTEN,
                checked.raw.milestones_place or checked.raw.place,
                f"Vorig jaar kwam {quoted(milestone.title)} er nog aan, op {dutch_date(milestone.date)}. Die dag is "
                "voorbij, en nu staat de mijlpaal er niet meer.",
                "Zet hem bij de mijlpalen die zijn gehaald, geef de nieuwe datum, of schrijf dat hij vervalt.",
            )


def _told(title: str, day: date, checked: CheckedReport) -> bool:
    wanted = _words(title)
    if any(now.title == title or _share(wanted, _words(now.title)) > _MENTIONED for now in checked.raw.milestones):
        return True
    # Another milestone of the same day is most likely this one under another name.
    if any(m.date == day for m in checked.milestones):
        return True
    said = {word for text in checked.raw.texts for word in _words(text.line)}
    return _share(wanted, said) >= _MENTIONED


def _share(wanted: set[str], found: set[str]) -> float:
    return len(wanted & found) / len(wanted) if wanted else 1.0


def _words(text: str) -> set[str]:
    """The words that carry a text, each by its first letters."""
    return {word[:_STEM] for word in re.findall(r"[^\W_]+", text.casefold()) if len(word) > 3}


def _money(raw: RawReport, before: Money, now: Money, bench: Bench) -> None:
    low, high = sorted((before.amount, now.amount))
    if low > 0 and high >= low * _FACTOR:
        bench.findings.add(
            Rule.MONEY_SCALE,
            raw.amount.place,
            f"Vorig jaar meldde u {euros(before.amount)}, nu {euros(now.amount)}.",
            "Schrijf het bedrag in hele euro's, zoals 1.250.000. Klopt het? Dan hoeft u niets te doen.",
        )

"""Contradictions as the coordinator settles them: every side with its own words, and what was settled before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from bna_pipeline.contributions.settling import choices, settlement_for
from bna_pipeline.model.base import FileDigest, Frozen, Line, Moment, Paragraphs, Sha256, digest_of
from bna_pipeline.model.consolidation import ALL, AMOUNT, MILESTONE, REPORT, STATUS, VERSION, WITHOUT, Conflict
from bna_pipeline.model.contribution import ActionReport, Contribution
from bna_pipeline.model.state import EditionState
from bna_pipeline.pipeline.counting import all_conflicts, counting
from bna_pipeline.pipeline.tools import Tools, state
from bna_pipeline.rounds.asked import seat_of

_ABOUT = {
    STATUS: "de status van de actie",
    MILESTONE: "een mijlpaal",
    AMOUNT: "een bedrag",
    VERSION: "welke van twee versies geldt",
    REPORT: "een melding die nog ontbreekt",
}


class Words(Frozen):
    """A text of a contribution, under the heading that its form has."""

    label: Line
    text: Paragraphs


class Side(Frozen):
    """One side: what it says, and the words around it.

    Attributes:
        choice: what `settle` takes for it; None: it cannot be chosen.
        name: of the partner, or of the file.
        value: what it says.
        file: of a version the file, with the moment of sending.
    """

    choice: Line | None
    name: Line
    value: Line
    words: tuple[Words, ...] = ()
    file: Sha256 | None = None
    sent_at: Moment | None = None


class Contradiction(Frozen):
    """One thing to choose in.

    Attributes:
        subject: as `settle` takes it.
        title: what it is about, in Dutch.
        about: the milestone or the purpose as its owner words it.
        others: what else can be chosen beside a side, each with its words.
        chosen, reason: as it was settled for exactly these values; None: it is open.
        chosen_words: that choice in words.
        seen: `digest_of` what each side says; a page gives it back with a choice.
    """

    subject: Line
    title: Line
    kind: Line
    about: Line | None
    sides: tuple[Side, ...]
    others: tuple[tuple[Line, Line], ...] = ()
    chosen: Line | None = None
    chosen_words: Line | None = None
    reason: Line | None = None
    seen: Sha256

    @property
    def open(self) -> bool:
        return self.chosen is None


def contradictions(tools: Tools) -> tuple[Contradiction, ...]:
    """Everything in which there is a choice, open ones first, each in the programme's order."""
    now = state(tools)
    contributions = {partner: c for partner, (_, c) in counting(tools, now).items()}
    found = [_contradiction(tools, now, conflict, contributions) for conflict in all_conflicts(tools, now)]
    return tuple(sorted(found, key=lambda c: not c.open))


def _contradiction(
    tools: Tools, now: EditionState, conflict: Conflict, contributions: Mapping[str, Contribution]
) -> Contradiction:
    settled = settlement_for(conflict, now.settlements)
    able = choices(conflict)
    sides = tuple(_sides(tools, now, conflict, contributions, able))
    others = _others(able)
    named = {**{s.choice: s.name for s in sides if s.choice is not None}, **dict(others)}
    return Contradiction(
        subject=conflict.subject,
        title=_title(tools, conflict),
        kind=_ABOUT[conflict.field],
        about=conflict.about,
        sides=sides,
        others=others,
        chosen=None if settled is None else settled.chosen,
        chosen_words=None if settled is None else named.get(settled.chosen, settled.chosen),
        reason=None if settled is None else settled.reason,
        seen=digest_of(conflict.values),
    )


def _others(able: Iterable[str]) -> tuple[tuple[str, str], ...]:
    words = {
        ALL: "Alle bedragen tellen mee: elk is het eigen deel van die partner",
        WITHOUT: "De melding komt er niet: de rapportage gaat zonder",
    }
    return tuple((choice, words[choice]) for choice in able if choice in words)


def _title(tools: Tools, conflict: Conflict) -> str:
    if conflict.field == VERSION:
        partner = seat_of(conflict.subject).partner
        names = {p.id: p.name for p in tools.programme.partners}
        return f"{names.get(partner, 'De redactie')}: twee versies van hetzelfde moment"
    action = _action_of(conflict)
    return f"{action} {next((a.title for a in tools.programme.actions if a.id == action), '')}".strip()


def _action_of(conflict: Conflict) -> str:
    return conflict.subject.partition(":")[0]


def _sides(
    tools: Tools,
    now: EditionState,
    conflict: Conflict,
    contributions: Mapping[str, Contribution],
    able: tuple[str, ...],
) -> Iterable[Side]:
    if conflict.field == VERSION:
        return (_version(now, seat_of(conflict.subject).partner, original) for _, original in conflict.values)
    names = {p.id: p.name for p in tools.programme.partners}
    return (
        Side(
            choice=partner if partner in able else None,
            name=names.get(partner, partner),
            value=value,
            words=_words(contributions[partner].report(_action_of(conflict))) if partner in contributions else (),
        )
        for partner, value in conflict.values
    )


def _version(now: EditionState, partner: str, original: str) -> Side:
    file = next(r.file for r in now.received_from(partner) if r.file.sha256 == original)
    sent = next((c.sent_at for c in now.checked_from(partner) if c.original == original), None)
    return Side(choice=original, name=file.name, value=_size(file), file=original, sent_at=sent)


def _size(file: FileDigest) -> str:
    return f"{file.size} bytes, SHA-256 begint met {file.sha256[:12]}"


def _euros(amount: Decimal) -> str:
    whole = f"{amount:,.2f}".removesuffix(".00")
    return f"€ {whole.translate(str.maketrans(',.', '.,'))}"


def _words(report: ActionReport | None) -> tuple[Words, ...]:
    if report is None:
        return ()
    milestones = tuple(
        f"{m.title} ({m.date:%d-%m-%Y}, {'bereikt' if m.reached else 'nog niet bereikt'})" for m in report.milestones
    )
    money = () if report.money is None else (f"{_euros(report.money.amount)} voor {report.money.purpose}",)
    every = (
        ("Status", (report.status.value,)),
        ("Wat is bereikt", report.achieved),
        ("Reden", report.reason),
        ("Maatregel", report.measure),
        ("Mijlpalen", milestones),
        ("Geld", money),
        ("Vervolg", report.next_steps),
    )
    return tuple(Words(label=label, text=text) for label, text in every if text)

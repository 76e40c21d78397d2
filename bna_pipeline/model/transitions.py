"""Which act is allowed in which phase of an edition: one table, everything else is refused."""

from __future__ import annotations

from enum import StrEnum

from bna_pipeline.errors import TransitionRefused


class Phase(StrEnum):
    """The states of `design.md`, "Who moves an edition on"; NONE is before the edition is opened."""

    NONE = "niet geopend"
    OPEN = "geopend"
    CLOSED = "gesloten"
    CONCEPT = "concept"
    FOR_ADOPTION = "ter vaststelling"
    ADOPTED = "vastgesteld"
    SIGNED = "ondertekend"
    RELEASED = "vrijgegeven"
    FINISHED = "afgesloten"


class Act(StrEnum):
    """What can be done to an edition."""

    OPEN = "openen"
    COLLECT = "bijdragen ophalen"
    SUBMIT = "bijdrage insturen"
    EDIT = "redactie bewerken"
    SETTLE = "tegenspraak beslechten"
    ADMIT = "late bijdrage toelaten"
    WAIVE = "bestand terzijde leggen"
    SIGN_OFF = "akkoord van de partner vastleggen"
    POST = "post behandelen"
    CLOSE = "sluiten"
    DRAFT = "concept maken"
    ACCEPT = "bevinding aanvaarden"
    DECIDE = "beoordelen"
    REMARK = "opmerking plaatsen"
    ANSWER_REMARK = "opmerking afhandelen"
    RETURN_WORD = "concept in Word terugsturen"
    SETTLE_PROPOSAL = "voorstel uit Word beoordelen"
    EXTEND_TERM = "termijn verlengen"
    NOTE_ABSENCE = "afwezigheid vastleggen"
    DELEGATE = "vervanging regelen"
    ADOPT = "vaststellen"
    WITHDRAW_ADOPTION = "vaststelling intrekken"
    SETTLE_MANDATE = "mandaat afronden"
    HAND_OVER = "onder embargo overdragen"
    SIGN = "ondertekenen"
    REFUSE = "ondertekening weigeren"
    RESUME = "weigering terugnemen"
    WITHDRAW_SIGNATURE = "handtekening intrekken"
    ARM = "vrijgave klaarzetten"
    HOLD = "vrijgave aanhouden"
    ABORT = "vrijgave afbreken"
    PLAN_RELEASE = "moment van vertrek kiezen"
    CONFIRM_RELEASE = "vertrek bevestigen"
    NOTE_KAMERBRIEF = "Kamerbrief vastleggen"
    SETTLE_DOUBT = "twijfel aan een Kamerbrief beslechten"
    RELEASE = "vrijgeven"
    DELIVER = "afleveren"
    ARCHIVE = "dossier maken"
    SEAL = "verzegelen"
    FORGET = "persoonsgegevens wissen"


_ROUND = (Act.COLLECT, Act.SUBMIT, Act.EDIT, Act.SETTLE, Act.WAIVE, Act.SIGN_OFF, Act.POST)
"""What goes on around contributions for as long as a draft can still be made from them."""

_ROUTE = (
    Act.DECIDE,
    Act.REMARK,
    Act.ANSWER_REMARK,
    Act.RETURN_WORD,
    Act.SETTLE_PROPOSAL,
    Act.EXTEND_TERM,
    Act.NOTE_ABSENCE,
    Act.DELEGATE,
)
"""What goes on around a draft for as long as reviewers decide on it."""

ALLOWED: dict[Phase, frozenset[Act]] = {
    Phase.NONE: frozenset({Act.OPEN}),
    Phase.OPEN: frozenset({*_ROUND, Act.CLOSE, Act.DRAFT, Act.NOTE_ABSENCE, Act.DELEGATE}),
    Phase.CLOSED: frozenset({*_ROUND, Act.ADMIT, Act.DRAFT, Act.NOTE_ABSENCE, Act.DELEGATE}),
    Phase.CONCEPT: frozenset(
        {
            *_ROUND,
            Act.ADMIT,
            Act.DRAFT,
            Act.ACCEPT,
            *_ROUTE,
            Act.WITHDRAW_ADOPTION,  # a mandate may be open while the next draft goes round
            Act.NOTE_KAMERBRIEF,
            Act.SETTLE_DOUBT,
        }
    ),
    Phase.FOR_ADOPTION: frozenset(
        {
            *_ROUND,
            Act.ADMIT,
            Act.DRAFT,
            Act.ACCEPT,
            *_ROUTE,
            Act.ADOPT,
            Act.WITHDRAW_ADOPTION,
            Act.SETTLE_MANDATE,
            Act.NOTE_KAMERBRIEF,
            Act.SETTLE_DOUBT,
        }
    ),
    Phase.ADOPTED: frozenset(
        {
            Act.WITHDRAW_ADOPTION,
            Act.HAND_OVER,
            Act.SIGN,
            Act.REFUSE,
            Act.RESUME,
            Act.WITHDRAW_SIGNATURE,
            Act.PLAN_RELEASE,
            Act.NOTE_KAMERBRIEF,
            Act.SETTLE_DOUBT,
            Act.POST,
        }
    ),
    Phase.SIGNED: frozenset(
        {
            Act.WITHDRAW_ADOPTION,
            Act.HAND_OVER,
            Act.ARM,
            Act.HOLD,
            Act.ABORT,
            Act.PLAN_RELEASE,
            Act.CONFIRM_RELEASE,
            Act.NOTE_KAMERBRIEF,
            Act.SETTLE_DOUBT,
            Act.RELEASE,
            Act.POST,
        }
    ),
    # After a release by the clock the Kamerbrief still comes: the dossier needs it.
    Phase.RELEASED: frozenset({Act.DELIVER, Act.ARCHIVE, Act.SEAL, Act.POST, Act.NOTE_KAMERBRIEF, Act.SETTLE_DOUBT}),
    Phase.FINISHED: frozenset({Act.SEAL, Act.FORGET}),
}


def allowed(phase: Phase, act: Act) -> bool:
    """Whether the table allows this act now."""
    return act in ALLOWED[phase]


def require(phase: Phase, act: Act) -> None:
    """Refuse an act that the table does not allow.

    Raises:
        TransitionRefused: names the phase, the act, and the phases in which it would be allowed.
    """
    if allowed(phase, act):
        return
    when = " of ".join(f"'{p.value}'" for p, acts in ALLOWED.items() if act in acts)
    raise TransitionRefused(
        f"{act.value.capitalize()} kan niet zolang de editie '{phase.value}' is.",
        f"Dit kan wel als de editie {when} is.",
    )

"""What a reviewer's pages say: what is asked of him now, how his sections are laid out, what a decision leads to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bna_pipeline.model.draft import Verdict
from bna_pipeline.model.reading import Reading, SectionReading

VERDICTS: Final = (
    ("approve", "Akkoord", "De tekst kan zo blijven."),
    ("remark", "Akkoord met opmerkingen", "U keurt goed. De redactie leest uw opmerkingen en antwoordt erop."),
    ("return", "Terugsturen", "U keurt niet goed. De redactie maakt een nieuw concept."),
)
"""What can be chosen: a value, a label, and what it means."""

_UNFOLDED: Final = 2
"""So many sections, or fewer, stand open by themselves."""

_TOGETHER: Final = 8
"""More than so many stand apart for the report and the letter."""

_DOCUMENTS: Final = (("Rapportage", "rapport."), ("Brief aan Provinciale Staten", "brief."))

Group = tuple[str, str, tuple[SectionReading, ...], bool]
"""A title, an explanation, sections, and whether they stand open."""


@dataclass(frozen=True)
class Turn:
    """What is asked of a reviewer now.

    Attributes:
        open: whether he can decide and has something to decide on.
        waits_for: what stands before it, for who wants to know; empty: nothing.
    """

    heading: str
    sentences: tuple[str, ...]
    open: bool
    waits_for: str = ""


@dataclass(frozen=True)
class Confirming:
    """How a decision is put to who gives it, before he does."""

    heading: str
    verdict: str
    covers: tuple[str, ...]
    follows: tuple[str, ...]
    button: str


def turn_of(reading: Reading, *, may_act: bool, waited_for: bool = True) -> Turn:
    """What is asked of him now, the shortest first.

    Args:
        may_act: whether the way he came in still lets him decide, or take back what he decided.
        waited_for: whether his stage lacks something that he can give; where some of many are enough, it may not.
    """
    count = len(reading.needed)
    parts = "1 onderdeel" if count == 1 else f"{count} onderdelen"
    whole = count == len(reading.sections) and not reading.others
    if reading.returned:
        yet = "Kan het toch zo, dan kunt u nu nog anders besluiten." if reading.may_decide and may_act else ""
        sent_back = reading.decisions[0].draft if reading.decisions else reading.draft
        if sent_back < reading.draft:
            said = f"In uw deel van concept {reading.draft} is niets veranderd. Daarom geldt dat nog. {yet}"
            return Turn(f"U hebt concept {sent_back} teruggestuurd", (said.strip(),), open=False)
        said = f"Verandert er iets in uw deel, dan vragen wij u opnieuw. {yet}"
        return Turn("U hebt dit concept teruggestuurd", (said.strip(),), open=False)
    if reading.done:
        instead = _decided_instead(reading) if waited_for else None
        if instead is not None:
            return instead
        if reading.decisions and reading.decisions[0].verdict is Verdict.NO_OBJECTION:
            silent = "U besloot niet binnen de termijn. Dat telt in deze stap als geen bezwaar."
            still = ("Hebt u toch bezwaar? U kunt nu nog anders besluiten.",) if reading.may_decide and may_act else ()
            return Turn("U hoeft nu niets te doen", (silent, *still), open=False)
        later = ("U kunt uw besluit nog intrekken.",) if reading.may_withdraw and may_act else ()
        return Turn("U bent klaar: uw akkoord geldt", ("U hoeft nu niets te doen.", *later), open=False)
    if not reading.may_decide:
        first, _, rest = (reading.why_not or "").partition(". ")
        return Turn("U hoeft nu niets te doen", (f"{first.rstrip('.')}.",), open=False, waits_for=rest)
    if not waited_for:
        said = "Er zijn in deze stap al genoeg akkoorden. Wilt u toch nog besluiten? Dat kan hieronder."
        return Turn("Uw besluit is niet meer nodig", (said,), open=False)
    if reading.reconfirmable:
        said = f"U was akkoord. In {parts} is alleen veranderd wat uit andere onderdelen volgt."
        return Turn("Bevestig uw akkoord", (said,), open=True)
    if reading.decisions and any(section.dropped for section in reading.needed):
        return Turn(
            f"Beslis opnieuw over {parts}",
            ("De rest hebt u al goedgekeurd.",) if count < len(reading.sections) else (),
            open=True,
        )
    if whole:
        return Turn(f"Beslis over concept {reading.draft}: rapportage en brief", (), open=True)
    named = f": {reading.needed[0].title}" if count == 1 else ""
    return Turn(f"Beslis over {parts}{named}", (), open=True)


def _decided_instead(reading: Reading) -> Turn | None:
    """What is asked where somebody approved in his place who counts already; None: nobody did."""
    last = reading.decisions[0] if reading.decisions else None
    if last is None or last.given_by == reading.reviewer or last.verdict is Verdict.NO_OBJECTION:
        return None
    if last.given_by == reading.person:
        said = f"U gaf al akkoord, ook namens {reading.reviewer_name}. Dat telt als één persoon."
        return Turn("U hoeft nu niets te doen", (said, "Er is nog akkoord nodig van iemand anders."), open=False)
    place = "u" if reading.person == reading.reviewer else reading.reviewer_name
    said = f"{last.given_by_name} gaf akkoord namens {place}, en telt in deze stap al mee."
    heading = f"Beslis zelf over concept {reading.draft}"
    return Turn(heading, (said, "Er is nog akkoord nodig van iemand anders."), open=reading.may_decide)


def groups_of(reading: Reading) -> tuple[Group, ...]:
    """His sections: what changed first, then what he must still approve, then the rest."""
    return tuple(_groups(reading))


def _groups(reading: Reading) -> Iterator[Group]:
    changed = tuple(s for s in reading.sections if s.change is not None)
    fresh = tuple(s for s in reading.sections if s.change is None and s.needed)
    rest = tuple(s for s in reading.sections if s.change is None and not s.needed)
    unfolded = len(reading.sections) <= _UNFOLDED
    yield "Veranderd", "", changed, True
    title = "Nog goed te keuren" if changed or rest else ""
    if len(fresh) <= _TOGETHER:
        yield title or "Uw deel", "", fresh, unfolded and not changed
    else:
        for name, prefix in _DOCUMENTS:
            of_it = tuple(s for s in fresh if s.id.startswith(prefix))
            yield f"{title}: {name.lower()}" if title else name, "", of_it, False
    yield "Niet veranderd", "Dit staat er nog zoals u het goedkeurde.", rest, False


def confirming(verdict: Verdict, reading: Reading) -> Confirming:
    """The words around a decision that is not given yet."""
    instead = "" if reading.reviewer == reading.person else f" namens {reading.reviewer_name}"
    fixed = "U kunt uw besluit intrekken zolang de volgende stap nog niet besloot."
    match verdict:
        case Verdict.APPROVE:
            return Confirming(f"U geeft akkoord{instead}", "Akkoord", reading.covers, (fixed,), "Leg vast: akkoord")
        case Verdict.REMARK:
            read = "De redactie leest uw opmerkingen. Uw akkoord geldt ook als zij er niets mee doet."
            return Confirming(
                f"U geeft akkoord met opmerkingen{instead}",
                "Akkoord met opmerkingen",
                reading.covers,
                (read, fixed),
                "Leg vast: akkoord met opmerkingen",
            )
        case Verdict.RETURN:
            stop = f"Concept {reading.draft} gaat niet verder. De redactie leest waarom en maakt een nieuw concept."
            return Confirming(
                f"U stuurt het concept terug{instead}",
                "Terugsturen",
                _about(reading),
                (stop, "Dan vragen wij u opnieuw om een besluit."),
                "Leg vast: stuur terug",
            )
        case _:
            return Confirming(
                f"U trekt uw besluit in{instead}",
                "Intrekken",
                _about(reading),
                (
                    "Uw laatste besluit telt niet meer; het blijft wel in het logboek.",
                    "U kunt daarna opnieuw besluiten.",
                ),
                "Leg vast: trek in",
            )


def _about(reading: Reading) -> tuple[str, ...]:
    """What a decision that is no approval is about."""
    if not reading.others:
        return (f"Uw besluit gaat over het hele concept {reading.draft}.",)
    titles = ", ".join(section.title for section in reading.sections)
    return (f"Uw besluit gaat over uw deel van concept {reading.draft}: {titles}.",)


def recorded(verdict: Verdict, draft: int, *, changed: bool) -> str:
    """What is told once a decision is on record."""
    if not changed:
        return "Dit besluit was al vastgelegd. Er is niets veranderd."
    if verdict is Verdict.WITHDRAW:
        return "Uw besluit is ingetrokken. U kunt opnieuw besluiten."
    return f"Uw besluit is vastgelegd: {verdict.words}, over concept {draft}."

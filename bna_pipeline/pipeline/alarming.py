"""What the coordinator must hear at once about a release; all of it follows from the state.

The Kamerbrief is out and PS have nothing yet, or somebody must look before anything goes.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from bna_pipeline.contributions.personal_data import masked_name
from bna_pipeline.delivery.embargo import obstacles
from bna_pipeline.errors import Refused, StorageError
from bna_pipeline.model.base import digest_of
from bna_pipeline.model.release_events import SignalDoubted
from bna_pipeline.model.round import Contact, Purpose
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Act, Phase, allowed
from bna_pipeline.pipeline.due_mail import Due
from bna_pipeline.pipeline.letters import Letter
from bna_pipeline.pipeline.moment import is_confirmed
from bna_pipeline.pipeline.person_letters import common, contact_of_person, coordinators
from bna_pipeline.pipeline.signal_state import near
from bna_pipeline.pipeline.signing import signed_now
from bna_pipeline.pipeline.tools import Tools
from bna_pipeline.rounds.keys import mail_key
from bna_pipeline.rounds.person_values import AlarmValues

_BEFORE: Final = frozenset({Phase.CONCEPT, Phase.FOR_ADOPTION, Phase.ADOPTED})
LONG: Final = timedelta(minutes=5)
"""So long the Kamer's open data may be away near a release before somebody must look himself."""
_DUTCH: Final = ZoneInfo("Europe/Amsterdam")


class Alarm(NamedTuple):
    """One thing to hear at once.

    Attributes:
        about: names it: the same is told once.
        short: for a subject, after the programme's name.
        what, do: whole Dutch sentences; nothing of what is under embargo.
    """

    about: str
    short: str
    what: str
    do: str


def alarms_of(tools: Tools, now: EditionState) -> tuple[Alarm, ...]:
    """Everything that is to be heard now."""
    doubted = (_doubted(doubt) for doubt in now.release.doubts.values())
    return (*_signal(tools, now), *doubted, *_clock(now), *_away(tools, now))


def due_alarms(tools: Tools, now: EditionState) -> Iterator[Due]:
    """A mail for each alarm, to every coordinator; where none has an address, to the province's desk."""
    if not allowed(now.phase, Act.POST):
        return
    for alarm in alarms_of(tools, now):
        for person, to in _readers(tools):
            key = mail_key(Purpose.ALARM, person, about=alarm.about)
            yield Due(key, Purpose.ALARM, person, to, partial(_letter, tools, to, alarm))


def alarm_keys(tools: Tools, now: EditionState) -> frozenset[str]:
    """Keys of the mails about what is still so."""
    return frozenset(due.key for due in due_alarms(tools, now))


def _readers(tools: Tools) -> tuple[tuple[str, Contact], ...]:
    people = coordinators(tools)
    known = tuple((person.id, to) for person in people if (to := contact_of_person(tools, person.id)) is not None)
    desk = tools.programme.partner(tools.programme.province).contact
    return known or tuple((person.id, desk) for person in people[:1])


def _letter(tools: Tools, to: Contact, alarm: Alarm, reference: str) -> Letter:
    return Letter(AlarmValues(**common(tools, to, reference), short=alarm.short, what=alarm.what, do=alarm.do))


def _signal(tools: Tools, now: EditionState) -> Iterator[Alarm]:
    """The Kamerbrief is out, or the set minute has come, and the package is still here."""
    if now.fired is not None:
        return
    planned, brief = now.release.planned, now.kamerbrief
    if brief is not None:
        out = f"De Kamerbrief is uit ({brief.number} van {brief.date:%d-%m-%Y})"
        about, short = brief.file.sha256[:12], "de Kamerbrief is uit, het pakket nog niet"
    elif planned is not None and tools.clock.now() >= planned.at:
        minute = planned.at.astimezone(ZoneInfo(planned.zone))
        out = f"Het gekozen moment van vertrek is aangebroken ({minute:%d-%m-%Y %H:%M}, {planned.zone})"
        about, short = f"{planned.at:%Y%m%dT%H%MZ}", "het moment van vertrek is er, het pakket is nog hier"
    else:
        return
    for name, why, do in _in_the_way(tools, now):
        yield Alarm(f"{about}-{name}", short, f"{out}, maar {why}", do)


def _in_the_way(tools: Tools, now: EditionState) -> Iterator[tuple[str, str, str]]:
    """Why nothing goes: a name, the rest of a sentence, and what to do."""
    if now.phase in _BEFORE:
        yield (
            "ondertekening",
            "de statenmededeling is nog niet ondertekend.",
            "Laat haar zo snel mogelijk vaststellen en ondertekenen, en zet daarna de vrijgave klaar.",
        )
    elif now.phase is not Phase.SIGNED:
        return
    elif now.armed is None:
        yield (
            "klaarzetten",
            "de vrijgave staat nog niet klaar.",
            "Zet de vrijgave klaar; het pakket vertrekt dan meteen.",
        )
    elif now.held is not None:
        yield (
            "aangehouden",
            f"de vrijgave is aangehouden: {now.held.rstrip('.')}.",
            "Zet de vrijgave opnieuw klaar zodra dat kan; het pakket vertrekt dan meteen.",
        )
    elif now.kamerbrief is None and not is_confirmed(tools, now):
        yield "bevestiging", "het vertrek is nog niet bevestigd.", "Bevestig het vertrek, of kies een ander moment."
    elif not now.release.doubts:  # of a doubt there is a mail of its own
        yield from _stuck(tools, now)


def _stuck(tools: Tools, now: EditionState) -> Iterator[tuple[str, str, str]]:
    """Everything is there, and a step does not go; or what is armed is not what was signed."""
    steps = [stuck for stuck in now.stuck if stuck.step in ("moment", "deliver")]
    for stuck in steps:
        yield (
            f"stap-{stuck.step}-{stuck.code.lower()}",
            f"de stap ‘{stuck.name}’ lukt niet.",
            "Kijk in het overzicht wat eraan schort. Het programma probeert het steeds opnieuw.",
        )
    try:
        wrong = any(o.act in (Act.ABORT, Act.WITHDRAW_ADOPTION) for o in obstacles(now, signed_now(tools, now)))
    except (Refused, StorageError):
        wrong = not steps
    if wrong:
        yield (
            "ander-pakket",
            "wat klaarstaat, is niet wat is vastgesteld en ondertekend.",
            "Kijk in het overzicht wat er moet gebeuren.",
        )


def _doubted(doubt: SignalDoubted) -> Alarm:
    return Alarm(
        f"twijfel-{digest_of(doubt)[:12]}",
        "kijk of dit de Kamerbrief is",
        f"Er is iets dat op de Kamerbrief lijkt ({masked_name(doubt.document)}, {doubt.source.words}), maar het is "
        f"niet zeker de goede. {masked_name(doubt.why)}",
        "Zolang u niet heeft gekeken, vertrekt er niets. Is het de Kamerbrief van deze editie, leg hem dan zelf vast. "
        "Is hij het niet, leg hem dan terzijde met een reden.",
    )


def _clock(now: EditionState) -> Iterator[Alarm]:
    doubted = now.release.clock_doubted
    if doubted is None or now.fired is not None:
        return
    yield Alarm(
        f"klok-{doubted.planned:%Y%m%dT%H%MZ}",
        "de klok van de computer klopt niet",
        "Volgens de klok van de computer is het gekozen moment van vertrek aangebroken. Volgens de tijdstempeldienst "
        f"was het toen {doubted.vouched.astimezone(_DUTCH):%d-%m-%Y %H:%M:%S}. Er is niets vertrokken.",
        "Vraag de beheerder om de klok goed te zetten. Het pakket vertrekt als beide klokken het eens zijn.",
    )


def _away(tools: Tools, now: EditionState) -> Iterator[Alarm]:
    """While the release stands armed, a signal that nobody can see is one that somebody must look for."""
    stuck = next((stuck for stuck in now.stuck if stuck.step == "kamer"), None)
    if stuck is None or not near(now) or now.kamerbrief is not None or tools.clock.now() - stuck.since < LONG:
        return
    yield Alarm(
        f"kamer-weg-{stuck.since:%Y%m%dT%H%M%SZ}",
        "de open data van de Tweede Kamer antwoorden niet",
        "De vrijgave staat klaar en wacht op de Kamerbrief, maar de open data van de Tweede Kamer antwoorden niet "
        f"sinds {stuck.since.astimezone(_DUTCH):%d-%m-%Y %H:%M}. Het programma probeert het steeds opnieuw.",
        "Houd zelf in de gaten of de Kamerbrief uit is, en leg hem dan vast.",
    )

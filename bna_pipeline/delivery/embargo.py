"""The embargo: nothing leaves before the Kamerbrief does, and then exactly what was armed (`domain.md`, 6)."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from bna_pipeline.errors import BytesChanged, EmbargoStands, ThrowawayRefused
from bna_pipeline.model.base import FileDigest, digest_of
from bna_pipeline.model.delivery import KAMERBRIEF_FOLDER, MomentRule, SignalRules
from bna_pipeline.model.draft import LETTER_PDF, Package, Signed, documents_beside
from bna_pipeline.model.release_events import SignalDoubted, SignalSource
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Act

ANY_HAND: Final = SignalRules()
"""The signal where a programme says nothing of it: the coordinator hands in the Kamerbrief."""

_PAYLOAD = "data/"


def require_armable(state: EditionState, signed: Signed) -> None:
    """Refuse to arm a release that could not fire later.

    Args:
        state: the edition as it stands; the phase itself is judged by the transition table.
        signed: the letter with all its signatures.

    Raises:
        EmbargoStands: released already, a signature is missing or under way.
        ThrowawayRefused: signed with a test key, and the edition is no sample.
        BytesChanged: `signed` is not the letter of the ledger, or what was armed before holds another letter.
    """
    if state.fired is not None:
        raise EmbargoStands("Deze editie is al vrijgegeven.", "Er is niets meer klaar te zetten.")
    missing = _missing_signatures(state)
    if missing:
        raise EmbargoStands(f"{missing.capitalize()}.", "Laat de brief eerst ondertekenen.")
    if state.signing is not None or state.exported is not None:
        raise EmbargoStands("Er loopt nog een ondertekening.", "Rond haar af of lees de brief in met `--import`.")
    if _test_key_outside_sample(state, signed):
        raise ThrowawayRefused(
            "De brief is ondertekend met een testsleutel en deze editie is geen voorbeeld.",
            "Laat de brief met echte sleutels ondertekenen.",
        )
    if state.letter is None or state.letter.sha256 != signed.letter.sha256:
        raise BytesChanged(f"{LETTER_PDF} is niet de brief die is ondertekend.", "Zet het juiste bestand terug.")
    if state.armed is not None and _other_files(state.armed, signed):
        raise BytesChanged(
            f"Het eerder klaargezette pakket bevat een andere {', '.join(_other_files(state.armed, signed))}.",
            f"Breek die vrijgave af met `bna release {state.edition} abort --reason REDEN` en zet haar opnieuw klaar.",
        )


def fire_obstacles(state: EditionState, signed: Signed, rules: SignalRules = ANY_HAND) -> tuple[str, ...]:
    """Everything that keeps the release from firing now, in Dutch; empty: it may fire.

    The sentences say who must do what, so they are also what the edition waits for.
    """
    return tuple(obstacle.sentence for obstacle in obstacles(state, signed, rules))


@dataclass(frozen=True)
class Obstacle:
    """What keeps a release from firing: the act that takes it away, the command that does it, and the words for it.

    Attributes:
        instead: another way than the obstacle before it.
    """

    act: Act
    command: str | None
    said: str
    instead: bool = False

    @property
    def sentence(self) -> str:
        """The words with the command behind them."""
        return self.said if self.command is None else f"{self.said} `{self.command}`"


def obstacles(state: EditionState, signed: Signed, rules: SignalRules = ANY_HAND) -> tuple[Obstacle, ...]:
    """As `fire_obstacles`, each with what takes it away.

    Args:
        rules: the programme's signals. They say in which words the signal is waited for; whether it is there, the
            state alone says.
    """
    return tuple(_obstacles(state, signed, rules))


def _obstacles(state: EditionState, signed: Signed, rules: SignalRules) -> Iterator[Obstacle]:
    arm = f"bna release {state.edition} arm"
    if state.fired is not None:
        yield Obstacle(Act.DELIVER, None, "deze editie is al vrijgegeven")
        return
    missing = _missing_signatures(state)
    if missing:
        yield Obstacle(Act.SIGN, None, missing)
    if _test_key_outside_sample(state, signed):
        withdraw = f"bna adopt {state.edition} --withdraw --reason REDEN"
        yield Obstacle(
            Act.WITHDRAW_ADOPTION,
            withdraw,
            "de brief is ondertekend met een testsleutel en deze editie is geen voorbeeld; de secretaris trekt het "
            "besluit in met",
        )
    if state.armed is None:
        yield Obstacle(Act.ARM, arm, "de coördinator zet de vrijgave klaar:")
    else:
        yield from _armed_obstacles(state.edition, state.armed, signed)
    if state.held is not None:
        yield Obstacle(Act.ARM, arm, f"de vrijgave is aangehouden ({state.held}); opheffen kan met")
    yield from _signal_obstacles(state, rules)


def _signal_obstacles(state: EditionState, rules: SignalRules) -> Iterator[Obstacle]:
    """What lifts the embargo is not there: neither the Kamerbrief nor the set minute; or somebody must look first."""
    release, edition = state.release, state.edition
    if release.doubts:
        yield from (_doubted(edition, doubt) for doubt in release.doubts.values())
        return
    if state.kamerbrief is not None or release.reached is not None:
        return
    yield _kamerbrief(edition, rules)
    if rules.moment is not None:
        yield from _moment(state, rules.moment)


def still_owed(state: EditionState, rules: SignalRules) -> tuple[Obstacle, ...]:
    """What an edition that went by the clock still needs for its dossier: its Kamerbrief, and a look at every doubt.

    Whatever the rules say, the coordinator may hand it in now: it lets nothing go any more.
    """
    doubts = tuple(_doubted(state.edition, doubt) for doubt in state.release.doubts.values())
    if state.kamerbrief is not None:
        return doubts
    return (*doubts, _kamerbrief(state.edition, rules.model_copy(update={"by_hand": True})))


def _doubted(edition: str, doubt: SignalDoubted) -> Obstacle:
    settle = f"bna release {edition} settle {shlex.quote(doubt.document)} --reason REDEN"
    said = f"de coördinator kijkt naar {doubt.document} ({doubt.source.words}): {doubt.why}"
    if doubt.source is not SignalSource.HAND:
        said += " Is het toch de Kamerbrief van deze editie, leg hem dan zelf vast."
    return Obstacle(Act.SETTLE_DOUBT, settle, f"{said} Is hij het niet, leg hem dan terzijde:")


def _kamerbrief(edition: str, rules: SignalRules) -> Obstacle:
    """The Kamerbrief, with every way in which it may come; the command when a person may hand it in."""
    ways = [
        *(["de open data van de Tweede Kamer worden nagekeken"] if rules.tweede_kamer else []),
        *([f"leg hem in inbox/{edition}/{KAMERBRIEF_FOLDER}/"] if rules.inbox else []),
        *([f"laat hem mailen door {' of '.join(rules.senders)}"] if rules.senders else []),
    ]
    told = f"de Kamerbrief ({'; '.join(ways)})" if ways else "de Kamerbrief"
    if not rules.by_hand:
        return Obstacle(Act.NOTE_KAMERBRIEF, None, told)
    return Obstacle(Act.NOTE_KAMERBRIEF, f"bna release {edition} --kamerbrief BESTAND", f"{told}:")


def _moment(state: EditionState, rule: MomentRule) -> Iterator[Obstacle]:
    """The set minute, which also lets the package go; its confirmation where that is asked and lacks."""
    planned, edition, armed = state.release.planned, state.edition, state.armed
    if planned is None:
        command = f'bna release {edition} at "JJJJ-MM-DDTUU:MM" --zone Europe/Amsterdam'
        yield Obstacle(Act.PLAN_RELEASE, command, "of een moment van vertrek, dat de coördinator kiest:", instead=True)
        return
    minute = f"{planned.at.astimezone(ZoneInfo(planned.zone)):%d-%m-%Y %H:%M} ({planned.zone})"
    yield Obstacle(Act.RELEASE, None, f"of {minute}", instead=True)
    said = state.release.confirmed
    if rule.confirmed and armed is not None and (said is None or (said.package, said.at) != (armed.digest, planned.at)):
        yield Obstacle(
            Act.CONFIRM_RELEASE,
            f"bna release {edition} confirm",
            "de coördinator bevestigt dat het pakket dan mag vertrekken:",
            instead=True,
        )


def _armed_obstacles(edition: str, armed: Package, signed: Signed) -> Iterator[Obstacle]:
    abort = f"bna release {edition} abort --reason REDEN"
    if digest_of([file.model_dump(mode="json") for file in armed.files]) != armed.digest:
        yield Obstacle(
            Act.ABORT,
            abort,
            "de lijst van bestanden is niet die waarvoor de vrijgave klaarstaat; breek af met",
        )
    other = _other_files(armed, signed)
    if other:
        yield Obstacle(
            Act.ABORT,
            abort,
            f"het klaargezette pakket bevat een andere {', '.join(other)} dan er is vastgesteld en ondertekend; "
            "breek af met",
        )


def _missing_signatures(state: EditionState) -> str:
    missing = state.signatures_needed - len(state.signatures)
    if missing <= 0:
        return ""
    return "er ontbreekt nog een handtekening" if missing == 1 else f"er ontbreken nog {missing} handtekeningen"


def _other_files(armed: Package, signed: Signed) -> tuple[str, ...]:
    """Names of documents in the frozen package that are not those adopted and signed."""
    frozen = {file.name.removeprefix(_PAYLOAD): file for file in armed.files}
    right = {file.name: file for file in signed.approved.adoption.files} | {LETTER_PDF: signed.letter}
    names = documents_beside({*frozen, *right})
    return tuple(name for name in names if not _same(frozen.get(name), right.get(name)))


def _same(one: FileDigest | None, other: FileDigest | None) -> bool:
    return one is not None and other is not None and (one.size, one.sha256) == (other.size, other.sha256)


def _test_key_outside_sample(state: EditionState, signed: Signed) -> bool:
    sample = state.opened is not None and state.opened.sample
    return not sample and any(signature.throwaway for signature in signed.signatures)

"""From signed to ready to go: arming, holding, aborting, and the Kamerbrief that lifts the embargo."""

from __future__ import annotations

from datetime import date

from bna_pipeline.delivery.embargo import require_armable
from bna_pipeline.delivery.kamerbrief import read_kamerbrief
from bna_pipeline.errors import EmbargoStands, WrongUse
from bna_pipeline.errors.moved import DraftMoved
from bna_pipeline.model.base import Sha256
from bna_pipeline.model.release_events import KamerbriefSeen, ReleaseAborted, ReleaseArmed, ReleaseHeld
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Act, require
from bna_pipeline.pipeline.archive_stamp import require_stamped
from bna_pipeline.pipeline.correcting import refuse_former_kamerbrief
from bna_pipeline.pipeline.signals import alarms
from bna_pipeline.pipeline.signing import concerns_about, signed_now
from bna_pipeline.pipeline.tools import Actor, Step, Tools, record, require_reason, state, trail_and_state
from bna_pipeline.record.package import freeze


def arm(tools: Tools, actor: Actor, *, letter: Sha256 | None = None, held: str | None = None) -> Step:
    """Freeze the package and arm its release for exactly that digest.

    After a hold the same frozen package is armed again, as long as the letter in it still is the signed one.

    Args:
        letter, held: of the signed letter that the actor had before him, and why the release was held then (None: it
            was not); without `letter` both are as they are now.

    Raises:
        DraftMoved: the letter is another by now, or the release was held, or its hold came to an end.
        TransitionRefused, BytesChanged.
        EmbargoStands: also while the archive timestamp that the settings ask for is not there.
        CertificateRevoked: a signer's certificate was revoked before it signed.
    """
    trail, now = trail_and_state(tools)
    signed = signed_now(tools, now)
    if letter is not None and signed.letter.sha256 != letter:
        raise DraftMoved("De brief is intussen een andere. Er is niets klaargezet.", "Bekijk hoe het nu staat.")
    if now.armed is not None and now.held is None:
        return Step("arm", False, ("De vrijgave staat al klaar.",))
    if letter is not None and now.held != held:
        moved = "afgebroken" if now.held is None else f"aangehouden: {now.held.rstrip('.')}"
        raise DraftMoved(f"De vrijgave is intussen {moved}. Er is niets klaargezet.", "Bekijk hoe het nu staat.")
    require_stamped(tools, now)
    concerns = concerns_about(tools, signed.letter)
    package = now.armed
    if package is None:
        package, files = freeze(tools.programme, tools.edition, signed, tools.blobs.get, trail, tools.clock.now())
        for data in files.values():
            tools.blobs.put(data)
    frozen = package

    def decide(then: EditionState) -> ReleaseArmed | None:
        require(then.phase, Act.ARM)
        if then.armed is not None and then.held is None:
            return None
        if (then.armed, then.held) != (now.armed, now.held):
            raise EmbargoStands(
                "De vrijgave is intussen aangehouden, afgebroken of opnieuw klaargezet.", "Bekijk hoe het nu staat."
            )
        require_armable(then, signed)
        require_stamped(tools, then)
        return ReleaseArmed(package=frozen)

    if record(tools, actor, decide) is None:
        return Step("arm", False, ("Een ander proces heeft de vrijgave intussen klaargezet.",))
    return Step("arm", True, (*concerns, f"De vrijgave staat klaar voor pakket {frozen.digest[:16]}…."))


def hold(tools: Tools, actor: Actor, *, reason: str) -> Step:
    """Hold an armed release; arming again lifts it. To hold it once more for one reason changes nothing.

    Raises:
        EmbargoStands: nothing is armed.
        WrongUse: no reason.
    """
    reason = require_reason(reason)

    def decide(now: EditionState) -> ReleaseHeld | None:
        require(now.phase, Act.HOLD)
        if now.armed is None:
            raise EmbargoStands("Er staat geen vrijgave klaar om aan te houden.", "Zet haar eerst klaar.")
        return None if now.held == reason else ReleaseHeld(reason=reason)

    changed = record(tools, actor, decide) is not None
    return Step("hold", changed, (f"De vrijgave is aangehouden: {reason}",))


def abort(tools: Tools, actor: Actor, *, reason: str, package: Sha256 | None = None) -> Step:
    """Disarm a release; arming again freezes a new package.

    Args:
        package: digest of the package that the actor had before him; None: as it is now.

    Raises:
        DraftMoved: another package is armed by now.
        EmbargoStands: nothing is armed.
        WrongUse: no reason.
    """
    reason = require_reason(reason)

    def decide(now: EditionState) -> ReleaseAborted:
        require(now.phase, Act.ABORT)
        if now.armed is None:
            raise EmbargoStands("Er staat geen vrijgave klaar om af te breken.", "Er is niets te doen.")
        if package is not None and now.armed.digest != package:
            raise DraftMoved("Er staat intussen een ander pakket klaar. Er is niets afgebroken.", "Bekijk het eerst.")
        return ReleaseAborted(reason=reason)

    record(tools, actor, decide)
    return Step("abort", True, (f"De vrijgave is afgebroken: {reason}",))


def note_kamerbrief(
    tools: Tools, actor: Actor, *, name: str, data: bytes, on: date | None = None, number: str | None = None
) -> Step:
    """Record that the Kamerbrief is out: its bytes, date and number.

    Args:
        on, number: what a person read; they win over what the file's text says.

    Raises:
        KamerbriefUnreadable, TransitionRefused.
        EmbargoStands: the edition went, and has its Kamerbrief.
        WrongUse: the programme takes it in other ways only; after a release anybody may complete the dossier.
    """
    delivery = tools.programme.delivery
    before = state(tools)
    if not delivery.signal.by_hand and before.fired is None:
        raise WrongUse(
            "In dit programma legt niemand de Kamerbrief zelf vast.",
            "Zet `by_hand: true` onder `delivery: signal:` in programme.yaml als dat wel mag.",
        )
    seen = read_kamerbrief(
        name, data, date=on, number=number, dossier=delivery.kamerbrief_dossier, words=delivery.kamerbrief_words
    )
    refuse_former_kamerbrief(tools, seen.file.sha256)
    tools.blobs.put(data)

    def decide(now: EditionState) -> KamerbriefSeen | None:
        if now.kamerbrief == seen and not now.release.doubts:
            return None
        require(now.phase, Act.NOTE_KAMERBRIEF)
        if now.fired is not None and now.kamerbrief is not None:
            raise EmbargoStands(
                f"Deze editie is vertrokken en heeft Kamerbrief {now.kamerbrief.number}.", "Er is niets meer te doen."
            )
        return KamerbriefSeen(kamerbrief=seen)

    changed = record(tools, actor, decide) is not None
    told = f"Kamerbrief {seen.number} van {seen.date:%d-%m-%Y} is vastgelegd."
    return Step("kamerbrief", changed, (told, *alarms(state(tools))))

"""What leaves: the hand-over under embargo, the release when it fires, every channel once, and then the dossier."""

from __future__ import annotations

from collections.abc import Mapping

from bna_pipeline.delivery.embargo import fire_obstacles
from bna_pipeline.delivery.handover import hand_over_files
from bna_pipeline.errors import EmbargoStands, NotApproved
from bna_pipeline.model.base import FileDigest, digest_of, sha256_hex
from bna_pipeline.model.events import HAND_OVER
from bna_pipeline.model.release_events import DossierMade, ReleaseFired
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Act, Phase, allowed, require
from bna_pipeline.pipeline.approval import approved_now
from bna_pipeline.pipeline.channels import deliveries_due, hand_over_due, hand_over_of, package_files
from bna_pipeline.pipeline.dispatching import dispatch
from bna_pipeline.pipeline.errands import Errand, run
from bna_pipeline.pipeline.sealing import seal_due
from bna_pipeline.pipeline.signal_state import kamerbrief_owed
from bna_pipeline.pipeline.signing import signed_now
from bna_pipeline.pipeline.signing_folder import lay_out_letter
from bna_pipeline.pipeline.tools import Actor, Step, Tools, blob_of, record, state, trail_and_state
from bna_pipeline.pipeline.trail_stamps import due as stamp_due
from bna_pipeline.pipeline.validating import validation_files
from bna_pipeline.record.dossier import make_dossier
from bna_pipeline.record.seal import SEALED

PACKAGE_FOLDER = "pakket"
DOSSIER_FOLDER = "dossier"


def assemble(tools: Tools, actor: Actor) -> Step:
    """After adoption: the report goes to the ministry under embargo, the letter lies ready for its next signatory."""
    now = state(tools)
    if not allowed(now.phase, Act.HAND_OVER):
        return Step("assemble", False)
    laid_out = lay_out_letter(tools, now)
    said = hand_over(tools, actor)
    return Step("assemble", bool(said) or laid_out, said)


def hand_over(tools: Tools, actor: Actor) -> tuple[str, ...]:
    """Hand the adopted report over under embargo, once a decision; what was said of it.

    Raises:
        NotApproved, BytesChanged, TransitionRefused: what was adopted does not hold (any more).
        DeliveryFailed: the receiver cannot be reached.
    """
    now = state(tools)
    due = hand_over_due(tools, now)
    if due is None or tools.hand_over_channel is None:
        return ()
    approved_now(tools, now)
    files = hand_over_files(tools.edition, due.report, blob_of(tools, due.report))

    def allow(then: EditionState) -> None:
        require(then.phase, Act.HAND_OVER)
        if hand_over_of(tools, then) != due:
            raise NotApproved("Het besluit is intussen een ander.", "Voer `bna run` opnieuw uit.")
        approved_now(tools, then)

    channel = tools.hand_over_channel(due.number)
    if not run(tools, actor, Errand(HAND_OVER, channel, due.key, files), allow):
        return ()
    return (f"De vastgestelde rapportage is onder embargo overgedragen: {channel.target}.",)


def deliver(tools: Tools, actor: Actor) -> Step:
    """Fire when it may, put the package in place, deliver on every channel.

    A channel that does not take it is tried again by itself (`dispatching.py`); the others have it meanwhile.

    Raises:
        BytesChanged: names the file of the frozen package that is not what it was.
    """
    said = [*_fire(tools, actor)]
    now = state(tools)
    if now.phase is not Phase.RELEASED:
        return Step("deliver", False)
    bag = package_files(tools, now)
    said += _put_package(tools, bag)
    sent = dispatch(tools, actor, bag)
    said += sent.said
    links = (tools.outbox.where(tools.id, PACKAGE_FOLDER),)
    return Step("deliver", bool(said), tuple(said), links=links, trouble=sent.trouble)


def _fire(tools: Tools, actor: Actor) -> tuple[str, ...]:
    now = state(tools)
    if now.fired is not None or now.phase is not Phase.SIGNED or fire_obstacles(now, signed_now(tools, now)):
        return ()
    package_files(tools, now)

    def decide(then: EditionState) -> ReleaseFired | None:
        if then.fired is not None:
            return None
        require(then.phase, Act.RELEASE)
        obstacles = fire_obstacles(then, signed_now(tools, then))
        if obstacles or then.armed is None:
            raise EmbargoStands(" ".join(obstacles), "Het pakket blijft onder embargo.")
        signal = None if then.kamerbrief is None else then.kamerbrief.file.sha256
        return ReleaseFired(package=then.armed.digest, kamerbrief=signal)

    if record(tools, actor, decide) is None:
        return ()
    return ("Het pakket is vrijgegeven.", *_never_handed_over(tools, now))


def _never_handed_over(tools: Tools, now: EditionState) -> tuple[str, ...]:
    due = hand_over_due(tools, now)
    if due is None or tools.hand_over_channel is None:
        return ()
    target = tools.hand_over_channel(due.number).target
    return (f"ALARM: de rapportage is nooit onder embargo overgedragen ({target}); stuur haar zelf alsnog.",)


def _put_package(tools: Tools, bag: Mapping[str, bytes]) -> tuple[str, ...]:
    if not tools.outbox.replace(tools.id, PACKAGE_FOLDER, bag):
        return ()
    return (f"Het pakket staat in {tools.outbox.where(tools.id, PACKAGE_FOLDER)}.",)


def archive(tools: Tools, actor: Actor) -> Step:
    """Make the dossier once the last receipt is in and the Kamerbrief is there, which after a release by the clock may
    come later; and once the trail is vouched for where that is asked.

    Raises:
        BytesChanged: names the file of the frozen package, or of the dossier, that is not what it was.
    """
    trail, now = trail_and_state(tools)
    waits = now.phase is not Phase.RELEASED or deliveries_due(tools, now) or kamerbrief_owed(tools, now)
    if waits or seal_due(tools, now, "pakket") or (tools.timestamper is not None and stamp_due(trail, now) is not None):
        return Step("archive", False)
    bag = package_files(tools, now)
    files = make_dossier(
        tools.programme,
        tools.edition,
        now,
        trail,
        tools.blobs.get,
        bag,
        tools.clock.now(),
        reports=validation_files(tools, now),
    )
    tools.outbox.replace(tools.id, DOSSIER_FOLDER, files)
    listed = [FileDigest.of(name, data).model_dump(mode="json") for name, data in sorted(files.items())]

    def decide(then: EditionState) -> DossierMade | None:
        if then.dossier is not None:
            return None
        require(then.phase, Act.ARCHIVE)
        return DossierMade(digest=digest_of(listed), files=len(files), tags=sha256_hex(files[SEALED]))

    record(tools, actor, decide)
    where = tools.outbox.where(tools.id, DOSSIER_FOLDER)
    return Step("archive", True, (f"Het dossier staat in {where}.",), links=(where,))

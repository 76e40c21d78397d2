"""What leaves: the hand-over under embargo, the release when it fires, every channel once, and then the dossier."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bna_pipeline.delivery.embargo import fire_obstacles
from bna_pipeline.delivery.handover import hand_over_files
from bna_pipeline.delivery.keys import delivery_key
from bna_pipeline.errors import DeliveryFailed, EmbargoStands, NotApproved
from bna_pipeline.model.base import FileDigest, digest_of
from bna_pipeline.model.draft import LETTER_HTML, LETTER_PDF, REPORT_HTML, REPORT_PDF
from bna_pipeline.model.events import HAND_OVER, DossierMade, EffectDone, EffectIntended, ReleaseFired
from bna_pipeline.model.programme import ChannelRule
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Act, Phase, allowed, require
from bna_pipeline.pipeline.approval import approved_now
from bna_pipeline.pipeline.channels import armed_package, deliveries_due, hand_over_due, hand_over_of, package_files
from bna_pipeline.pipeline.signing import signed_now
from bna_pipeline.pipeline.signing_folder import lay_out_letter
from bna_pipeline.pipeline.tools import Actor, Step, Tools, blob_of, record, state, trail_and_state
from bna_pipeline.pipeline.validating import validation_files
from bna_pipeline.ports import Channel
from bna_pipeline.record.dossier import make_dossier

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
    if not _deliver_once(tools, actor, HAND_OVER, channel, due.key, files, allow):
        return ()
    return (f"De vastgestelde rapportage is onder embargo overgedragen: {channel.target}.",)


def _deliver_once(
    tools: Tools,
    actor: Actor,
    effect: str,
    channel: Channel,
    key: str,
    files: Mapping[str, bytes],
    allow: Callable[[EditionState], None],
) -> bool:
    """Intent, act, receipt; after a crash in between the other side is asked first. False: it was done before.

    Args:
        allow: refuses what the edition, as it stands when the intent lands, is not open to.
    """
    listed = tuple(FileDigest.of(name, data) for name, data in sorted(files.items()))
    if state(tools).receipt(key) is not None:
        return False

    def intend(now: EditionState) -> EffectIntended | None:
        if now.receipt(key) is not None:
            return None
        allow(now)
        if any(i.key == key for i in now.intents):
            return None
        return EffectIntended(effect=effect, key=key, target=channel.target, files=listed)

    record(tools, actor, intend)
    at = tools.clock.now()
    receipt = channel.find(key, listed, at) or channel.deliver(key, files, at)

    def done(now: EditionState) -> EffectDone | None:
        return None if now.receipt(key) is not None else EffectDone(effect=effect, receipt=receipt)

    return record(tools, actor, done) is not None


def deliver(tools: Tools, actor: Actor) -> Step:
    """Fire when it may, put the package in place, deliver on every channel; the last receipt closes the dossier.

    Raises:
        DeliveryFailed: names every channel that could not be reached; all of them were tried.
        BytesChanged: names the file of the frozen package that is not what it was.
    """
    said = [*_fire(tools, actor)]
    now = state(tools)
    if now.phase is not Phase.RELEASED:
        return Step("deliver", False)
    bag = package_files(tools, now)
    said += _put_package(tools, bag)
    said += _send(tools, actor, bag)
    said += _close_dossier(tools, actor, bag)
    return Step("deliver", bool(said), tuple(said), links=(tools.outbox.where(tools.id, PACKAGE_FOLDER),))


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
        if obstacles or then.armed is None or then.kamerbrief is None:
            raise EmbargoStands(" ".join(obstacles), "Het pakket blijft onder embargo.")
        return ReleaseFired(package=then.armed.digest, kamerbrief=then.kamerbrief.file.sha256)

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


def _send(tools: Tools, actor: Actor, bag: Mapping[str, bytes]) -> list[str]:
    now = state(tools)
    package, due = armed_package(now), deliveries_due(tools, now)
    said: list[str] = []
    failed: list[DeliveryFailed] = []
    for rule, channel in zip(tools.programme.delivery.channels, tools.release_channels, strict=True):
        if rule not in due:
            continue
        files = files_for(rule, bag)
        key = delivery_key(tools.id, package.digest, channel.id)
        try:
            _deliver_once(tools, actor, "delivery", channel, key, files, _require_released)
        except DeliveryFailed as fault:  # everyone must have it at the same moment: one closed door stops no other
            failed.append(fault)
        else:
            said.append(f"Afgeleverd bij {rule.name}: {channel.target}.")
    if failed:
        raise DeliveryFailed(" ".join(f.message for f in failed), " ".join(dict.fromkeys(f.mend for f in failed)))
    return said


def _require_released(now: EditionState) -> None:
    require(now.phase, Act.DELIVER)


def files_for(rule: ChannelRule, bag: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """What a channel gets of the frozen bag: all of it, or plainly named files out of it."""
    match rule.files:
        case "package":
            return bag
        case "documents":
            names: tuple[str, ...] = (LETTER_PDF, REPORT_PDF)
        case "publication":  # a package from before there was an HTML edition has no web pages
            names = (LETTER_PDF, REPORT_PDF, *(name for name in (LETTER_HTML, REPORT_HTML) if f"data/{name}" in bag))
    return {name: bag[f"data/{name}"] for name in names}


def _close_dossier(tools: Tools, actor: Actor, bag: Mapping[str, bytes]) -> tuple[str, ...]:
    trail, now = trail_and_state(tools)
    if now.phase is not Phase.RELEASED or deliveries_due(tools, now):
        return ()
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
        return DossierMade(digest=digest_of(listed), files=len(files))

    record(tools, actor, decide)
    return (f"Het dossier staat in {tools.outbox.where(tools.id, DOSSIER_FOLDER)}.",)

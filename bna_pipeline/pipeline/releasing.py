"""From signed to released: hand-over under embargo, arming, the Kamerbrief, channels, dossier."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from bna_pipeline.delivery.embargo import fire_obstacles, require_armable
from bna_pipeline.delivery.handover import hand_over_files
from bna_pipeline.delivery.kamerbrief import read_kamerbrief
from bna_pipeline.delivery.keys import delivery_key
from bna_pipeline.errors import EmbargoStands
from bna_pipeline.model.base import FileDigest, digest_of
from bna_pipeline.model.draft import LETTER_PDF, REPORT_PDF, Package
from bna_pipeline.model.events import (
    DossierMade,
    EffectDone,
    EffectIntended,
    KamerbriefSeen,
    ReleaseAborted,
    ReleaseArmed,
    ReleaseFired,
    ReleaseHeld,
)
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Act, Phase, allowed, require
from bna_pipeline.pipeline.signing import lay_out_letter, signed_now
from bna_pipeline.pipeline.tools import Actor, Step, Tools, blob_of, entries, record, state, state_after
from bna_pipeline.ports import Channel
from bna_pipeline.record.dossier import make_dossier
from bna_pipeline.record.package import freeze, thaw

PACKAGE_FOLDER = "pakket"
DOSSIER_FOLDER = "dossier"


def assemble(tools: Tools, actor: Actor) -> Step:
    """After adoption: the report goes to the ministry under embargo, the letter lies ready for its next signatory."""
    now = state(tools)
    if not allowed(now.phase, Act.HAND_OVER):
        return Step("assemble", False)
    said = hand_over(tools, actor)
    laid_out = lay_out_letter(tools, now)
    return Step("assemble", bool(said) or laid_out, said)


def hand_over(tools: Tools, actor: Actor) -> tuple[str, ...]:
    """Hand the adopted report over under embargo, once; what was said of it."""
    now = state(tools)
    channel = tools.hand_over_channel
    if channel is None or now.adoption is None:
        return ()
    report = next(f for f in now.adoption.files if f.name == REPORT_PDF)
    files = hand_over_files(tools.edition, report, blob_of(tools, report))
    key = delivery_key(tools.id, report.sha256, channel.id)
    if not _deliver_once(tools, actor, "hand-over", channel, key, files):
        return ()
    return (f"De vastgestelde rapportage is onder embargo overgedragen: {channel.target}.",)


def _deliver_once(
    tools: Tools, actor: Actor, effect: str, channel: Channel, key: str, files: Mapping[str, bytes]
) -> bool:
    """Intent, act, receipt; after a crash in between the other side is asked first. False: it was done before."""
    listed = tuple(FileDigest.of(name, data) for name, data in sorted(files.items()))
    if state(tools).receipt(key) is not None:
        return False

    def intend(now: EditionState) -> EffectIntended | None:
        if now.receipt(key) is not None or any(i.key == key for i in now.intents):
            return None
        return EffectIntended(effect=effect, key=key, target=channel.target, files=listed)

    record(tools, actor, intend)
    at = tools.clock.now()
    receipt = channel.find(key, listed, at) or channel.deliver(key, files, at)

    def done(now: EditionState) -> EffectDone | None:
        return None if now.receipt(key) is not None else EffectDone(effect=effect, receipt=receipt)

    return record(tools, actor, done) is not None


def arm(tools: Tools, actor: Actor) -> Step:
    """Freeze the package and arm its release for exactly that digest.

    After a hold the same frozen package is armed again, as long as the letter in it still is the signed one.

    Raises:
        TransitionRefused, EmbargoStands, BytesChanged.
    """
    now = state(tools)
    signed = signed_now(tools, now)
    if now.armed is not None and now.held is None:
        return Step("arm", False, ("De vrijgave staat al klaar.",))
    package = now.armed
    if package is None:
        package, files = freeze(
            tools.programme, tools.edition, signed, tools.blobs.get, entries(tools), tools.clock.now()
        )
        for data in files.values():
            tools.blobs.put(data)
    frozen = package

    def decide(then: EditionState) -> ReleaseArmed:
        require(then.phase, Act.ARM)
        require_armable(then, signed)
        return ReleaseArmed(package=frozen)

    record(tools, actor, decide)
    return Step("arm", True, (f"De vrijgave staat klaar voor pakket {frozen.digest[:16]}….",))


def hold(tools: Tools, actor: Actor, *, reason: str) -> Step:
    """Hold an armed release; arming again lifts it."""

    def decide(now: EditionState) -> ReleaseHeld:
        require(now.phase, Act.HOLD)
        if now.armed is None:
            raise EmbargoStands("Er staat geen vrijgave klaar om aan te houden.", "Zet haar eerst klaar.")
        return ReleaseHeld(reason=reason)

    record(tools, actor, decide)
    return Step("hold", True, (f"De vrijgave is aangehouden: {reason}",))


def abort(tools: Tools, actor: Actor, *, reason: str) -> Step:
    """Disarm a release; arming again freezes a new package."""

    def decide(now: EditionState) -> ReleaseAborted:
        require(now.phase, Act.ABORT)
        if now.armed is None:
            raise EmbargoStands("Er staat geen vrijgave klaar om af te breken.", "Er is niets te doen.")
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
    """
    delivery = tools.programme.delivery
    seen = read_kamerbrief(
        name, data, date=on, number=number, dossier=delivery.kamerbrief_dossier, words=delivery.kamerbrief_words
    )
    tools.blobs.put(data)

    def decide(now: EditionState) -> KamerbriefSeen | None:
        if now.kamerbrief == seen:
            return None
        require(now.phase, Act.NOTE_KAMERBRIEF)
        return KamerbriefSeen(kamerbrief=seen)

    changed = record(tools, actor, decide) is not None
    now = state(tools)
    said = [f"Kamerbrief {seen.number} van {seen.date:%d-%m-%Y} is vastgelegd."]
    if now.phase not in (Phase.SIGNED, Phase.RELEASED, Phase.FINISHED):
        said.append("ALARM: de Kamerbrief is uit, maar de statenmededeling is nog niet ondertekend.")
    elif now.armed is None:
        said.append("ALARM: de Kamerbrief is uit, maar de vrijgave staat nog niet klaar.")
    return Step("kamerbrief", changed, tuple(said))


def deliver(tools: Tools, actor: Actor) -> Step:
    """Fire when it may, put the package in place, deliver on every channel; the last receipt closes the dossier."""
    said = [*_fire(tools, actor)]
    if state(tools).fired is None:
        return Step("deliver", False)
    said += _put_package(tools)
    said += _send(tools, actor)
    said += _close_dossier(tools, actor)
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

    return ("Het pakket is vrijgegeven.",) if record(tools, actor, decide) is not None else ()


def armed_package(now: EditionState) -> Package:
    """The frozen package.

    Raises:
        EmbargoStands: nothing was armed.
    """
    if now.armed is None:
        raise EmbargoStands("Er staat geen vrijgave klaar.", "Zet haar klaar met `bna release EDITIE arm`.")
    return now.armed


def package_files(tools: Tools, now: EditionState) -> dict[str, bytes]:
    """The frozen bag, each file held against the digest it was frozen with.

    Raises:
        BytesChanged: names the file.
    """
    return thaw(armed_package(now), tools.blobs.get)


def _put_package(tools: Tools) -> tuple[str, ...]:
    now = state(tools)
    if now.phase is Phase.FINISHED:
        return ()
    if not tools.outbox.replace(tools.id, PACKAGE_FOLDER, package_files(tools, now)):
        return ()
    return (f"Het pakket staat in {tools.outbox.where(tools.id, PACKAGE_FOLDER)}.",)


def documents_for_griffie(tools: Tools, now: EditionState) -> dict[str, bytes]:
    """The two plainly named PDFs out of the frozen bag."""
    bag = package_files(tools, now)
    return {name: bag[f"data/{name}"] for name in (LETTER_PDF, REPORT_PDF)}


def _send(tools: Tools, actor: Actor) -> list[str]:
    said = []
    now = state(tools)
    if not allowed(now.phase, Act.DELIVER):
        return []
    package = armed_package(now)
    for rule, channel in zip(tools.programme.delivery.channels, tools.release_channels, strict=True):
        files = package_files(tools, now) if rule.files == "package" else documents_for_griffie(tools, now)
        if _deliver_once(tools, actor, "delivery", channel, delivery_key(tools.id, package.digest, channel.id), files):
            said.append(f"Afgeleverd bij {rule.name}: {channel.target}.")
    return said


def deliveries_due(tools: Tools, now: EditionState) -> tuple[str, ...]:
    """Names of the channels that have no receipt yet."""
    package = armed_package(now)
    return tuple(
        rule.name
        for rule in tools.programme.delivery.channels
        if now.receipt(delivery_key(tools.id, package.digest, rule.id)) is None
    )


def _close_dossier(tools: Tools, actor: Actor) -> tuple[str, ...]:
    now = state(tools)
    if now.phase is not Phase.RELEASED or deliveries_due(tools, now):
        return ()
    trail = entries(tools)
    files = make_dossier(
        tools.programme,
        tools.edition,
        state_after(tools, trail),
        trail,
        tools.blobs.get,
        package_files(tools, now),
        tools.clock.now(),
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

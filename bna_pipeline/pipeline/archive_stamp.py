"""The archive timestamp behind the last signature, where the level of signing asks for one (PAdES B-LTA)."""

from __future__ import annotations

from bna_pipeline.errors import EmbargoStands, TransitionRefused
from bna_pipeline.model.base import FileDigest
from bna_pipeline.model.draft import LETTER_PDF, StampMade
from bna_pipeline.model.signing_events import LetterTimestamped, StampIntended
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Phase
from bna_pipeline.pipeline.approval import approved_now
from bna_pipeline.pipeline.signing_folder import lay_out_letter, letter_as_it_stands
from bna_pipeline.pipeline.tools import Actor, Step, Tools, blob_of, record, state
from bna_pipeline.signing.steps import require_only_more


def stamp_due(tools: Tools, now: EditionState) -> bool:
    """Whether the letter still needs its archive timestamp: all have signed, and nothing is armed with it yet."""
    asked = tools.preserver is not None and tools.preserver.level.archived
    return asked and now.phase is Phase.SIGNED and now.stamp is None and now.armed is None


def require_stamped(tools: Tools, now: EditionState) -> None:
    """Refuse to go on with a letter that still needs its archive timestamp.

    Raises:
        EmbargoStands.
    """
    if stamp_due(tools, now):
        raise EmbargoStands(
            "De brief heeft nog geen archieftijdstempel, en het niveau van ondertekening (B-LTA) vraagt er een.",
            f"`bna run {tools.id}` zet het, zodra de tijdstempeldienst antwoordt.",
        )


def put_archive_stamp(tools: Tools, actor: Actor) -> Step:
    """Put the archive timestamp, and before it what the signatures lack, once everyone has signed.

    The intent is written first, and stays open while the authority does not answer: the next run tries again. What
    was made and not recorded is no part of the letter.

    Raises:
        TimestampFailed, RevocationUnknown: an outside service does not answer; the next run tries again.
        CertificateExpired, CertificateRevoked, CertificateUntrusted: a certificate does not hold any more.
        ByteRuleBroken: what came out is more than the letter; it is thrown away.
        NotApproved, BytesChanged.
    """
    now = state(tools)
    preserver = tools.preserver
    if preserver is None or not stamp_due(tools, now):
        return Step("archive-stamp", False)
    approval = approved_now(tools, now)
    before = letter_as_it_stands(tools, now)

    def intend(then: EditionState) -> StampIntended | None:
        _require_same(tools, then, before)
        return None if then.stamping is not None and then.stamping.before == before else StampIntended(before=before)

    record(tools, actor, intend)
    signed = blob_of(tools, before)
    stamped, made = preserver.archive(signed, tools.clock.now())
    require_only_more(
        tools.checker,
        stamped,
        signed,
        adopted=blob_of(tools, approval.letter),
        fields=[s.field for s in tools.programme.letter.signatories],
    )
    tools.blobs.put(stamped)
    stamp = StampMade(
        before=before,
        after=FileDigest.of(LETTER_PDF, stamped),
        authority=made.authority,
        certificate=made.certificate,
        at=made.at,
    )

    def decide(then: EditionState) -> LetterTimestamped | None:
        if then.stamp is not None:
            return None
        _require_same(tools, then, before)
        return LetterTimestamped(stamp=stamp)

    landed = record(tools, actor, decide) is not None
    lay_out_letter(tools, state(tools))
    if not landed:
        return Step("archive-stamp", False)
    said = f"De ondertekende brief heeft zijn archieftijdstempel, van {made.authority}."
    return Step("archive-stamp", True, (said,))


def _require_same(tools: Tools, then: EditionState, before: FileDigest) -> None:
    """Refuse when the edition moved on while the stamp was made."""
    if not stamp_due(tools, then) or then.letter != before:
        raise TransitionRefused(
            "De brief is intussen een andere, of al klaargezet; het archieftijdstempel is weggegooid.",
            f"Voer `bna run {tools.id}` opnieuw uit.",
        )

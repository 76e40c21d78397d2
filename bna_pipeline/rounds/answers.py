"""What a partner is told after its files were looked at: which mail, about which version.

The table, for the versions of one partner (or one of its departments):

| what became of the version                            | mail                                        |
|-------------------------------------------------------|---------------------------------------------|
| errors                                                | bevindingen                                 |
| counts, without remarks                               | dank                                        |
| counts, with warnings                                 | bevindingen, or dank when those were said   |
| good, but held: late, undecided, no agreement yet     | ontvangst; with warnings bevindingen        |
| good, and its house says no, or neither yes nor no    | ontvangst, besides what was said before     |
| the program failed on it                              | ontvangst                                   |
| overtaken, and the later version arrived after it     | none of its own: named in that version's    |
| overtaken by a version that had arrived before it     | ontvangst                                   |
| waived by the coordinator, before anything was said   | none                                        |

A version that waits for agreement within the house is also put to who must agree (akkoordvraag), once. What was said
once is not said again, also when the version is judged anew with the same outcome; another outcome is another mail.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from enum import StrEnum

from bna_pipeline.model.base import Frozen, Line, Moment, PartnerId, Sha256, Slug
from bna_pipeline.model.round import Purpose
from bna_pipeline.rounds.keys import mail_key
from bna_pipeline.rounds.values import HeldBy

_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_ABOUT = 12  # digits of a SHA-256 that tell the versions of one partner apart


_ANSWERED = (HeldBy.REFUSED, HeldBy.UNCLEAR)
"""What came of the question whether the house agrees, when that was not yes."""


class Outcome(StrEnum):
    """What a version was judged to be."""

    ERRORS = "fouten"
    ACCEPTED = "goed"
    DEFECT = "onze fout"  # the program failed on it


class VersionFacts(Frozen):
    """What is known of one version of a contribution after a run.

    Attributes:
        original: SHA-256 of the file.
        sent_at: its moment; None: none is known, so only its place in the order of arrival is.
        outcome: of its last judgement.
        warnings: how many it has.
        findings: SHA-256 of what was found; the same findings are not said twice.
        counts: it counts now.
        late: it came after the round was closed, and is not admitted.
        undecided: a good version of the same moment stands beside it, and nobody chose.
        awaits_sign_off: nobody within the house agreed with it yet.
        refused: the house said that it does not agree; unclear: it answered, and said neither yes nor no.
        waived: nobody needs to mend it any more.
    """

    original: Sha256
    sent_at: Moment | None
    outcome: Outcome
    warnings: int = 0
    findings: Sha256
    counts: bool = False
    late: bool = False
    undecided: bool = False
    awaits_sign_off: bool = False
    refused: bool = False
    unclear: bool = False
    waived: bool = False

    @property
    def held(self) -> HeldBy | None:
        """Why a version does not count (yet), beside errors of its own; None: nothing holds it."""
        if self.counts:
            return None
        if self.outcome is Outcome.ERRORS:
            return HeldBy.LATE if self.late else None
        if self.outcome is Outcome.DEFECT:
            return HeldBy.DEFECT
        if self.late:
            return HeldBy.LATE
        if self.undecided:
            return HeldBy.UNDECIDED
        if not self.awaits_sign_off:
            return None
        return HeldBy.REFUSED if self.refused else HeldBy.UNCLEAR if self.unclear else HeldBy.SIGN_OFF


class Answer(Frozen):
    """A mail to make.

    Attributes:
        key: its idempotency key.
        purpose: which mail.
        original: the version it is about.
        held: why that version does not count (yet), beside errors of its own.
        overtaken: versions without a mail of their own that this one came in place of: the mail names them.
    """

    key: Line
    purpose: Purpose
    original: Sha256
    held: HeldBy | None = None
    overtaken: tuple[Sha256, ...] = ()


def answers_for(
    partner: PartnerId, department: Slug | None, versions: Sequence[VersionFacts], said: Collection[str]
) -> tuple[Answer, ...]:
    """The mails to send now about the versions of a partner (or department), in their order.

    Args:
        versions: all of them, in order of arrival. Files that are no contribution at all (a picture under a mail) stay
            out: what becomes of those is said of the mail they came in.
        said: keys of the mails to them that went out before, or are about to.
    """
    found: list[Answer] = []
    answered = {key.rpartition(":")[2][:_ABOUT] for key in said if not key.startswith(Purpose.SIGN_OFF.value)}
    heirs = _heirs([v for v in versions if v.original[:_ABOUT] not in answered], versions)
    for version in versions:
        if version.original in heirs:
            continue
        before = version.original[:_ABOUT] in answered
        answer = _answer(partner, department, version, versions, said, before)
        if answer is not None:
            named = () if before else tuple(v.original for v in versions if heirs.get(v.original) == version.original)
            found.append(answer.model_copy(update={"overtaken": named}))
        if version.held in (HeldBy.SIGN_OFF, *_ANSWERED) and not _overtaken(version, versions):
            key = mail_key(Purpose.SIGN_OFF, partner, department, version.original[:_ABOUT])
            found += [Answer(key=key, purpose=Purpose.SIGN_OFF, original=version.original)]
    return tuple(answer for answer in found if answer.key not in said)


def _answer(
    partner: PartnerId,
    department: Slug | None,
    version: VersionFacts,
    versions: Sequence[VersionFacts],
    said: Collection[str],
    answered: bool,
) -> Answer | None:
    def answer(purpose: Purpose, about: str, held: HeldBy | None = None) -> Answer:
        key = mail_key(purpose, partner, department, f"{version.original[:_ABOUT]}{about}")
        return Answer(key=key, purpose=purpose, original=version.original, held=held)

    def receipt(held: HeldBy) -> Answer:
        return answer(Purpose.RECEIPT, f"-{held.name.lower().replace('_', '-')}", held)

    findings = f"-{version.findings[:8]}"
    if _overtaken(version, versions):
        return None if answered else receipt(HeldBy.OVERTAKEN)
    if version.outcome is Outcome.DEFECT:
        return receipt(HeldBy.DEFECT)
    if version.outcome is Outcome.ERRORS:
        return None if version.waived else answer(Purpose.FINDINGS, findings, version.held)
    if version.held in _ANSWERED:
        return receipt(version.held)
    if version.held is not None:
        return answer(Purpose.FINDINGS, findings, version.held) if version.warnings else receipt(version.held)
    if not version.counts:  # another of the same moment was chosen
        return None if answered else receipt(HeldBy.OVERTAKEN)
    if version.warnings and answer(Purpose.FINDINGS, findings).key not in said:
        return answer(Purpose.FINDINGS, f"{findings}-telt")
    return answer(Purpose.THANKS, "")


def _overtaken(version: VersionFacts, versions: Sequence[VersionFacts]) -> bool:
    """Whether a later version came in place of this one, so that nothing needs to be done about it any more."""
    return not version.counts and any(_overtakes(other, version, versions) for other in versions)


def _heirs(unanswered: Sequence[VersionFacts], versions: Sequence[VersionFacts]) -> dict[Sha256, Sha256]:
    """Of each version that needs no mail of its own, the version whose mail names it.

    It is the latest of those that overtook it and arrived after it: a mail about that one cannot have gone out before.
    Where that one needs no mail of its own either, it is the version that names both.
    """
    found: dict[Sha256, Sha256] = {}
    for version in reversed(unanswered):
        after = versions[versions.index(version) + 1 :]
        later = [other for other in after if not other.waived and _overtakes(other, version, versions)]
        if later and not version.counts:
            heir = max(reversed(later), key=lambda other: other.sent_at or _LONG_AGO).original
            found[version.original] = found.get(heir, heir)
    return found


def _overtakes(other: VersionFacts, version: VersionFacts, versions: Sequence[VersionFacts]) -> bool:
    """Whether the other is later and replaces the whole: a good version only when it is good itself."""
    if version.outcome is Outcome.ACCEPTED and other.outcome is not Outcome.ACCEPTED:
        return False
    if other.late and not version.late:  # what came after closing replaces nothing that came before
        return False
    if other.sent_at is None or version.sent_at is None:
        return versions.index(other) > versions.index(version)
    return other.sent_at > version.sent_at

"""What is known of each version that a partner or a department sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bna_pipeline.contributions.personal_data import masked_name
from bna_pipeline.contributions.versions import Standing
from bna_pipeline.model.base import Sha256
from bna_pipeline.model.contribution import Contribution
from bna_pipeline.model.events import REDACTIE, ContributionChecked
from bna_pipeline.model.finding import FindingsReport
from bna_pipeline.model.round import IncomingMail
from bna_pipeline.model.state import EditionState
from bna_pipeline.pipeline.counting import needs_sign_off, standings
from bna_pipeline.pipeline.tools import Tools, load
from bna_pipeline.rounds.answers import Outcome, VersionFacts
from bna_pipeline.rounds.asked import Seat, seat_of
from bna_pipeline.rounds.values import Version


@dataclass(frozen=True)
class Versions:
    """All versions of an edition, as of one state."""

    tools: Tools
    now: EditionState
    standings: Mapping[Seat, Standing]

    @classmethod
    def of(cls, tools: Tools, now: EditionState) -> Versions:
        return cls(tools, now, standings(tools, now))

    def seats(self) -> tuple[Seat, ...]:
        """Everyone of whom a file was judged, by name."""
        found = {self.seat_of(c) for c in self.now.checked if c.partner != REDACTIE}
        return tuple(sorted(found, key=lambda seat: seat.name))

    def seat_of(self, checked: ContributionChecked) -> Seat:
        """Whose version it is; of a file that does not say so, whose mail it came in."""
        if checked.department is not None:
            return Seat(checked.partner, checked.department)
        mail = self.mail_of(checked.partner, checked.original)
        return Seat(checked.partner, None if mail is None else mail.department)

    def of_seat(self, seat: Seat) -> tuple[ContributionChecked, ...]:
        """The last check of each of its files, in order of arrival."""
        return tuple(c for c in self.now.checked_from(seat.partner) if self.seat_of(c) == seat)

    def facts(self, seat: Seat) -> tuple[VersionFacts, ...]:
        """What answers are made from, in order of arrival."""
        return tuple(self.facts_of(checked) for checked in self.of_seat(seat))

    def facts_of(self, checked: ContributionChecked) -> VersionFacts:
        now = self.now
        standing = self.standing_of(checked)
        outcome = Outcome.ERRORS if checked.errors else Outcome.ACCEPTED
        asks = outcome is Outcome.ACCEPTED and needs_sign_off(self.tools, now, checked.partner, checked.original)
        word = now.post.last_word(checked.partner, checked.original) if asks else None
        rivals = () if standing is None or standing.conflict is None else standing.conflict.values
        return VersionFacts(
            original=checked.original,
            sent_at=checked.sent_at,
            outcome=Outcome.DEFECT if checked.defect else outcome,
            warnings=checked.warnings,
            findings=checked.findings,
            counts=standing is not None
            and standing.counting is not None
            and standing.counting.original == checked.original,
            late=(checked.partner, checked.original) in now.late,
            undecided=any(original == checked.original for _, original in rivals),
            awaits_sign_off=asks,
            refused=word is not None and word.agrees is False,
            unclear=word is not None and word.agrees is None,
            waived=now.is_waived(checked.partner, checked.original),
        )

    def standing_of(self, checked: ContributionChecked) -> Standing | None:
        return self.standings.get(Seat(checked.partner, checked.department))

    def checked(self, partner: str, original: Sha256) -> ContributionChecked:
        """The last check of one original, which must have been judged."""
        return next(c for c in self.now.checked_from(partner) if c.original == original)

    def mail_of(self, partner: str, original: Sha256) -> IncomingMail | None:
        """The last mail that carried a file."""
        found = (m for m in reversed(self.now.post.received) if m.partner == partner)
        return next((m for m in found if any(a.sha256 == original for a in m.attachments)), None)

    def named(self, checked: ContributionChecked) -> Version:
        """A version as the partner knows it, without a personal number that stands in its name."""
        names = {r.file.sha256: r.file.name for r in self.now.received_from(checked.partner)}
        return Version(file=masked_name(names[checked.original]), sent_at=checked.sent_at)

    def rivals(self, checked: ContributionChecked) -> tuple[Version, ...]:
        """The other good versions of the same moment."""
        standing = self.standing_of(checked)
        if standing is None or standing.conflict is None:
            return ()
        others = [original for _, original in standing.conflict.values if original != checked.original]
        return tuple(self.named(self.checked(checked.partner, original)) for original in others)

    def counts(self, checked: ContributionChecked) -> Version | None:
        """The version that counts now of who sent this one."""
        standing = self.standing_of(checked)
        return None if standing is None or standing.counting is None else self.named(standing.counting)

    def replaced(self, checked: ContributionChecked) -> Version | None:
        """The version that counted before this one."""
        standing = self.standing_of(checked)
        if standing is None or standing.counting is None or standing.counting.original != checked.original:
            return None
        return self.named(standing.superseded[-1]) if standing.superseded else None

    def report(self, checked: ContributionChecked) -> FindingsReport:
        return load(self.tools, FindingsReport, checked.findings)

    def actions(self, checked: ContributionChecked) -> int:
        """On how many actions a good version reports."""
        if checked.contribution is None:
            return 0
        return len(load(self.tools, Contribution, checked.contribution).reports)


def seat_of_key(key: str) -> Seat:
    """Whom a mail with this key is about."""
    return seat_of(key.split(":")[1])

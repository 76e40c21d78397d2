"""A file that somebody sends from a page: kept first, judged at once, by the same gate as the inbox."""

from __future__ import annotations

from dataclasses import dataclass

from bna_pipeline.contributions.judge import unfetched
from bna_pipeline.contributions.rules import shown
from bna_pipeline.errors import FindingSaid, NotAllowed, UploadTooLarge, WrongUse
from bna_pipeline.model.base import FileDigest, Moment, PartnerId, Sha256
from bna_pipeline.model.events import REDACTIE, ContributionChecked, ContributionReceived
from bna_pipeline.model.finding import FindingsReport
from bna_pipeline.model.intake import in_megabytes
from bna_pipeline.model.programme import Role
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Act, require
from bna_pipeline.pipeline.judging import judge_partner
from bna_pipeline.pipeline.observing import write_observations
from bna_pipeline.pipeline.receiving import senders
from bna_pipeline.pipeline.telling import write_findings
from bna_pipeline.pipeline.tools import Actor, Step, Tools, load, record, state
from bna_pipeline.pipeline.versions import Versions
from bna_pipeline.review.delegation import person_of
from bna_pipeline.rounds.answers import Outcome, VersionFacts

_LONGEST_NAME = 200


@dataclass(frozen=True)
class Submitted(Step):
    """What came of a file that was sent from a page.

    Attributes:
        original: its SHA-256; under this it is kept.
        report: everything that was found in it.
        sent_at: its moment: the clock's, unless it was there already.
        counts: it is the version that counts now (of its department, where the partner has several).
        late: it came after the round was closed, and counts once the coordinator lets it.
    """

    original: Sha256 = ""
    report: FindingsReport | None = None
    sent_at: Moment | None = None
    counts: bool = False
    late: bool = False

    @property
    def accepted(self) -> bool:
        """Whether it was read without errors."""
        return self.report is not None and self.report.accepted


def submit(tools: Tools, actor: Actor, *, partner: PartnerId, name: str, data: bytes) -> Submitted:
    """Take in a file of a partner: the original is kept first, then it is read, and its findings are laid out.

    It was sent at the moment that the clock shows, whatever it says of itself. A file that is there already is said,
    and counts as sent again where another was sent after it.

    Args:
        partner: whose it is; `redactie` for the coordinator's own.
        name: what it is called where it comes from.
        data: its bytes; a caller stops reading once there are more than `tools.limits.file_bytes`.

    Raises:
        UploadTooLarge: longer than any file that is read; nothing is kept.
        NotAllowed: the person is neither a coordinator nor a contributor of this partner.
        WrongUse: there is no such partner.
        TransitionRefused: the edition no longer takes contributions.
        StorageError: it cannot be kept, or a findings page cannot be written.
    """
    _require_own(tools, actor, partner)
    require(state(tools).phase, Act.SUBMIT)
    called = _name(name)
    _require_readable(tools, called, len(data))
    tools.blobs.put(data)
    file = FileDigest.of(called, data)

    def received(now: EditionState) -> ContributionReceived | None:
        require(now.phase, Act.SUBMIT)
        there = [r for r in now.received_from(partner) if r.file.sha256 == file.sha256]
        if there and not _overtaken(now, partner, file.sha256):
            return None
        return ContributionReceived(partner=partner, file=file, sent_at=tools.clock.now())

    known = any(r.file.sha256 == file.sha256 for r in state(tools).received_from(partner))
    changed = record(tools, actor, received) is not None
    said = [f"{called} is ontvangen."] if changed and not known else [_known(called, again=changed)]
    judge_partner(tools, actor, partner)
    write_findings(tools)
    now = state(tools)
    write_observations(tools, now)
    checked = next(c for c in now.checked_from(partner) if c.original == file.sha256)
    report = load(tools, FindingsReport, checked.findings)
    facts = Versions.of(tools, now).facts_of(checked)
    return Submitted(
        "submit",
        changed,
        (*said, *_verdict(report, facts)),
        original=file.sha256,
        report=report,
        sent_at=checked.sent_at,
        counts=facts.counts,
        late=facts.late,
    )


def require_readable(tools: Tools, name: str, size: int) -> None:
    """Refuse a file by its size alone, before it is read.

    Args:
        size: in bytes; of a file that is still coming in, how many there are so far.

    Raises:
        UploadTooLarge.
    """
    _require_readable(tools, _name(name), size)


def _require_readable(tools: Tools, name: str, size: int) -> None:
    heavy = unfetched(name, size, tools.limits)
    if heavy is not None:
        raise UploadTooLarge(
            f"{name} is te groot: een bestand mag {in_megabytes(tools.limits.file_bytes)} zijn.",
            "Maak de afbeeldingen kleiner en stuur het opnieuw. Er is niets bewaard.",
            findings=tuple(FindingSaid(f.code, f.place, f.message, f.mend) for f in heavy.findings),
        )


def _require_own(tools: Tools, actor: Actor, partner: PartnerId) -> None:
    if partner not in senders(tools):
        raise WrongUse(
            f"Het programma kent geen partner '{partner}'.",
            f"Kies een van: {', '.join(sorted(senders(tools)))}.",
        )
    person = person_of(tools.programme, actor.person)
    if Role.COORDINATOR in person.roles:
        return
    if Role.CONTRIBUTOR in person.roles and person.partner == partner and partner != REDACTIE:
        return
    raise NotAllowed(
        f"{person.name} kan niets insturen namens {partner}.",
        "Dat kan wie voor deze partner inzendt, of de coördinator.",
    )


def _name(name: str) -> str:
    """The last part of a path, with hidden characters written out; of a long one the end, which says its kind."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1].strip()
    return shown(last)[-_LONGEST_NAME:] or "bestand"


def _overtaken(now: EditionState, partner: PartnerId, original: Sha256) -> bool:
    """Whether something else was sent after this file, so that sending it again means something."""
    mine = next((c for c in now.checked_from(partner) if c.original == original), None)
    return mine is not None and any(_later(other, mine) for other in now.checked_from(partner))


def _later(other: ContributionChecked, mine: ContributionChecked) -> bool:
    if other.department != mine.department or other.sent_at is None or mine.sent_at is None:
        return False
    return other.sent_at > mine.sent_at


def _known(name: str, *, again: bool) -> str:
    if again:
        return f"{name} hadden wij al. U stuurt het opnieuw, dus het geldt weer als uw laatste."
    return f"{name} hadden wij al; er is niets veranderd."


def _verdict(report: FindingsReport, facts: VersionFacts) -> tuple[str, ...]:
    """What became of it, in Dutch."""
    if facts.outcome is Outcome.DEFECT:
        return ("Wij konden het niet lezen; dat ligt aan ons programma. De beheerder kijkt ernaar.",)
    if facts.outcome is Outcome.ERRORS:
        number = "1 punt moet" if report.errors == 1 else f"{report.errors} punten moeten"
        return (f"Het telt nog niet mee: {number} worden verbeterd.",)
    warnings = f" Kijk nog naar {_points(report.warnings)}." if report.warnings else ""
    return (f"{_standing(facts)}{warnings}",)


def _standing(facts: VersionFacts) -> str:
    if facts.counts:
        return "Het telt mee."
    if facts.late:
        return "Het is goed, maar kwam na de sluiting: de coördinator beslist of het nog meetelt."
    if facts.awaits_sign_off:
        return "Het is goed, en wacht op het akkoord van uw eigen organisatie."
    if facts.undecided:
        return "Het is goed, maar er is nog een bestand van hetzelfde moment: de coördinator kiest welk geldt."
    return "Het is goed, maar een bestand dat volgens zijn eigen moment later is verzonden, gaat voor."


def _points(number: int) -> str:
    return "1 punt" if number == 1 else f"{number} punten"

"""How a collection round stands: what was asked, what came in, what goes out next."""

from __future__ import annotations

from bna_pipeline.contributions.personal_data import masked_name
from bna_pipeline.model.correspondence import MailLine
from bna_pipeline.model.round import Contact, Purpose, Recipient
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Phase
from bna_pipeline.model.watch import MailTrouble, RequestState, RoundLine, RoundStatus, Stand
from bna_pipeline.pipeline.opened import opened_on
from bna_pipeline.pipeline.tools import Tools
from bna_pipeline.pipeline.versions import Versions
from bna_pipeline.rounds.answers import Outcome, VersionFacts
from bna_pipeline.rounds.asked import Asked, everyone_asked
from bna_pipeline.rounds.reminders import next_reminder
from bna_pipeline.rounds.terms import days_left, local_day

WATCHED = (Phase.OPEN, Phase.CLOSED, Phase.CONCEPT, Phase.FOR_ADOPTION)


def round_status(tools: Tools, now: EditionState) -> RoundStatus | None:
    """The round as it stands at the clock's time; None when there is none to watch."""
    if now.opened is None or now.phase not in WATCHED:
        return None
    left = days_left(now.opened.deadline, local_day(tools.clock.now()))
    versions = Versions.of(tools, now)
    lines = tuple(_line(tools, now, versions, one) for one in everyone_asked(tools.programme))
    return RoundStatus(
        deadline=now.opened.deadline,
        days_left=left.calendar,
        working_days_left=left.working,
        complete=sum(line.stand is Stand.ACCEPTED for line in lines),
        lines=lines,
        trouble=trouble(now),
    )


def _line(tools: Tools, now: EditionState, versions: Versions, one: Asked) -> RoundLine:
    seat = one.seat
    checked, facts = versions.of_seat(seat), versions.facts(seat)
    stand = _stand(facts)
    counts = next((c for c, fact in zip(checked, facts, strict=True) if fact.counts), None)
    shown = counts or (checked[-1] if checked else None)
    request = _last(now.post.lines_to(*seat, Purpose.REQUEST))
    reminder = None
    asks = now.phase is Phase.OPEN and tools.mailer is not None and tools.edition.corrects is None
    if asks and now.opened is not None and stand is not Stand.ACCEPTED:
        reminder = next_reminder(
            tools.programme,
            now.post,
            one.partner,
            seat.department,
            now=tools.clock.now(),
            deadline=now.opened.deadline,
            opened=opened_on(tools),
        )
    signs_off = one.partner.sign_off is not None
    return RoundLine(
        partner=seat.partner,
        department=seat.department,
        name=one.partner.name if one.department is None else f"{one.partner.name}, {one.department.name}",
        request=_request_state(tools, request),
        requested_at=None if request is None else request.sent_at,
        versions=len(checked),
        stand=stand,
        errors=0 if shown is None else shown.errors,
        warnings=0 if shown is None else shown.warnings,
        next_reminder=None if reminder is None else reminder.on,
        reminds=None if reminder is None else reminder.to,
        reminder_to=None if reminder is None else _reader(one, reminder.to).mail,
        signed_off=(stand is Stand.ACCEPTED) if signs_off and checked else None,
        late=tuple(versions.named(c).file for c, fact in zip(checked, facts, strict=True) if fact.late),
    )


def _request_state(tools: Tools, request: MailLine | None) -> RequestState:
    if request is None and tools.edition.corrects is not None:
        return RequestState.NOT_ASKED
    return RequestState.NO_POST if request is None and tools.mailer is None else request_state(request)


def _reader(one: Asked, to: Recipient) -> Contact:
    escalation = one.partner.escalation
    return escalation if to is Recipient.ESCALATION and escalation is not None else one.contact


def _last(lines: tuple[MailLine, ...]) -> MailLine | None:
    return lines[-1] if lines else None


def request_state(line: MailLine | None) -> RequestState:
    """What became of a request."""
    if line is None:
        return RequestState.WAITING
    if line.bounced is not None:
        return RequestState.BOUNCED
    if line.refused is not None:
        return RequestState.REFUSED
    if line.sent_at is not None:
        return RequestState.SENT
    return RequestState.PUT_OFF if line.put_off is not None else RequestState.WAITING


def _stand(facts: tuple[VersionFacts, ...]) -> Stand:
    if any(fact.counts for fact in facts):
        return Stand.ACCEPTED
    good = [fact for fact in facts if fact.outcome is Outcome.ACCEPTED]
    for stand, found in (
        (Stand.UNDECIDED, any(fact.undecided for fact in good)),
        (Stand.SIGN_OFF, any(fact.awaits_sign_off and not fact.late for fact in good)),
        (Stand.LATE, any(fact.late for fact in good)),
    ):
        if found:
            return stand
    return Stand.ERRORS if facts else Stand.NOTHING


def trouble(now: EditionState) -> tuple[MailTrouble, ...]:
    """The mails at which a person must look."""
    failed = tuple(
        MailTrouble(
            what="onbestelbaar" if line.bounced is not None else "geweigerd",
            key=line.mail.key,
            sentence=f"mail {line.mail.key} aan {', '.join(line.refused_to or line.mail.to)}: "
            + (line.refused or "kwam terug als onbestelbaar"),
        )
        for line in now.post.failed
    )
    strays = tuple(
        MailTrouble(
            what="zonder kenmerk",
            message=mail.message.sha256,
            sentence=f"mail van {mail.sender or 'onbekend'} van {mail.sent_at:%d-%m-%Y}: "
            f"{masked_name(mail.subject or 'zonder onderwerp')}, bestanden: {len(mail.attachments)}",
        )
        for mail in now.post.strays
    )
    return (*failed, *strays)

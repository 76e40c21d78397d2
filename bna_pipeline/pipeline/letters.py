"""What each mail of the round says and carries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from bna_pipeline.contributions.comparison import still_wrong
from bna_pipeline.contributions.findings_page import findings_html
from bna_pipeline.contributions.personal_data import masked_name
from bna_pipeline.model.base import FileDigest
from bna_pipeline.model.events import ContributionChecked, EditionOpened
from bna_pipeline.model.programme import Partner
from bna_pipeline.model.round import Contact, IncomingMail, Purpose, Recipient
from bna_pipeline.model.state import EditionState
from bna_pipeline.pipeline.reading_mail import remarks_of, unread_of
from bna_pipeline.pipeline.returning import MARKED, returned
from bna_pipeline.pipeline.tools import Tools, blob_of
from bna_pipeline.pipeline.versions import Versions
from bna_pipeline.rounds.answers import Answer, VersionFacts
from bna_pipeline.rounds.asked import Asked, Seat, everyone_asked
from bna_pipeline.rounds.message import Attachment
from bna_pipeline.rounds.reminders import DueReminder
from bna_pipeline.rounds.terms import days_left, local_day
from bna_pipeline.rounds.values import (
    Attached,
    EditedText,
    EditedValues,
    FindingsValues,
    MailValues,
    ReceiptValues,
    ReminderValues,
    RequestValues,
    SignOffValues,
    Standing,
    ThanksValues,
    UnusableFile,
    UnusableValues,
)

_WHAT = {".docx": "het formulier, voor Word", ".xlsx": "het formulier, voor Excel"}
FINDINGS_PAGE = "bevindingen.html"


class Letter(NamedTuple):
    """A mail before it is typed out: its values, its attachments, the Message-ID that it answers, and up to which entry
    of the ledger a digest tells.
    """

    values: MailValues
    attachments: tuple[Attachment, ...] = ()
    in_reply_to: str | None = None
    up_to: int | None = None


@dataclass(frozen=True)
class Writer:
    """Writes the mails of an edition, as of one state.

    Every method takes `seat` (whom it is about), `to` (who reads it) and `reference` (by which a reply is found).
    """

    tools: Tools
    now: EditionState
    versions: Versions

    def request(self, one: Asked, reference: str) -> Letter:
        files = [f for f in self._opened().forms if Seat(f.partner, f.department) == one.seat]
        attachments = tuple(Attachment(f.file.name, blob_of(self.tools, f.file)) for f in files)
        values = RequestValues(
            **self._common(one.seat, one.contact, reference, attachments),
            period_start=self.tools.edition.period_start,
            period_end=self.tools.edition.period_end,
            actions=tuple(action.title for action in one.actions),
            prefilled=self._opened().previous is not None,
            sign_off=None if one.partner.sign_off is None else one.partner.sign_off.function,
        )
        return Letter(values, attachments)

    def answer(self, seat: Seat, to: Contact, answer: Answer, reference: str) -> Letter:
        """The mail about one version."""
        checked = self.versions.checked(seat.partner, answer.original)
        mail = self.versions.mail_of(seat.partner, answer.original)
        in_reply_to = None if mail is None else mail.message_id
        if answer.purpose is Purpose.SIGN_OFF:
            return self._sign_off(seat, to, checked, reference)
        attachments = self._returned(seat, checked) if answer.purpose is Purpose.FINDINGS else ()
        partner = self._partner(seat)
        waits = self.versions.facts_of(checked).awaits_sign_off
        about = {
            **self._common(seat, to, reference, attachments),
            "version": self.versions.named(checked),
            "counts": self.versions.counts(checked),
            "held": answer.held,
            "sign_off": partner.sign_off.function if waits and partner.sign_off is not None else None,
            "rivals": self.versions.rivals(checked),
            "unread": () if mail is None else unread_of(self.tools, mail),
            "overtaken": tuple(
                self.versions.named(self.versions.checked(seat.partner, original)) for original in answer.overtaken
            ),
        }
        values: MailValues
        if answer.purpose is Purpose.FINDINGS:
            own = next((a.name for a in attachments if MARKED in a.name), None)
            values = FindingsValues(**about, **self._progress(seat, checked), marked=own)
        elif answer.purpose is Purpose.THANKS:
            values = ThanksValues(
                **about, actions=max(1, self.versions.actions(checked)), replaced=self.versions.replaced(checked)
            )
        else:
            values = ReceiptValues(**about)
        return Letter(values, attachments, in_reply_to)

    def _sign_off(self, seat: Seat, to: Contact, checked: ContributionChecked, reference: str) -> Letter:
        file = self._original(checked)
        attachments = (Attachment(masked_name(file.name), blob_of(self.tools, file)),)
        values = SignOffValues(
            **self._common(seat, to, reference, attachments),
            version=self.versions.named(checked),
            contact=self._asked(seat).contact.function,
            warnings=checked.warnings,
        )
        return Letter(values, attachments)

    def reminder(self, due: DueReminder, reference: str) -> Letter:
        seat = Seat(due.partner, due.department)
        today = local_day(self.tools.clock.now())
        partner = self._partner(seat)
        own = [c for s in self.versions.seats() if _within(s, seat) for c in self.versions.of_seat(s)]
        last = own[-1] if own else None
        facts = None if last is None else self.versions.facts_of(last)
        waits = facts is not None and facts.awaits_sign_off
        requests = list(self.now.post.lines_to(*seat, Purpose.REQUEST)) or [
            line for line in self.now.post.lines.values() if line.mail.partner == due.partner
        ]
        names = {department.id: department.name for department in partner.departments}
        values = ReminderValues(
            **self._common(seat, due.contact, reference, ()),
            working_days_left=days_left(self._opened().deadline, today).working,
            standing=_standing(facts),
            version=None if last is None else self.versions.named(last),
            errors=0 if last is None else last.errors,
            escalation=due.reminder.to is Recipient.ESCALATION,
            contact=self._asked(seat).contact.function,
            asked_on=local_day(requests[0].intended_at) if requests else today,
            missing=tuple(names[d] for d in due.missing if d in names),
            sign_off=partner.sign_off.function if waits and partner.sign_off is not None else None,
        )
        return Letter(values)

    def unusable(self, seat: Seat, to: Contact, mail: IncomingMail, reference: str) -> Letter:
        values = UnusableValues(
            **self._common(seat, to, reference, ()),
            subject_received=None if mail.subject is None else masked_name(mail.subject),
            received_at=mail.sent_at,
            remarks=mail.remarks,
            files=tuple(UnusableFile(name=name, why=why) for name, why in remarks_of(self.tools, mail)),
        )
        return Letter(values, (), mail.message_id)

    def edited(self, seat: Seat, to: Contact, edits: Sequence[EditedText], reference: str) -> Letter:
        return Letter(EditedValues(**self._common(seat, to, reference, ()), edits=tuple(edits)))

    def _common(self, seat: Seat, to: Contact, reference: str, attachments: tuple[Attachment, ...]) -> dict[str, Any]:
        programme = self.tools.programme
        desk = programme.partner(programme.province).contact
        partner = self._partner(seat)
        return {
            "programme": programme.name,
            "programme_short": programme.short,
            "edition": self.tools.edition.title,
            "reference": reference,
            "partner": partner.name,
            "department": next((d.name for d in partner.departments if d.id == seat.department), None),
            "recipient": to.function,
            "sender": desk.function,
            "question_mail": desk.mail,
            "deadline": self._opened().deadline,
            "today": local_day(self.tools.clock.now()),
            "attachments": tuple(Attached(name=a.name, what=_what(a.name)) for a in attachments),
        }

    def _returned(self, seat: Seat, checked: ContributionChecked) -> tuple[Attachment, ...]:
        """The page with the findings, and the partner's own form with what was found marked in it."""
        report, before = self.versions.report(checked), self._told_before(seat, checked)
        told = None if before is None else self.versions.report(before)
        page = findings_html(report, self._partner(seat).name, self.tools.edition.title, told)
        file = self._original(checked)
        own = returned(self.tools, file, checked.carrier, report.findings, checked.sent_at)
        return (Attachment(FINDINGS_PAGE, page), *(() if own is None else (own,)))

    def _progress(self, seat: Seat, checked: ContributionChecked) -> dict[str, Any]:
        """All findings, and how they differ from those of the version of which something was said before.

        As on the page that goes with the mail: of a version that was not read whole, nothing is said to be solved.
        """
        report, before = self.versions.report(checked), self._told_before(seat, checked)
        compared = None if before is None else still_wrong(self.versions.report(before), report)
        if compared is None or not compared.complete or not compared.before:
            return {"findings": report.findings}
        return {
            "findings": report.findings,
            "solved": len(compared.solved),
            "still": len(compared.still),
            "fresh": len(compared.new),
        }

    def _told_before(self, seat: Seat, checked: ContributionChecked) -> ContributionChecked | None:
        told = [line.mail.key.split(":")[2][:12] for line in self.now.post.lines_to(*seat, Purpose.FINDINGS)]
        versions = {c.original[:12]: c for c in self.versions.of_seat(seat) if c.original != checked.original}
        return next((versions[about] for about in reversed(told) if about in versions), None)

    def _original(self, checked: ContributionChecked) -> FileDigest:
        received = self.now.received_from(checked.partner)
        return next(r.file for r in received if r.file.sha256 == checked.original)

    def _partner(self, seat: Seat) -> Partner:
        return self.tools.programme.partner(seat.partner)

    def _asked(self, seat: Seat) -> Asked:
        found = (one for one in everyone_asked(self.tools.programme) if one.seat == seat)
        return next(found, Asked(self._partner(seat), None, ()))

    def _opened(self) -> EditionOpened:
        assert self.now.opened is not None  # no mail goes before that
        return self.now.opened


def _within(own: Seat, of: Seat) -> bool:
    return own.partner == of.partner and of.department in (None, own.department)


def _standing(last: VersionFacts | None) -> Standing:
    if last is None:
        return Standing.NOTHING
    if not last.awaits_sign_off:
        return Standing.ERRORS
    return Standing.REFUSED if last.refused else Standing.SIGN_OFF


def _what(name: str) -> str:
    if name == FINDINGS_PAGE:
        return "alles wat wij vonden, om in een browser te openen"
    if MARKED in name:
        return "uw eigen formulier, met onze opmerkingen"
    return _WHAT.get(name[name.rfind(".") :].lower(), "uw bestand")

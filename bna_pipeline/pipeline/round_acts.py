"""What the coordinator does by hand in a round: admit, put aside, note an agreement, see to mail."""

from __future__ import annotations

from bna_pipeline.errors import Refused, WrongUse
from bna_pipeline.model.base import Sha256
from bna_pipeline.model.events import REDACTIE
from bna_pipeline.model.round import Purpose
from bna_pipeline.model.round_events import FileWaived, LateAdmitted, MailAssigned, MailResent, SignedOff
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Act, require
from bna_pipeline.pipeline.awaiting import awaiting_sign_off, late_versions
from bna_pipeline.pipeline.post_after import require_post
from bna_pipeline.pipeline.tools import Actor, Step, Tools, record, require_reason, state
from bna_pipeline.rounds.asked import Seat, seat_of
from bna_pipeline.rounds.terms import local_day

_LOOK = "Bekijk met `bna status {}` wat er is."


def _require_partner(tools: Tools, partner: str, *also: str) -> None:
    known = (*(p.id for p in tools.programme.partners), *also)
    if partner not in known:
        raise WrongUse(f"{partner} is geen partner.", f"Er zijn: {', '.join(known)}.")


def admit(tools: Tools, actor: Actor, *, partner: str, reason: str, version: str | None = None) -> Step:
    """Let a version count that came after the round was closed.

    Args:
        partner: the partner's id.
        reason: recorded with it.
        version: file name or the first digits of the SHA-256; None: the only good one that came late.

    Raises:
        Refused: there is no such late version, or it has errors.
        WrongUse: no reason, or there are several and none was named.
    """
    reason = require_reason(reason)
    _require_partner(tools, partner)
    now = state(tools)
    require(now.phase, Act.ADMIT)
    late = late_versions(now, partner)
    if not late:
        raise Refused(f"Er is niets van {partner} dat na sluiting kwam en nog niet meetelt.", _LOOK.format(tools.id))
    if version is None and len(late) == 1:
        (original,) = late
    else:
        original = _one_of(now, partner, late, version, f"bna admit {tools.id} {partner}")
    if any(c.original == original and c.errors for c in now.checked_from(partner)):
        raise Refused(
            f"{_name(now, partner, original)} heeft fouten en kan niet meetellen.",
            "Vraag de partner om een verbeterde versie.",
        )

    def admitted(then: EditionState) -> LateAdmitted | None:
        require(then.phase, Act.ADMIT)
        if (partner, original) not in then.late:
            return None
        return LateAdmitted(partner=partner, original=original, reason=reason)

    changed = record(tools, actor, admitted) is not None
    return Step("admit", changed, (f"{partner}: {_name(now, partner, original)} telt mee ({reason}).",))


def waive(tools: Tools, actor: Actor, *, partner: str, file: str, reason: str) -> Step:
    """Say that nobody needs to mend a file with errors any more.

    Args:
        file: its name, or the first digits of its SHA-256.

    Raises:
        Refused: the partner has no such file with errors.
        WrongUse: no reason, or several files have the name.
    """
    reason = require_reason(reason)
    _require_partner(tools, partner, REDACTIE)
    now = state(tools)
    require(now.phase, Act.WAIVE)
    faulty = tuple(c.original for c in now.checked_from(partner) if c.errors)
    if not faulty:
        raise Refused(f"Er is geen bestand van {partner} met fouten.", _LOOK.format(tools.id))
    original = _one_of(now, partner, faulty, file, f"bna waive {tools.id} {partner}", option="--file")

    def waived(then: EditionState) -> FileWaived | None:
        require(then.phase, Act.WAIVE)
        if then.is_waived(partner, original):
            return None
        return FileWaived(partner=partner, original=original, reason=reason)

    changed = record(tools, actor, waived) is not None
    return Step("waive", changed, (f"{partner}: {_name(now, partner, original)} hoeft niet meer beter ({reason}).",))


def sign_off(tools: Tools, actor: Actor, *, partner: str, by: str, version: str | None = None) -> Step:
    """Note that the partner's own house agrees with a version.

    Args:
        by: the function of who agreed.
        version: file name or the first digits of the SHA-256; None: the only one that waits for it.

    Raises:
        Refused: nothing of the partner waits for that.
        WrongUse: nobody is named, or several versions wait and none was named.
    """
    if not by.strip():
        raise WrongUse("Zeg wie het akkoord gaf.", "Geef --by met de functie.")
    _require_partner(tools, partner)
    now = state(tools)
    require(now.phase, Act.SIGN_OFF)
    waiting = awaiting_sign_off(tools, now, partner)
    if not waiting:
        raise Refused(f"Er wacht geen versie van {partner} op akkoord in eigen huis.", _LOOK.format(tools.id))
    if version is None:
        original = waiting[-1]  # who agrees without saying with what, agrees with what came last
    else:
        original = _one_of(now, partner, waiting, version, f"bna sign-off {tools.id} {partner}")

    def agreed(then: EditionState) -> SignedOff | None:
        require(then.phase, Act.SIGN_OFF)
        if then.is_signed_off(partner, original):
            return None
        return SignedOff(partner=partner, original=original, by=by.strip())

    changed = record(tools, actor, agreed) is not None
    return Step("sign-off", changed, (f"{partner}: {_name(now, partner, original)} heeft akkoord van {by.strip()}.",))


def assign(tools: Tools, actor: Actor, *, message: str, partner: str | None, department: str | None = None) -> Step:
    """Say whose a mail without reference is, or what a person of the programme wrote back; the next `collect` takes its
    files in.

    Args:
        message: the first digits of the mail's SHA-256.
        partner: None puts it aside: it is nobody's (unasked advertising), or was read; it is kept, and needs nothing
            any more.

    Raises:
        Refused: no such mail that waits for that.
        WrongUse: the partner or the department does not exist, or several mails begin so.
    """
    known = {p.id: {d.id for d in p.departments} for p in tools.programme.partners}
    if partner is not None and (partner not in known or department not in {None, *known[partner]}):
        raise WrongUse(f"{Seat(partner, department).name} is geen partner.", "Kijk in programme.yaml.")
    post = state(tools).post
    found = [m for m in (*post.strays, *post.from_people) if m.message.sha256.startswith(message)]
    if len(found) != 1:
        raise Refused(
            f"Er is {'geen mail' if not found else 'meer dan één mail'} zonder kenmerk die met {message!r} begint.",
            f"Bekijk ze met `bna post {tools.id}`.",
        )
    digest = found[0].message.sha256

    def assigned(now: EditionState) -> MailAssigned | None:
        require_post(now)
        waits = any(m.message.sha256 == digest for m in (*now.post.strays, *now.post.from_people))
        return MailAssigned(message=digest, partner=partner, department=department) if waits else None

    changed = record(tools, actor, assigned) is not None
    whose = "ligt terzijde" if partner is None else f"is van {partner}"
    return Step("assign", changed, (f"De mail van {found[0].sender or 'onbekend'} {whose}.",))


def resend(tools: Tools, actor: Actor, *, key: str) -> Step:
    """Have a mail sent once more that was refused, came back or did not get away, to the address as it stands in the
    programme now. A digest of another day is left to the next one, which tells what nobody read.

    Raises:
        Refused: no such mail, or it was sent once more already.
    """
    line = state(tools).post.line(key)
    if line is None or line.resent:
        raise Refused(f"Er is geen mail {key} om nog eens te sturen.", f"Bekijk de mails met `bna post {tools.id}`.")

    def resent(now: EditionState) -> MailResent | None:
        require_post(now)
        at = now.post.line(key)
        return MailResent(key=key) if at is not None and not at.resent else None

    changed = record(tools, actor, resent) is not None
    told = f"Mail {key} gaat nog eens, naar het adres dat nu in het programma staat."
    if line.mail.purpose is Purpose.DIGEST and local_day(line.intended_at) != local_day(tools.clock.now()):
        told = (
            f"Mail {key} is van een andere dag en gaat niet nog eens. Wat erin stond, staat in het volgende overzicht."
        )
    return Step("resend", changed, (told,))


def _one_of(
    now: EditionState,
    partner: str,
    choices: tuple[Sha256, ...],
    named: str | None,
    command: str,
    *,
    option: str = "--version",
) -> Sha256:
    found = [o for o in choices if named is None or o.startswith(named) or _name(now, partner, o) == named]
    if len(found) == 1:
        return found[0]
    if not found:
        raise Refused(
            f"{seat_of(partner).partner} heeft niet zo'n bestand{'' if named is None else f' ({named})'}.",
            "Kijk met `bna status` welke bestanden er zijn.",
        )
    options = ", ".join(f"{_name(now, partner, o)} ({o[:12]})" for o in found)
    raise WrongUse(f"Er is meer dan één mogelijkheid: {options}.", f"Kies er een met `{command} {option} SHA256`.")


def _name(now: EditionState, partner: str, original: Sha256) -> str:
    return next((r.file.name for r in now.received_from(partner) if r.file.sha256 == original), original[:12])

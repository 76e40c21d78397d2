"""What goes wrong in an edition, until somebody has dealt with it; all of it follows from the state."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from bna_pipeline.contributions.personal_data import masked_name
from bna_pipeline.errors import DeliveryFailed
from bna_pipeline.model.calendar import dutch_date
from bna_pipeline.model.events import HAND_OVER
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Phase
from bna_pipeline.model.waits import Outside
from bna_pipeline.pipeline.approval import drafts_of
from bna_pipeline.pipeline.deputies import too_few
from bna_pipeline.pipeline.elsewhere import from_project, project_of, to_restore, without_command
from bna_pipeline.pipeline.moved import cut
from bna_pipeline.pipeline.release_troubles import DELIVER, release_troubles, told_by_channel
from bna_pipeline.pipeline.route_watching import route_watch
from bna_pipeline.pipeline.speaking import not_silent
from bna_pipeline.pipeline.tools import Tools
from bna_pipeline.pipeline.untaken import still_so
from bna_pipeline.pipeline.waiting import waiting
from bna_pipeline.pipeline.whose_turn import name_of
from bna_pipeline.pipeline.written_back import to_be_seen
from bna_pipeline.review.route import join, what_is_missing
from bna_pipeline.review.standing import standing
from bna_pipeline.rounds.person_values import Trouble
from bna_pipeline.rounds.terms import local_day

LONG: Final = timedelta(days=1)
"""A mail that no server took for so long is a trouble."""


def troubles(tools: Tools, now: EditionState) -> tuple[Trouble, ...]:
    """Every trouble of now: mails, steps, the hand-over, terms that passed, and what must be put right by hand."""
    return (
        *_mails(tools, now),
        *_letters(tools, now),
        *_steps(tools, now),
        *release_troubles(tools, now),
        *_hand_over(now),
        *_terms(tools, now),
        *_numbers(tools, now),
        *_by_hand(tools, now),
    )


def _mails(tools: Tools, now: EditionState) -> Iterator[Trouble]:
    for line in now.post.failed:
        to = ", ".join(line.refused_to or line.mail.to)
        how = "kwam terug als onbestelbaar" if line.bounced is not None else f"is geweigerd ({line.refused})"
        yield Trouble(
            what=f"De mail ‘{line.mail.subject}’ aan {to} {how}.",
            do="Zet een goed adres in het programma en stuur de mail nog eens.",
            since=local_day(line.intended_at),
        )
    at, lines = tools.clock.now(), now.post.lines.values()
    long = (li for li in lines if li.open and not li.resent and li.put_off and at - li.intended_at >= LONG)
    for line in still_so(tools, now, long):
        yield Trouble(
            what=f"De mail ‘{line.mail.subject}’ aan {', '.join(line.mail.to)} is nog niet weg: {line.put_off}",
            do="Kijk de instellingen van de mailserver na; de mail gaat daarna vanzelf.",
            since=local_day(line.intended_at),
        )


def _letters(tools: Tools, now: EditionState) -> Iterator[Trouble]:
    for mail in now.post.strays:
        of_release = mail.about is not None  # whoever got the released package is no partner and no person of ours
        yield Trouble(
            what=f"De mail van {mail.sender or 'een onbekende'} met onderwerp ‘{masked_name(mail.subject or 'geen')}’ "
            + ("antwoordt op de mail met de stukken." if of_release else "hoort bij niemand die wij kennen."),
            do="Lees hem en leg hem daarna terzijde." if of_release else "Zeg van wie hij is, of leg hem terzijde.",
            since=local_day(mail.sent_at),
        )
    for mail in to_be_seen(now):
        words = "" if mail.words is None else f": ‘{cut(masked_name(mail.words))}’"
        yield Trouble(
            what=f"{name_of(tools, mail.person or '')} schreef terug{words}. Een mail is geen besluit.",
            do="Lees de mail en leg hem daarna terzijde.",
            since=local_day(mail.sent_at),
        )


def _steps(tools: Tools, now: EditionState) -> Iterator[Trouble]:
    by_channel = bool(told_by_channel(now))
    for stuck in now.stuck:
        if by_channel and (stuck.step, stuck.code) == (DELIVER, DeliveryFailed.code):
            continue
        said = from_project(project_of(tools), to_restore(stuck.said))
        yield Trouble(what=f"De stap ‘{stuck.name}’ lukt niet: {said}", since=local_day(stuck.since))


def _hand_over(now: EditionState) -> Iterator[Trouble]:
    late = told_by_channel(now)
    for intent in (intent for intent in now.intents if intent.key not in late):
        what = "De overdracht onder embargo" if intent.effect == HAND_OVER else "De aflevering"
        yield Trouble(
            what=f"{what} naar {intent.target} is begonnen en nog niet bevestigd.",
            do="De volgende run probeert het opnieuw; kijk of de ontvanger bereikbaar is.",
        )


def _terms(tools: Tools, now: EditionState) -> Iterator[Trouble]:
    if now.draft is None:
        return
    review = standing(tools.programme, now.decisions, drafts_of(now), now.draft)
    spoke = not_silent(tools, now, review)
    for watch in route_watch(tools, now, review):
        late = [name_of(tools, r.person) for r in watch.reviewers if r.waited_for]
        if not watch.expired or watch.due is None or not late:
            continue  # where only a new draft is waited for, nobody is late
        whys = spoke.get(watch.stage, {})
        because = {
            name_of(tools, r.person): whys[r.person] for r in watch.reviewers if r.waited_for and r.person in whys
        }
        said = "".join(f" {name}: {why}, dus zwijgen telt niet als geen bezwaar." for name, why in because.items())
        yield Trouble(
            what=f"De termijn van stap ‘{tools.programme.stage(watch.stage).name}’ liep tot en met "
            f"{dutch_date(watch.due)}. Nog niet besloten: {join(late)}.{said}",
            do="Beantwoord wat nog openstaat en verleng dan de termijn, of wacht het besluit af."
            if because
            else "Verleng de termijn, regel een vervanger, of wacht het besluit af.",
            since=watch.due,
        )


def _numbers(tools: Tools, now: EditionState) -> Iterator[Trouble]:
    """Stages that ask for more different people than can decide, as replacement is arranged now."""
    if now.draft is None or now.phase not in (Phase.CONCEPT, Phase.FOR_ADOPTION):
        return
    review = standing(tools.programme, now.decisions, drafts_of(now), now.draft)
    few = (too_few(tools, now, missing) for missing in what_is_missing(tools.programme, review))
    yield from (Trouble(what=what, do=do) for what, do in dict.fromkeys(f for f in few if f is not None))


def _by_hand(tools: Tools, now: EditionState) -> Iterator[Trouble]:
    for wait in waiting(tools, now):
        if wait.act in (Outside.RESTORE, Outside.CONFIGURE):
            said = from_project(project_of(tools), without_command(wait))
            yield Trouble(what=f"{said.rstrip('.')}.")

"""What a round waits for beside contributions: agreement within a house, late versions, and the post."""

from __future__ import annotations

from bna_pipeline.contributions.personal_data import masked_name
from bna_pipeline.model.round import Purpose
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Act, Phase, allowed
from bna_pipeline.model.waits import Outside, Wait, When
from bna_pipeline.pipeline.awaiting import awaiting_sign_off, late_versions
from bna_pipeline.pipeline.tools import Tools
from bna_pipeline.pipeline.who_may import as_who, people
from bna_pipeline.pipeline.written_back import to_be_seen

_WORDS = 120  # characters of a mail in a sentence about it


def round_waits(tools: Tools, now: EditionState) -> tuple[Wait, ...]:
    """Everything about the round that is not a contribution to send, in a fixed order; nothing of it stops a draft."""
    if now.phase is Phase.FINISHED:
        return _after_release(tools, now)
    if not allowed(now.phase, Act.POST):
        return ()
    return (
        *(_agreements(tools, now) if allowed(now.phase, Act.COLLECT) else ()),
        *_late(tools, now),
        *_not_sent(tools, now),
        *_failed(tools, now),
        *_strays(tools, now),
        *_replies(tools, now),
    )


def _wait(tools: Tools, act: Act, subject: str, command: str, said: str, when: When = When.NOW) -> Wait:
    whole = f"{command}{as_who(tools, act)}"
    return Wait(
        act=act,
        who=people(tools, act),
        subject=subject,
        command=whole,
        when=when,
        sentence=f"{said} `{whole}`",
    )


def _agreements(tools: Tools, now: EditionState) -> tuple[Wait, ...]:
    found = []
    for partner in tools.programme.partners:
        waiting = [o for o in awaiting_sign_off(tools, now, partner.id) if (partner.id, o) not in now.late]
        if partner.sign_off is None or not waiting:
            continue
        who, name = f"{partner.sign_off.function} ({partner.short})", _name(now, partner.id, waiting[-1])
        word = now.post.last_word(partner.id, waiting[-1])
        said = f"akkoord van {who} met {name}; of de coördinator legt het vast met"
        if word is not None and word.agrees is False:
            said = (
                f"een nieuwe versie: {who} is niet akkoord met {name}; of de coördinator legt alsnog een akkoord vast"
            )
            said += " met"
        elif word is not None:
            words = f" (‘{masked_name(word.words)[:_WORDS]}’)" if word.words else ""
            said = f"akkoord van {who} met {name}: het antwoord{words} is geen duidelijk ja of nee; bij ja legt de"
            said += " coördinator het vast met"
        command = f"bna sign-off {tools.id} {partner.id} --by FUNCTIE"
        found.append(_wait(tools, Act.SIGN_OFF, partner.id, command, said))
    return tuple(found)


def _late(tools: Tools, now: EditionState) -> tuple[Wait, ...]:
    if not allowed(now.phase, Act.ADMIT):
        return ()
    good = {(c.partner, c.original) for c in now.checked if not c.errors}
    return tuple(
        _wait(
            tools,
            Act.ADMIT,
            partner.id,
            f"bna admit {tools.id} {partner.id} --version {original[:12]} --reason REDEN",
            f"of de coördinator laat {_name(now, partner.id, original)} van {partner.short} (na sluiting) meetellen:",
            When.INSTEAD,
        )
        for partner in tools.programme.partners
        for original in late_versions(now, partner.id)
        if (partner.id, original) in good
    )


def _not_sent(tools: Tools, now: EditionState) -> tuple[Wait, ...]:
    """Requests that the mail server did not take yet."""
    if tools.mailer is None:
        return ()
    waiting = [line for line in now.post.lines.values() if line.open and line.mail.purpose is Purpose.REQUEST]
    command = f"bna run {tools.id}"
    return tuple(
        Wait(
            act=Outside.RUN,
            subject=line.mail.key,
            command=command,
            sentence=f"de uitvraag aan {', '.join(line.mail.to)} is nog niet verzonden "
            f"({line.put_off or 'afgebroken'}): `{command}` probeert het "
            "opnieuw, na een pauze die telkens langer wordt (5 minuten tot 4 uur)",
        )
        for line in waiting
        if not line.resent
    )


def _after_release(tools: Tools, now: EditionState) -> tuple[Wait, ...]:
    """What came back of the mails with the released package, and what somebody answered to one."""
    ours = {line.mail.key for line in now.post.lines.values() if line.mail.channel is not None}
    answers = {mail.message.sha256 for mail in now.post.strays if mail.about in ours}
    return tuple(w for w in (*_failed(tools, now), *_strays(tools, now)) if w.subject in ours | answers)


def _failed(tools: Tools, now: EditionState) -> tuple[Wait, ...]:
    return tuple(
        _wait(
            tools,
            Act.POST,
            line.mail.key,
            f"bna post {tools.id} --again {line.mail.key}",
            f"de coördinator: mail {line.mail.key} aan {', '.join(line.refused_to or line.mail.to)} "
            f"{'kwam terug' if line.bounced is not None else f'is geweigerd ({line.refused})'}; zet een goed adres in "
            "programme.yaml en stuur hem nog eens met",
        )
        for line in now.post.failed
    )


def _strays(tools: Tools, now: EditionState) -> tuple[Wait, ...]:
    return tuple(
        _wait(
            tools,
            Act.POST,
            mail.message.sha256,
            f"bna post {tools.id} --assign {mail.message.sha256[:12]} --partner PARTNER",
            f"de coördinator: zeg van wie de mail van {mail.sender or 'een onbekende'} is "
            f"({masked_name(mail.subject or 'zonder onderwerp')}; van niemand: --nobody in plaats van --partner) met",
        )
        for mail in now.post.strays
    )


def _replies(tools: Tools, now: EditionState) -> tuple[Wait, ...]:
    return tuple(
        _wait(
            tools,
            Act.POST,
            mail.message.sha256,
            f"bna post {tools.id} --assign {mail.message.sha256[:12]} --nobody",
            f"de coördinator: lees wat {mail.person} terugschreef ({masked_name(mail.subject or 'zonder onderwerp')}) "
            "en leg het terzijde met",
        )
        for mail in to_be_seen(now)
    )


def _name(now: EditionState, partner: str, original: str) -> str:
    return next((r.file.name for r in now.received_from(partner) if r.file.sha256 == original), original[:12])

"""A Kamerbrief that somebody drops in the inbox or mails lets the package go; what may be none keeps it back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from email import policy
from email.message import EmailMessage
from functools import partial

import pytest

from bna_pipeline import pipeline
from bna_pipeline.errors import DraftMoved
from bna_pipeline.model.base import sha256_hex
from bna_pipeline.model.events import EditionOpened
from bna_pipeline.model.release_events import KamerbriefSeen, SignalDoubted, SignalSource
from bna_pipeline.model.round import IncomingKind
from bna_pipeline.model.round_events import MailReceived
from bna_pipeline.model.transitions import Act, Phase
from bna_pipeline.pipeline.collecting import read_mailbox
from bna_pipeline.pipeline.failing import troubles
from bna_pipeline.pipeline.sent_signals import ANSWER
from bna_pipeline.pipeline.tools import record
from tests.support.remembering import shared_memory
from tests.unit.pipeline.conftest import At
from tests.unit.pipeline.kamer import COORDINATOR, NOON, SENDER, fired, report_of, signalled
from tests.unit.pipeline.world import KAMERBRIEF, SYSTEM, World

FOLDER = "kamerbrief"


def armed(at: At, phase: Phase = Phase.SIGNED) -> World:
    return signalled(at, phase, armed=phase is Phase.SIGNED, inbox=True, senders=[SENDER])


def answer(world: World) -> str:
    return world.outbox.files[ANSWER].decode()


# -- the inbox ---------------------------------------------------------------------------------------------


def test_a_kamerbrief_in_the_inbox_lets_the_package_go(at: At) -> None:
    world = armed(at)
    world.inbox.files[FOLDER, "brief van de minister.pdf"] = KAMERBRIEF
    assert fired(world)
    (seen,) = world.events(KamerbriefSeen)
    assert (seen.source, seen.document) == (SignalSource.INBOX, "brief van de minister.pdf")
    assert seen.kamerbrief.number == "29697 nr. 900" and "Vastgelegd als Kamerbrief" in answer(world)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"PK geen PDF", "geen hele PDF"),
        (KAMERBRIEF[:-2048], "geen hele PDF"),
        (b"%PDF-1.7\n%%EOF", "beschadigd"),
    ],
)
def test_what_is_no_kamerbrief_is_kept_and_doubted_and_said(at: At, data: bytes, why: str) -> None:
    world = armed(at)
    world.inbox.files[FOLDER, "brief.pdf"] = data
    assert not fired(world) and not fired(world)
    (doubt,) = world.events(SignalDoubted)
    assert why in doubt.why and world.blobs.get(sha256_hex(data)) == data
    assert why in answer(world)
    (wait,) = (w for w in pipeline.waits(world.tools) if w.act is Act.SETTLE_DOUBT)
    assert wait.command is not None and f"settle {doubt.document} --reason REDEN" in wait.command


def test_a_name_with_a_space_stands_quoted_in_the_command(at: At) -> None:
    world = armed(at)
    world.inbox.files[FOLDER, "de brief.pdf"] = b"niets"
    assert not fired(world)
    assert any("settle 'de brief.pdf' --reason" in said for said in world.waits_for())


def test_a_good_file_under_the_same_name_takes_the_doubt_away(at: At) -> None:
    world = armed(at)
    world.inbox.files[FOLDER, "brief.pdf"] = KAMERBRIEF[:-2048]
    assert not fired(world)
    world.inbox.files[FOLDER, "brief.pdf"] = KAMERBRIEF
    assert fired(world)


def test_what_was_put_aside_stays_so_while_its_bytes_are_the_same(at: At) -> None:
    world = armed(at)
    world.inbox.files[FOLDER, "brief.pdf"] = b"niets"
    assert not fired(world)
    pipeline.settle_doubt(world.tools, COORDINATOR, document="brief.pdf", reason="Een vergissing.")
    assert not fired(world) and world.state.release.doubts == {}
    world.inbox.files[FOLDER, "brief.pdf"] = b"iets anders"
    assert not fired(world) and "brief.pdf" in world.state.release.doubts
    world.inbox.files[FOLDER, "brief.pdf"] = KAMERBRIEF
    assert fired(world)


def test_a_doubt_that_became_another_since_somebody_looked_is_not_put_aside(at: At) -> None:
    """A page from before it, or a program that read it then, says nothing of what came instead."""
    world = armed(at)
    world.inbox.files[FOLDER, "brief.pdf"] = b"niets"
    assert not fired(world)
    before = world.state.release.doubts["brief.pdf"].seen
    world.inbox.files[FOLDER, "brief.pdf"] = KAMERBRIEF[:-2048]
    assert not fired(world)
    settle = partial(pipeline.settle_doubt, world.tools, COORDINATOR, document="brief.pdf", reason="Een vergissing.")
    with pytest.raises(DraftMoved, match=r"intussen iets anders gevonden: .*geen hele PDF"):
        settle(seen=before)
    assert "brief.pdf" in world.state.release.doubts
    now = world.state.release.doubts["brief.pdf"].seen
    assert [settle(seen=now).changed for _ in range(2)] == [True, False]


def test_a_good_file_beside_a_doubted_one_waits_until_somebody_looked(at: At) -> None:
    world = armed(at)
    world.inbox.files[FOLDER, "a.pdf"] = b"niets"
    world.inbox.files[FOLDER, "b.pdf"] = KAMERBRIEF
    assert not fired(world) and world.state.kamerbrief is not None
    pipeline.settle_doubt(world.tools, COORDINATOR, document="a.pdf", reason="Een vergissing.")
    assert fired(world)


def test_a_half_written_file_is_left_alone_for_a_minute(at: At) -> None:
    world = armed(at)
    world.tools = replace(world.tools, memory=shared_memory())
    world.inbox.files[FOLDER, "half geschreven in deze proef.pdf"] = KAMERBRIEF[:-3000]
    assert not fired(world) and not fired(world) and world.events(SignalDoubted) == []
    world.clock.moment = NOON.replace(minute=5)
    assert not fired(world) and len(world.events(SignalDoubted)) == 1


def test_a_file_that_cannot_be_read_yet_keeps_no_other_back(at: At) -> None:
    world = armed(at)
    world.inbox.files |= {(FOLDER, "a.pdf"): b"niets", (FOLDER, "b.pdf"): KAMERBRIEF}
    world.inbox.gone.add((FOLDER, "a.pdf"))
    assert fired(world)


def test_a_letter_of_a_day_to_come_is_doubted(at: At) -> None:
    world = armed(at)
    world.clock.moment = NOON.replace(month=6, day=1)
    world.inbox.files[FOLDER, "brief.pdf"] = KAMERBRIEF
    assert not fired(world) and "moet nog komen" in world.state.release.doubts["brief.pdf"].why


def test_where_the_inbox_is_no_signal_nothing_in_it_is_one(at: At) -> None:
    world = signalled(at, Phase.SIGNED, armed=True)
    world.inbox.files[FOLDER, "brief.pdf"] = KAMERBRIEF
    assert not fired(world) and world.state.kamerbrief is None


def test_during_the_round_the_folder_is_no_partners(at: At) -> None:
    world = armed(at, Phase.OPEN)
    world.inbox.files[FOLDER, "brief.pdf"] = KAMERBRIEF
    said = " ".join(pipeline.collect(world.tools, SYSTEM).said)
    assert "kamerbrief" not in said and not pipeline.take_sent(world.tools, SYSTEM).changed


# -- mail --------------------------------------------------------------------------------------------------


def mailed(world: World, sender: str, *files: bytes) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, "bna@example.org", "Kamerbrief"
    message["Message-ID"], message["Date"] = "<brief@example.org>", "Wed, 1 Jul 2020 13:00:00 +0200"
    message.set_content("Bijgaand.")
    for number, data in enumerate(files):
        message.add_attachment(data, maintype="application", subtype="pdf", filename=f"stuk-{number}.pdf")
    world.mailbox.arrive(message.as_bytes(policy=policy.SMTP))


def posted(at: At) -> World:
    made = armed(at)
    world = made.with_mail()
    world.tools = replace(world.tools, memory=None)
    return world


def read(world: World) -> bool:
    read_mailbox(world.tools, SYSTEM)
    return fired(world)


def test_a_mailed_kamerbrief_is_left_for_the_edition_that_can_read_it_as_its_own(at: At) -> None:
    """Another one that was opened later and looks into the mailbox first would else keep it as nobody's."""
    world = posted(at)
    mailed(world, SENDER, KAMERBRIEF)
    other = world.tools.edition.model_copy(update={"id": "regiodeal-2021"})
    later = replace(world.tools, edition=other, of_edition=lambda _: world.tools)
    opened = EditionOpened(programme="0" * 64, sample=world.tools.sample, deadline=date(2021, 5, 1), forms=())
    record(later, COORDINATOR, lambda _: opened)
    read_mailbox(later, SYSTEM)
    assert pipeline.state(later).post.received == ()
    read(world)
    assert len(world.events(KamerbriefSeen)) == 1


def test_a_kamerbrief_mailed_by_one_of_the_senders_lets_the_package_go(at: At) -> None:
    """Also with the report beside it, as it was handed over."""
    world = posted(at)
    mailed(world, f"Postbus EZK <{SENDER.upper()}>", report_of(world), KAMERBRIEF)
    assert read(world)
    (seen,) = world.events(KamerbriefSeen)
    assert seen.source is SignalSource.MAIL
    assert [e.mail.kind for e in world.events(MailReceived)] == [IncomingKind.KAMERBRIEF]
    assert not [t for t in troubles(world.tools, world.state) if "hoort bij niemand" in t.what]


def test_the_same_mail_of_anybody_else_is_a_stray_and_no_signal(at: At) -> None:
    world = posted(at)
    mailed(world, "iemand@example.org", KAMERBRIEF)
    assert not read(world)
    assert [e.mail.kind for e in world.events(MailReceived)] == [IncomingKind.STRAY]
    assert world.state.release.doubts == {} and world.state.kamerbrief is None


def test_a_mail_of_a_sender_with_something_else_is_doubted_and_kept(at: At) -> None:
    world = posted(at)
    mailed(world, SENDER, b"%PDF-1.7 nota %%EOF")
    assert not read(world) and not read(world)
    (doubt,) = world.events(SignalDoubted)
    assert doubt.source is SignalSource.MAIL and doubt.document.startswith("mail-")
    assert all(world.blobs.has(file.sha256) for file in doubt.files)
    pipeline.settle_doubt(world.tools, COORDINATOR, document=doubt.document, reason="Een nota.")
    assert not read(world) and len(world.events(SignalDoubted)) == 1


def test_two_different_letters_in_one_mail_are_doubted(at: At) -> None:
    world = posted(at)
    mailed(world, SENDER, KAMERBRIEF, KAMERBRIEF + b"\n%%EOF\n")
    assert not read(world)
    assert "twee verschillende" in next(iter(world.state.release.doubts.values())).why

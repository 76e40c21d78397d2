"""After its term, what neither dossier nor trail needs is deleted, and that is on record before it goes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from bna_pipeline import pipeline
from bna_pipeline.errors import StorageError, TransitionRefused
from bna_pipeline.model.base import FileDigest, Sha256
from bna_pipeline.model.release_events import DataDeleted
from bna_pipeline.model.round import IncomingKind, IncomingMail
from bna_pipeline.model.round_events import MailIntended, MailReceived
from bna_pipeline.model.transitions import Phase
from bna_pipeline.pipeline.forgetting import LINKS, MAILS, mail_blobs
from tests.unit.pipeline.conftest import At
from tests.unit.pipeline.fakes import MemoryBlobs
from tests.unit.pipeline.world import World, actor

DAYS = 90


@dataclass
class MemoryEraser:
    """Links in memory, and the world's blobs; `elsewhere` are named by another edition."""

    blobs: MemoryBlobs
    given: int = 3
    elsewhere: frozenset[Sha256] = frozenset()
    breaks: bool = False
    gone: list[Sha256] = field(default_factory=list)

    def links(self) -> int:
        return self.given

    def forget_links(self) -> None:
        self.given = 0

    def kept(self, digests: Collection[Sha256]) -> frozenset[Sha256]:
        return frozenset(d for d in digests if self.blobs.has(d)) - self.elsewhere

    def forget_blob(self, digest: Sha256) -> None:
        if self.breaks:
            raise StorageError("De schijf doet het niet.", "Probeer het later opnieuw.")
        self.gone.append(digest)
        self.blobs.kept.pop(digest, None)


@pytest.fixture
def finished(at: At) -> World:
    """An edition with mails, half a year after its release."""
    world = at(Phase.NONE).with_mail().play_to(Phase.FINISHED)
    world.clock.moment += timedelta(days=DAYS)
    return world


def came(world: World, data: bytes) -> None:
    """A mail of nobody that is kept."""
    world.blobs.put(data)
    message = FileDigest.of("mail.eml", data)
    world.note(MailReceived(mail=IncomingMail(message=message, kind=IncomingKind.ASIDE, sent_at=world.clock.now())))


def forget(world: World, eraser: MemoryEraser, *, only_tell: bool = False) -> pipeline.Step:
    return pipeline.forget(world.tools, actor("coordinator"), eraser, days=DAYS, only_tell=only_tell)


def test_mails_and_links_go_and_nothing_that_the_trail_leans_on(finished: World) -> None:
    eraser = MemoryEraser(finished.blobs)
    before = set(finished.blobs.kept)
    mails = {mail.mail.message.sha256 for mail in finished.events(MailIntended)}
    assert mails, "the round was mailed"
    told = forget(finished, eraser, only_tell=True)
    assert not told.changed and "Zou gewist worden" in told.said[0] and set(finished.blobs.kept) == before
    assert forget(finished, eraser).changed
    assert set(finished.blobs.kept) == before - mails and eraser.given == 0
    assert [(d.what, d.count) for d in finished.events(DataDeleted)] == [(MAILS, len(mails)), (LINKS, 3)]
    assert all("90 dagen" in deleted.rule for deleted in finished.events(DataDeleted))
    named = {entry.event.mail.message.sha256 for entry in finished.ledger.kept if isinstance(entry.event, MailIntended)}
    assert named == mails, "the trail still says which mails there were"
    again = forget(finished, eraser)
    assert not again.changed and "niets meer" in again.said[0]
    assert finished.advance() and finished.phase() is Phase.FINISHED, "nobody misses them"


def test_what_another_edition_names_stays(finished: World) -> None:
    one = min(mail_blobs(tuple(finished.ledger.kept)))
    eraser = MemoryEraser(finished.blobs, given=0, elsewhere=frozenset({one}))
    forget(finished, eraser)
    assert finished.blobs.has(one) and one not in eraser.gone
    assert [deleted.what for deleted in finished.events(DataDeleted)] == [MAILS]


def test_before_the_term_is_over_and_before_the_end_it_is_refused(finished: World, at: At) -> None:
    finished.clock.moment -= timedelta(days=1)
    with pytest.raises(TransitionRefused, match="nog 90 dagen") as refused:
        forget(finished, MemoryEraser(finished.blobs))
    assert "Wissen kan vanaf" in refused.value.mend
    signed = at(Phase.SIGNED)
    with pytest.raises(TransitionRefused):
        forget(signed, MemoryEraser(signed.blobs))
    assert not finished.events(DataDeleted) and not signed.events(DataDeleted)


def test_what_broke_off_goes_on_without_a_second_entry(finished: World) -> None:
    eraser = MemoryEraser(finished.blobs, breaks=True)
    with pytest.raises(StorageError):
        forget(finished, eraser)
    recorded = [(d.what, d.count) for d in finished.events(DataDeleted)]
    eraser.breaks = False
    forget(finished, eraser)
    assert [(d.what, d.count) for d in finished.events(DataDeleted)] == [*recorded, (LINKS, 3)]
    assert not eraser.kept(mail_blobs(tuple(finished.ledger.kept))) and eraser.given == 0


def test_as_many_that_came_later_are_on_record_as_well(finished: World) -> None:
    """What goes in the same number is not the same: a mail that came since, a link that was handed out since."""
    eraser = MemoryEraser(finished.blobs, given=1)
    forget(finished, eraser)
    first = [(deleted.what, deleted.count) for deleted in finished.events(DataDeleted)]
    for number in range(first[0][1]):
        came(finished, f"vraag {number}".encode())
    eraser.given = 1
    assert forget(finished, eraser).changed
    assert [(deleted.what, deleted.count) for deleted in finished.events(DataDeleted)] == [*first, *first]


def test_a_mail_that_came_after_a_run_that_broke_off_is_counted_by_itself(finished: World) -> None:
    eraser = MemoryEraser(finished.blobs, given=0, breaks=True)
    with pytest.raises(StorageError):
        forget(finished, eraser)
    eraser.breaks = False
    came(finished, b"een vraag")
    forget(finished, eraser)
    first, second = finished.events(DataDeleted)
    assert (first.count + second.count, second.count) == (len(eraser.gone), 1)

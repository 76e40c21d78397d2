"""Whatever is signed, stamped, withdrawn and adopted again: the letter is the last thing that was made of it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bna_pipeline.model.base import FileDigest
from bna_pipeline.model.draft import LETTER_PDF, StampMade
from bna_pipeline.model.events import AdoptionRecorded, AdoptionWithdrawn, Entry, Event
from bna_pipeline.model.signing_events import LetterTimestamped, StampIntended
from bna_pipeline.model.state import EditionState, fold
from tests.unit.model.small import NOW, adoption, draft, letter, signed

ZERO = "0" * 64
DRAFT = draft(1, water="laag")
ADOPTED = DRAFT.file(LETTER_PDF)
FIELDS = ("Voorzitter", "Secretaris")


def _told(events: list[Event]) -> EditionState:
    entries: list[Entry] = []
    for event in events:
        last = entries[-1] if entries else None
        entries.append(Entry.after(last, edition="delta-2030", at=NOW, actor="w", account="w", event=event))
    return fold("delta-2030", entries)


@given(st.lists(st.sampled_from(["go on", "withdraw"]), max_size=14))
def test_the_letter_is_what_was_made_last_and_every_other_one_is_known_as_earlier(acts: list[str]) -> None:
    """Signatures and the stamp follow each other; a withdrawal throws all of them away, and the decision comes anew."""
    events: list[Event] = [AdoptionRecorded(adoption=adoption(DRAFT))]
    now: FileDigest | None = ADOPTED
    done, made, seen = 0, 0, {ADOPTED.sha256}
    for act in acts:
        if act == "withdraw" and now is not None:
            events.append(AdoptionWithdrawn(number="1", reason="fout", signatures=FIELDS[: min(done, 2)]))
            now, done = None, 0
        elif now is None:
            events.append(AdoptionRecorded(adoption=adoption(DRAFT)))
            now = ADOPTED
        elif done < 3:
            made += 1
            after = letter(made)
            if done < 2:
                events.append(signed(FIELDS[done], now, after))
            else:
                events.append(StampIntended(before=now))
                stamp = StampMade(before=now, after=after, authority="CN=Tsa", certificate=ZERO, at=NOW)
                events.append(LetterTimestamped(stamp=stamp))
            now, done = after, done + 1
            seen.add(after.sha256)
    state = _told(events)
    assert state.letter == now
    assert state.earlier_letters == seen - ({now.sha256} if now is not None else set())
    assert (state.stamp is not None) == (done == 3)
    assert state.stamping is None


def test_an_old_record_without_stamps_reads_as_it_was() -> None:
    state = _told([AdoptionRecorded(adoption=adoption(DRAFT)), signed("Voorzitter", ADOPTED, letter(1))])
    assert (state.letter, state.stamp, state.readiness) == (letter(1), None, None)

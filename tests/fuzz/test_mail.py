"""Bad mails by the hundred: never a traceback, never given to a partner by what anyone can write."""

from __future__ import annotations

import tracemalloc
from base64 import encodebytes

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bna_pipeline.model.round import IncomingKind
from tests.fuzz.mails import FORM, MailTrial, bases, read, tried_mail
from tests.fuzz.mutant import Mutator
from tests.fuzz.on_mail import SHELF
from tests.fuzz.test_fuzz import fixed, seeds
from tests.support.budget import budget

ABOUT_REFERENCES = ("assigned", "without a reference")


def _sound(trial: MailTrial) -> None:
    assert not trial.faults, f"{trial.name}\n" + "\n".join(trial.faults)


def test_every_base_is_read_as_what_it_is() -> None:
    """Else nothing that is refused would prove anything."""
    kinds = {name: (read(data).kind, len(read(data).usable)) for name, data in bases().items()}
    reply, forms = IncomingKind.REPLY, ("formulier", "html met logo", "doorgestuurd", "onderwerp", "draad")
    assert kinds == {
        **dict.fromkeys(forms, (reply, 1)),
        "akkoord": (IncomingKind.SIGN_OFF, 0),
        "afwezig": (IncomingKind.AUTOMATIC, 0),
        "onbestelbaar": (IncomingKind.BOUNCE, 0),
    }


@pytest.mark.parametrize("mutator", SHELF.mutators, ids=lambda m: m.name)
def test_a_mail_spoiled_in_each_way_keeps_every_promise(mutator: Mutator) -> None:
    @settings(fixed, max_examples=budget(6, 120))
    @given(st.sampled_from(sorted(bases())), seeds)
    def holds(base: str, seed: int) -> None:
        _sound(tried_mail(base, (mutator,), seed))

    holds()


@settings(fixed, max_examples=budget(40, 1_200))
@given(st.sampled_from(sorted(bases())), st.lists(st.sampled_from(SHELF.mutators), min_size=2, max_size=3), seeds)
def test_a_mail_spoiled_in_several_ways_is_read_all_the_same(base: str, mutators: list[Mutator], seed: int) -> None:
    trial = tried_mail(base, tuple(mutators), seed, twice=False)
    # What one change takes away the next may put back: of references only the last word counts.
    about_references = mutators[-1].name == "reference_only_where_anyone_can_write"
    assert not [f for f in trial.faults if about_references or not f.startswith(ABOUT_REFERENCES)], trial


@pytest.mark.parametrize("depth", [0, 3])
def test_reading_takes_a_few_times_the_mails_own_bytes_also_when_mails_lie_in_mails(depth: int) -> None:
    data = bases()["formulier"].replace(encodebytes(FORM)[:60], encodebytes(bytes(6_000_000)))
    for _ in range(depth):
        data = b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n" + encodebytes(data)
    tracemalloc.start()
    try:
        read(data)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 3.5 * len(data), f"{peak / len(data):.1f} times"

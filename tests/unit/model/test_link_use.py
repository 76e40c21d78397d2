"""What a link was used for stands in the ledger, or it does not: by whose account, and what kind of entry."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bna_pipeline.model.access import OPENS, Link, LinkPurpose
from bna_pipeline.model.base import FileDigest
from bna_pipeline.model.draft import LETTER_PDF, Decision, Verdict
from bna_pipeline.model.events import (
    AdoptionRecorded,
    ContributionChecked,
    ContributionReceived,
    DecisionGiven,
    Entry,
    Event,
    LetterSigned,
    SigningIntended,
)
from bna_pipeline.model.link_use import USES_UP, on_record, own_decision
from bna_pipeline.model.remark_events import RemarkWithdrawn
from bna_pipeline.model.signing_events import SigningRefused
from tests.unit.model.small import NOW, adoption, decision, draft, letter, signed

DRAFT = draft(1, water="laag")
MINE, ANOTHERS = "a" * 26, "b" * 26
FILE = FileDigest.of("b.yaml", b"b")
RECEIVED = ContributionReceived(partner="waterland", file=FILE)
USED_UP_BY: dict[LinkPurpose, tuple[Event, ...]] = {
    LinkPurpose.REVIEW: (DecisionGiven(decision=decision("beleid", "adviseur-water", DRAFT)),),
    LinkPurpose.ADOPT: (AdoptionRecorded(adoption=adoption(DRAFT)),),
    LinkPurpose.SIGN: (
        LetterSigned(signature=signed("Voorzitter", DRAFT.file(LETTER_PDF), letter(1)).signature),
        SigningRefused(field="Voorzitter", person="voorzitter", reason="Een fout."),
    ),
    LinkPurpose.SETTLE_MANDATE: (AdoptionRecorded(adoption=adoption(DRAFT)),),
}
NEVER: tuple[Event, ...] = (
    RemarkWithdrawn(remark="c" * 64),
    SigningIntended(field="Voorzitter", person="voorzitter", before=FILE),
)
events = st.sampled_from([*NEVER, *(event for some in USED_UP_BY.values() for event in some)])
mine = st.sampled_from([f"link:{MINE}", f"link:{MINE}:beheer", f"link:{MINE}:a:b"])
anothers = st.sampled_from(
    [f"link:{ANOTHERS}", f"link:{ANOTHERS}:{MINE}", f"key:{MINE}", f"oidc:link:{MINE}", MINE, f"link:{MINE}x", "root"]
)


def link_for(purpose: LinkPurpose) -> Link:
    return Link(id=MINE, person="p", edition="demo-2020", purpose=purpose, issued=NOW, expires=NOW, used=NOW)


def entries(told: list[tuple[Event, str]]) -> list[Entry]:
    found: list[Entry] = []
    for event, account in told:
        before = found[-1] if found else None
        found.append(Entry.after(before, edition="demo-2020", at=NOW, actor="p", account=account, event=event))
    return found


@pytest.mark.parametrize("purpose", USED_UP_BY)
@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(events, anothers | mine), max_size=6), st.data())
def test_a_link_with_its_act_on_record_is_found_wherever_that_stands(
    purpose: LinkPurpose, told: list[tuple[Event, str]], data: st.DataObject
) -> None:
    act = (data.draw(st.sampled_from(USED_UP_BY[purpose])), data.draw(mine))
    told.insert(data.draw(st.integers(0, len(told))), act)
    assert on_record(link_for(purpose), entries(told))


@pytest.mark.parametrize("purpose", USED_UP_BY)
@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(events, anothers) | st.tuples(st.sampled_from(NEVER), mine), max_size=6))
def test_what_others_did_and_what_uses_nothing_up_is_not_its_act(
    purpose: LinkPurpose, told: list[tuple[Event, str]]
) -> None:
    assert not on_record(link_for(purpose), entries(told))


def test_every_purpose_that_an_act_uses_up_says_what_that_leaves_in_the_ledger() -> None:
    """Of a link to send in it is no single entry: what was sent must be good as well."""
    assert set(USES_UP) == set(OPENS) - {LinkPurpose.SIGN_IN, LinkPurpose.SUBMIT}


def test_a_link_to_send_in_is_used_up_by_a_file_without_errors_that_was_sent_last_with_it() -> None:
    link, way = link_for(LinkPurpose.SUBMIT), f"link:{MINE}"
    other = FileDigest.of("c.yaml", b"c")
    again = RECEIVED.model_copy(update={"file": other})
    history: list[tuple[Event, str]] = [
        (checked(FILE, errors=0), "root"),  # the same file, that somebody else had sent
        (RECEIVED, way),
        (checked(FILE, errors=2), way),
        (again, way),
        (checked(other, errors=0), "root"),
        (checked(other, errors=0, partner="ander"), way),
        (RECEIVED, f"link:{ANOTHERS}"),
        (checked(other, errors=1), "root"),  # judged anew, under other rules
    ]
    found = [on_record(link, entries(history[:count])) for count in range(len(history) + 1)]
    assert found == [False, False, True, False, False, True, True, True, False]


def checked(file: FileDigest, errors: int, partner: str = "waterland") -> ContributionChecked:
    return ContributionChecked(
        partner=partner,
        original=file.sha256,
        programme="d" * 64,
        carrier=None,
        sent_at=NOW,
        errors=errors,
        warnings=0,
        findings="e" * 64,
        contribution=None,
    )


def test_a_decision_that_was_taken_back_with_its_link_uses_that_up_no_more() -> None:
    """And one that is given after that uses it up again."""
    (given,) = USED_UP_BY[LinkPurpose.REVIEW]
    assert isinstance(given, DecisionGiven)
    back = DecisionGiven(decision=given.decision.model_copy(update={"verdict": Verdict.WITHDRAW}))
    way, link = f"link:{MINE}", link_for(LinkPurpose.REVIEW)
    history: list[tuple[Event, str]] = [(given, way), (back, way), (given, way)]
    assert [on_record(link, entries(history[:count])) for count in range(4)] == [False, True, False, True]
    assert on_record(link, entries([(given, way), (back, f"link:{ANOTHERS}")])), "what others take back is theirs"


def test_ones_own_decision_is_the_last_in_ones_name_or_none() -> None:
    (given,) = USED_UP_BY[LinkPurpose.REVIEW]
    assert isinstance(given, DecisionGiven)
    link, way, made = link_for(LinkPurpose.REVIEW), f"link:{MINE}", given.decision

    def own(*accounts: str) -> Decision | None:
        return own_decision(link, entries([(given, a) for a in accounts]), stage=made.stage, reviewer=made.reviewer)

    assert own(way) == own("root", way) == made
    assert own() is own("root") is own(way, "root") is None
    assert own_decision(link, entries([(given, way)]), stage="ander", reviewer=made.reviewer) is None

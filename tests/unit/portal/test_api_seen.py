"""Over the API nobody sees more than the desk shows him: what a page holds back, the API holds back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from bna_pipeline.model.base import FileDigest
from bna_pipeline.model.draft import Delegation, SignatureMade
from bna_pipeline.model.events import DelegationGiven, EditionOpened, Event, LetterSigned
from bna_pipeline.model.proposal_events import WordReturned
from bna_pipeline.model.proposals import ChangeKind, Place, ReturnedRemark
from bna_pipeline.model.remark_events import Remark, RemarkMade, RemarkSaid, RemarkWithdrawn
from bna_pipeline.model.review_events import AbsenceNoted
from bna_pipeline.pipeline import ProposalLine
from bna_pipeline.pipeline.proposal_lines import ProposalState
from bna_pipeline.portal.api import PREFIX
from bna_pipeline.wiring import pipeline
from tests.support.desk import AT, EDITION, SmallDesk, small_desk

HERE = f"{PREFIX}/editions/{EDITION}"
SIGNED = FileDigest.of("statenmededeling.pdf", b"ondertekend")
FIRST, LAST = date(2020, 6, 1), date(2020, 6, 30)


def remark(text: str) -> Remark:
    said = RemarkSaid(
        stage="beleid", reviewer="beleid", draft=1, section="brief.aanleiding", sha256="0" * 64, text=(text,)
    )
    return Remark.of(said, given_by="beleid", at=AT)


def returned(person: str) -> WordReturned:
    file = FileDigest.of(f"{person}.docx", person.encode())
    return WordReturned(
        file=file,
        document="rapportage.docx",
        draft=1,
        person=person,
        given_by=person,
        proposals="1" * 64,
        count=0,
        outside=1,
    )


def line_of(event: WordReturned) -> ProposalLine:
    change = ReturnedRemark(
        id=f"{event.file.sha256[:8]}-1",
        kind=ChangeKind.COMMENT,
        author=None,
        place=Place(where="Brief"),
        what="Een opmerking.",
    )
    return ProposalLine(
        change=change,
        state=ProposalState.OPEN,
        person=event.person,
        file=event.file.name,
        document=event.document,
        draft=1,
        current=True,
    )


def signature() -> SignatureMade:
    return SignatureMade(
        field="Voorzitter",
        person="voorzitter",
        before=FileDigest.of("statenmededeling.pdf", b"vastgesteld"),
        after=SIGNED,
        subject="CN=Voorzitter",
        certificate="2" * 64,
        throwaway=True,
        imported=False,
        at=AT,
    )


EVENTS: tuple[Event, ...] = (
    EditionOpened(programme="3" * 64, sample=False, deadline=LAST, forms=(), previous=None),
    RemarkMade(remark=remark("Klopt dit?")),
    RemarkMade(remark=remark("Toch niet.")),
    RemarkWithdrawn(remark=remark("Toch niet.").id),
    DelegationGiven(
        delegation=Delegation(
            principal="beleid", deputy="coordinator", valid_from=FIRST, valid_until=LAST, reason="Ziek thuis"
        )
    ),
    AbsenceNoted(person="beleid", first=FIRST, last=LAST),
    returned("beleid"),
    returned("tweede"),
    LetterSigned(signature=signature()),
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> SmallDesk:
    found = small_desk(tmp_path_factory.mktemp("seen"))
    for after, event in enumerate(EVENTS):
        found.app.ledger.append(EDITION, event, actor="beleid", account="proef", at=AT, after=after)
    found.app.tools(EDITION).blobs.put(b"ondertekend")
    return found


@pytest.fixture(scope="module")
def ask(desk: SmallDesk) -> Any:
    people = ("coordinator", "beleid", "tweede", "voorzitter", "ander")
    keys = {p: desk.app.access.make_key(p, p, "demo", desk.clock.now()) for p in people}
    browser = desk.browser()

    def asked(person: str, path: str) -> Any:
        return browser.get(f"{HERE}{path}", headers={"authorization": f"Bearer {keys[person]}"})

    return asked


def said(ask: Any, path: str, key: str) -> Mapping[str, list[Any]]:
    return {person: ask(person, path).json()[key] for person in ("coordinator", "ander", "beleid", "tweede")}


def test_a_remark_that_was_taken_back_is_for_who_made_it_and_who_holds_them_all(ask: Any) -> None:
    found = {person: len(remarks) for person, remarks in said(ask, "/remarks", "remarks").items()}
    assert found == {"coordinator": 2, "ander": 2, "beleid": 2, "tweede": 1}


@pytest.mark.parametrize("what", ["delegations", "absences"])
def test_why_somebody_is_replaced_is_for_himself_his_deputy_and_who_holds_the_route(ask: Any, what: str) -> None:
    found = {person: len(lines) for person, lines in said(ask, f"/{what}", what).items()}
    assert found == {"coordinator": 1, "ander": 1, "beleid": 1, "tweede": 0}


def test_what_came_back_in_word_is_for_who_sent_it_and_who_settles_it(
    ask: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = tuple(line_of(event) for event in EVENTS if isinstance(event, WordReturned))
    monkeypatch.setattr(pipeline, "proposals", lambda _tools: lines)
    found = {p: [one["person"] for one in ones] for p, ones in said(ask, "/proposals", "proposals").items()}
    both = ["beleid", "tweede"]
    assert found == {"coordinator": both, "ander": both, "beleid": ["beleid"], "tweede": ["tweede"]}


def test_the_lines_of_the_round_are_for_whom_its_page_is_open(ask: Any) -> None:
    for person, whole in (("coordinator", True), ("ander", True), ("beleid", False), ("voorzitter", False)):
        status = ask(person, "").json()
        assert bool(status["partners"]) is bool(status["round"]["lines"]) is whole
        assert status["round"]["deadline"] == LAST.isoformat()


def test_the_channels_of_the_release_are_for_whom_its_page_is_open(ask: Any) -> None:
    for person, whole in (("coordinator", True), ("ander", True), ("beleid", False), ("voorzitter", False)):
        release = ask(person, "").json()["release"]
        assert bool(release["lines"]) is whole and release["channels"] and release["words"]
        assert ask(person, "/release").status_code == (200 if whole else 403)


def test_the_signed_letter_is_for_whom_the_signing_is_open(ask: Any) -> None:
    found = {
        person: ask(person, f"/files/{SIGNED.sha256}").status_code
        for person in ("coordinator", "ander", "voorzitter", "beleid")
    }
    assert found == {"coordinator": 200, "ander": 200, "voorzitter": 200, "beleid": 404}

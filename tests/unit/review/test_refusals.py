"""Every refusal of the review names who or what it is about, and says what to do next."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from bna_pipeline.errors import (
    BnaError,
    BytesChanged,
    DecisionFixed,
    NotAllowed,
    NotApproved,
    NothingToWithdraw,
    OutsideStage,
    StageNotReached,
    TransitionRefused,
    UnknownPerson,
    UnknownStage,
    WrongUse,
)
from bna_pipeline.model.base import FileDigest
from bna_pipeline.model.draft import DOCUMENTS, LETTER_PDF, Adoption, Draft, Outcome, Verdict
from bna_pipeline.review.adoption import approved, settle_mandate
from bna_pipeline.review.delegation import delegate, delegation_for, person_of
from tests.unit.model.small import NOW, adoption, decision, draft
from tests.unit.review.acts import ADVICE, ALL, FIRST, PROGRAMME, SECOND, give, record

MANDATE = adoption(FIRST, Outcome.MANDATE, settled=False, mandate_holder="gedeputeerde")
DAY = date(2030, 5, 1)


def settle(given_by: str = "gedeputeerde", on: Draft = FIRST, open_one: Adoption = MANDATE) -> Adoption:
    return settle_mandate(
        PROGRAMME, on, ALL, open_one, given_by=given_by, comparison=None, files_now=on.files
    )  # fmt: skip


def lend(principal: str = "directeur-een", deputy: str = "plaatsvervanger", until: date = DAY, by: str = "") -> object:
    return delegate(PROGRAMME, principal, deputy, DAY, until, "Verlof", by or principal)


def other(name: str, data: bytes) -> tuple[FileDigest, ...]:
    return tuple(FileDigest.of(name, data) if f.name == name else f for f in FIRST.files)


LENT = delegate(PROGRAMME, "directeur-een", "plaatsvervanger", DAY, DAY, "Verlof", "directeur-een")
DIRECTOR = decision("directie", "directeur-een", FIRST)
SIZE = FIRST.file(LETTER_PDF).size

REFUSALS: list[tuple[str, Callable[[], object], type[BnaError], tuple[str, ...], tuple[str, ...]]] = [
    ("unknown stage", lambda: give("raad"), UnknownStage, ("raad",), ("beleid, directie",)),
    ("unknown person", lambda: give(who="niemand"), UnknownPerson, ("niemand",), ("adviseur-water", "voorzitter")),
    (
        "no reviewer there",
        lambda: give("directie", "adviseur-water", ADVICE),
        OutsideStage,
        ("Adviseur water", "Directie"),
        ("Directeur een, Directeur twee en Directeur drie",),
    ),
    (
        "in the place of somebody who is no reviewer there",
        lambda: give("beleid", "plaatsvervanger", on_behalf="directeur-een", delegations=(LENT,)),
        OutsideStage,
        ("Directeur een", "Plaatsvervanger", "Beleid"),
        ("Adviseur water",),
    ),
    (
        "a deputy who does not say for whom",
        lambda: give("directie", "plaatsvervanger", ADVICE, delegations=(LENT,)),
        OutsideStage,
        ("Plaatsvervanger", "Directie"),
        ("Directeur een",),
    ),
    (
        "without a delegation",
        lambda: give("directie", "plaatsvervanger", ADVICE, on_behalf="directeur-een"),
        OutsideStage,
        ("Plaatsvervanger", "Directeur een"),
        ("Directeur een", "coördinator", "bna delegate"),
    ),
    ("too early", lambda: give("directie", "directeur-een"), StageNotReached, ("Directie", "concept 1"), ("Besluit",)),
    (
        "a return without comment",
        lambda: give(verdict=Verdict.RETURN),
        WrongUse,
        ("Terugsturen",),
        ("veranderen",),
    ),
    ("a remark without comment", lambda: give(verdict=Verdict.REMARK), WrongUse, ("opmerkingen",), ("veranderen",)),
    (
        "nothing to withdraw",
        lambda: give(verdict=Verdict.WITHDRAW),
        NothingToWithdraw,
        ("Adviseur water", "Beleid", "concept 1"),
        ("niets",),
    ),
    (
        "a later stage has decided",
        lambda: give(decisions=(*ADVICE, DIRECTOR), verdict=Verdict.WITHDRAW),
        DecisionFixed,
        ("Adviseur water", "Directeur een", "Directie"),
        ("Terugsturen",),
    ),
    (
        "adopted",
        lambda: give("directie", "directeur-een", ALL, verdict=Verdict.WITHDRAW, adopted=adoption(FIRST)),
        DecisionFixed,
        ("Directeur een", "GS-7"),
        ("coördinator",),
    ),
    (
        "a scope without sections",
        lambda: give("beleid", "adviseur-wind", on=draft(1, water="laag", occasion="ja")),
        OutsideStage,
        ("Adviseur wind", "Beleid", "oncept 1"),
        ("route",),
    ),
    ("somebody else's delegation", lambda: lend(by="directeur-twee"), NotAllowed,
     ("Directeur twee", "Directeur een"), ("Directeur een", "coördinator")),
    ("a delegation to oneself", lambda: lend(deputy="directeur-een"), WrongUse, ("Directeur een",), ("ander",)),
    ("a deputy who may not decide", lambda: lend(deputy="bestuurssecretaris"), NotAllowed,
     ("Bestuurssecretaris", "Directeur een", "beoordelaar"), ("Directeur twee", "Plaatsvervanger")),
    ("nothing to delegate", lambda: lend("voorzitter"), OutsideStage, ("Voorzitter",), ("route",)),
    ("an end before the start", lambda: lend(until=date(2030, 4, 30)), WrongUse,
     ("30-04-2030", "01-05-2030"), ("einddatum",)),
    ("recorded by another", lambda: record(recorded_by="voorzitter"), NotAllowed,
     ("Voorzitter",), ("Bestuurssecretaris",)),
    ("no number", lambda: record(number=" "), WrongUse, ("nummer",), ("nummer",)),
    ("a mandate without holder", lambda: record(outcome=Outcome.MANDATE), WrongUse, ("mandaat",), ("wie",)),
    ("a holder without the role", lambda: record(outcome=Outcome.MANDATE, holder="voorzitter"), NotAllowed,
     ("Voorzitter",), ("Gedeputeerde",)),
    ("a holder without mandate", lambda: record(holder="gedeputeerde"), WrongUse, ("mandaat",), ("mandate",)),
    ("not approved", lambda: record(SECOND), NotApproved, ("oncept 2", "Adviseur water"), ("besluiten",)),
    ("another length", lambda: record(files=other(LETTER_PDF, b"x")), BytesChanged,
     (LETTER_PDF, "concept 1", "1 bytes", str(SIZE)), ("concept",)),
    ("another digest", lambda: record(files=other(LETTER_PDF, b"x" * SIZE)), BytesChanged,
     (LETTER_PDF, "SHA-256", FIRST.file(LETTER_PDF).sha256[:12], FileDigest.of("x", b"x" * SIZE).sha256[:12]),
     ("concept",)),
    ("a missing file", lambda: record(files=FIRST.files[1:]), BytesChanged, (FIRST.files[0].name, "concept 1"),
     ("concept",)),
    ("a file too many", lambda: record(files=(*FIRST.files, FileDigest.of("x.pdf", b""))), BytesChanged,
     ("x.pdf", "concept 1"), ("concept",)),
    ("not adopted", lambda: approved(PROGRAMME, FIRST, ALL, None), NotApproved, ("oncept 1",), ("bna adopt",)),
    ("held", lambda: approved(PROGRAMME, FIRST, ALL, adoption(FIRST, Outcome.HELD)), NotApproved,
     ("oncept 1",), ("bna adopt",)),
    ("a mandate still open", lambda: approved(PROGRAMME, FIRST, ALL, MANDATE), NotApproved,
     ("oncept 1", "mandaat"), ("mandaathouder",)),
    ("another draft adopted", lambda: approved(PROGRAMME, FIRST, ALL, adoption(SECOND)), NotApproved,
     ("concept 2", "concept 1"), ("besluit",)),
    ("other bytes adopted", lambda: approved(PROGRAMME, FIRST, ALL, adoption(FIRST, files=other(LETTER_PDF, b"x"))),
     BytesChanged, (LETTER_PDF, "besluit GS-7"), ("concept",)),
    ("no mandate open", lambda: settle(open_one=adoption(FIRST)), TransitionRefused, ("mandaat",), ("één keer",)),
    ("settled by another", lambda: settle("voorzitter"), NotAllowed, ("Voorzitter",), ("Gedeputeerde",)),
    ("no comparison", lambda: settle(on=SECOND), WrongUse, ("oncept 2", "vergelijking"), ("vergelijking",)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("act", "error", "named", "next_step"),
    [pytest.param(*rest, id=name) for name, *rest in REFUSALS],
)
def test_a_refusal_names_what_it_is_about_and_the_next_step(
    act: Callable[[], object], error: type[BnaError], named: tuple[str, ...], next_step: tuple[str, ...]
) -> None:
    with pytest.raises(error) as refused:
        act()
    assert type(refused.value) is error
    assert all(word in refused.value.message for word in named), refused.value.message
    assert all(word in refused.value.mend for word in next_step), refused.value.mend


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_document_that_differs_is_named_and_not_the_first_of_the_list(name: str) -> None:
    with pytest.raises(BytesChanged) as refused:
        record(files=other(name, b"x"))
    assert [d for d in DOCUMENTS if d in refused.value.message] == [name]


def test_who_is_in_the_programme_is_found_by_id() -> None:
    assert all(person_of(PROGRAMME, person.id) == person for person in PROGRAMME.people)


@pytest.mark.parametrize(
    ("principal", "deputy", "holds"),
    [
        ("directeur-een", "plaatsvervanger", True),
        ("directeur-twee", "plaatsvervanger", False),
        ("directeur-een", "directeur-twee", False),
    ],
)
def test_a_delegation_is_of_these_two_people_and_no_others(principal: str, deputy: str, holds: bool) -> None:
    found = delegation_for([LENT], principal=principal, deputy=deputy, at=NOW)
    assert (found == LENT) is holds and (found is None) is not holds

"""Drafts that a person edited in a real LibreOffice: each change is found once; and its way of saving loses none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pytest

from bna_pipeline.model.draft import LETTER_DOCX, REPORT_DOCX
from bna_pipeline.model.proposals import ReturnedWord
from tests.support.budget import where_there_is_time
from tests.support.office import convert, edit_with_office
from tests.support.word_edits import ANNE as BY_ANNE
from tests.support.word_edits import BERT as BY_BERT
from tests.support.word_edits import edited
from tests.unit.documents import returned_draft as draft
from tests.unit.documents.returned_draft import (
    ACHIEVED,
    CAPTION,
    EXAMPLE,
    FOREWORD,
    NEXT,
    OCCASION,
    PROVINCE,
    SENDER,
    SUMMARY,
    TITLE,
    Seen,
)
from tests.unit.documents.word_return_cases import (
    CASES,
    EX_TEXT,
    EX_TITLE,
    FIXED,
    FORE,
    NEXT_STEPS,
    PROV,
    SCHOOL,
    SUM,
    Case,
    tracked,
)

ANNE, BERT = ("author", "Anne", "Jansen"), ("author", "Bert", "Pieters")
A, B = "Anne Jansen", "Bert Pieters"
Act = tuple[Any, ...]


@dataclass(frozen=True)
class ByHand:
    """What a person does in LibreOffice, and what must be found: kind, author, before, after, and where."""

    name: str
    acts: tuple[Act, ...]
    found: tuple[tuple[str, str, str, str, str], ...]
    then: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    tracked: bool = True
    document: str = REPORT_DOCX


BY_HAND = (
    ByHand(
        "woord vervangen",
        (("replace", FOREWORD[0], "ging", "liep"),),
        (("vervanging", A, "ging", "liep", FORE),),
        {FORE: ("Het werk liep door, ook op afstand.", *FOREWORD[1:])},
    ),
    ByHand(
        "twee auteurs in een woord",
        (("replace", ACHIEVED[0], "opende", "opent"), BERT, ("replace", "De school", "opent", "heropent")),
        (
            ("vervanging", A, "opende", "opent", SCHOOL),
            ("vervanging", B, "opent", "heropent", SCHOOL),
        ),
        {SCHOOL: ("De school heropent twaalf stageplaatsen.", ACHIEVED[1])},
    ),
    ByHand("alinea gesplitst", (("split", FOREWORD[2], "duurde nu"),), (("invoeging", A, "", "\n", FORE),)),
    ByHand("alinea's samengevoegd", (("merge", FOREWORD[0]),), (("verwijdering", A, "\n", "", FORE),)),
    ByHand(
        "alinea erbij",
        (("new_paragraph", FOREWORD[1], "Dat bleek in mei."),),
        (("invoeging", A, "", "Dat bleek in mei.", FORE),),
        {FORE: (*FOREWORD[:2], "Dat bleek in mei.", FOREWORD[2])},
    ),
    ByHand(
        "alinea weg",
        (("remove", FOREWORD[1]),),
        (("verwijdering", A, FOREWORD[1], "", FORE),),
        {FORE: (FOREWORD[0], FOREWORD[2])},
    ),
    ByHand(
        "hele tekst weg",
        (("remove", SUMMARY[0]), ("remove", SUMMARY[1])),
        (("verwijdering", A, "\n".join(SUMMARY), "", SUM),),
        {SUM: ()},
    ),
    ByHand(
        "alinea verplaatst",
        (("move_down", FOREWORD[0]),),
        (("verplaatsing", A, FOREWORD[0], FOREWORD[0], FORE),),
        {FORE: (FOREWORD[1], FOREWORD[0], FOREWORD[2])},
    ),
    ByHand(
        "tekens van opmaaktalen",
        (("append", FOREWORD[1], ' <R&D> "x"'),),
        (("invoeging", A, "", ' <R&D> "x"', FORE),),
        {FORE: (FOREWORD[0], FOREWORD[1] + ' <R&D> "x"', FOREWORD[2])},
    ),
    ByHand(
        "van rechts naar links",
        (("append", EXAMPLE[1], " שלום, עולם."),),
        (("invoeging", A, "", " שלום, עולם.", EX_TEXT),),
        {EX_TEXT: (EXAMPLE[0], EXAMPLE[1] + " שלום, עולם.")},
    ),
    ByHand("vet gezet", (("bold", FOREWORD[0], "werk"),), (("opmaak", A, "werk", "", "Opmaak: *"),)),
    ByHand(
        "voetnoot erbij",
        (("note", FOREWORD[1], "Bron: de stuurgroep."),),
        (("invoeging", A, "", "[voetnoot: Bron: de stuurgroep.]", "Buiten de velden: iets dat geen tekst is."),),
    ),
    ByHand(
        "tabelrij weg",
        (("delete_row", "Het werk is nog niet begonnen"),),
        (("tabel", A, "*Het werk is nog niet begonnen*", "", "*een rij van een tabel weggehaald."),),
    ),
    ByHand(
        "tabelrij erbij",
        (("insert_row", "Het werk is nog niet begonnen"),),
        (("tabel", A, "", "", "*een rij van een tabel toegevoegd."),),
    ),
    ByHand(
        "woord in een tabelcel",
        (("in_cell", "Het werk loopt zoals", "zoals", "als"),),
        (("vervanging", A, "zoals", "als", FIXED),),
    ),
    ByHand(
        "kop gewijzigd",
        (("replace", "Wat komt hierna", "hierna", "daarna"),),
        (("vervanging", A, "hierna", "daarna", FIXED),),
    ),
    ByHand(
        "titel van een voorbeeld",
        (("replace", f"Voorbeeld: {TITLE}", "de werkplaats", "de vloer"),),
        (("vervanging", A, "de werkplaats", "de vloer", EX_TITLE),),
        {EX_TITLE: ("Een dag op de vloer",)},
    ),
    ByHand(
        "opmerkingen van twee mensen",
        (
            ("comment", FOREWORD[0], "werk", "A. Jansen", "Klopt dit?"),
            ("comment", CAPTION, "draaibank", "B. Pieters", "Of freesbank?"),
        ),
        (
            ("opmerking", "A. Jansen", "werk", "Klopt dit?", "Opmerking in de kantlijn."),
            ("opmerking", "B. Pieters", "draaibank", "Of freesbank?", "Opmerking in de kantlijn."),
        ),
    ),
    ByHand(
        "woorden zonder bijhouden",
        (("replace", FOREWORD[0], "ging", "liep"), ("append", PROVINCE[0], " Dat hielp.")),
        (("vervanging", SENDER, "ging", "liep", FORE), ("invoeging", SENDER, "", " Dat hielp.", PROV)),
        {FORE: ("Het werk liep door, ook op afstand.", *FOREWORD[1:]), PROV: (PROVINCE[0] + " Dat hielp.",)},
        tracked=False,
    ),
    ByHand(
        "alinea's zonder bijhouden",
        (("remove", NEXT[1]), ("new_paragraph", SUMMARY[1], "Nieuw slot.")),
        (("verwijdering", SENDER, NEXT[1], "", NEXT_STEPS), ("invoeging", SENDER, "", "Nieuw slot.", SUM)),
        {NEXT_STEPS: (NEXT[0],), SUM: (*SUMMARY, "Nieuw slot.")},
        tracked=False,
    ),
    ByHand(
        "in de brief",
        (("replace", "2. De agenda is", "belangrijker", "nodiger"), ("append", OCCASION[1], " Samen.")),
        (
            ("vervanging", A, "belangrijker", "nodiger", "core.belang:heading"),
            ("invoeging", A, "", " Samen.", "occasion:paragraphs"),
        ),
        {"occasion:paragraphs": (OCCASION[0], OCCASION[1] + " Samen.")},
        document=LETTER_DOCX,
    ),
)

_SAVED_OTHERWISE: Mapping[str, tuple[Seen, ...]] = {
    # What stands within another's change it writes beside it.
    "de een voegt in binnen wat de ander invoegde": (
        tracked("invoeging", "", "zo ", NEXT_STEPS),
        tracked("invoeging", "", "heel ", NEXT_STEPS, BY_BERT),
        tracked("invoeging", "", "graag ", NEXT_STEPS),
    ),
    "ingevoegd binnen wat werd weggehaald": (
        tracked("verwijdering", "ook ", "", FORE),
        tracked("invoeging", "", "al ", FORE, BY_BERT),
    ),
    # Of words that moved it keeps that they went and that they came.
    "verplaatst binnen een alinea": (
        tracked("verwijdering", "Veel acties ", "", SUM),
        tracked("invoeging", "", "Veel acties ", SUM),
    ),
    "verplaatst naar vaste tekst": (
        tracked("verwijdering", "Het werk ", "", FORE),
        tracked("invoeging", "", "Het werk ", FIXED),
    ),
    "bladzijde anders": (),  # this it does not read at all
    # It does not keep which comment replies to which.
    "opmerkingen met antwoorden": tuple(
        tracked("opmerking", at, said, "Opmerking in de kantlijn.", by)
        for at, said, by in (
            (FOREWORD[0], "Klopt dit nog?", BY_ANNE),
            (FOREWORD[0], "Ja, zie de cijfers.", BY_BERT),
            (FOREWORD[0], "Dank.", BY_ANNE),
            ("Wat komt hierna", "Kop mag weg.", BY_BERT),
            (SUMMARY[0], "Is gedaan.", BY_BERT),
        )
    ),
}
"""What must be found where LibreOffice 7.4 itself writes a change otherwise than it read it."""


@cache
def _saved(name: str) -> ReturnedWord:
    case = next(c for c in CASES if c.name == name)
    data = edited(draft.own(case.document).data, case.act)
    return draft.back(convert(data, "docx", "docx"), case.document)


def _matches(pattern: str, text: str) -> bool:
    """As `fnmatch`, but only an asterisk stands for more than itself."""
    head, *rest = pattern.split("*")
    if not rest:
        return text == pattern
    return text.startswith(head) and text.endswith(rest[-1]) and all(part in text for part in rest)


@where_there_is_time
@pytest.mark.parametrize("case", BY_HAND, ids=lambda case: case.name)
def test_what_a_person_did_in_libreoffice_is_found_once(case: ByHand) -> None:
    acts = (ANNE, ("track", case.tracked), *case.acts)
    word = draft.back(edit_with_office(draft.own(case.document).data, acts), case.document)
    found = [draft.seen(change) for change in word.every]
    for kind, author, before, after, where in case.found:
        mine = [
            f
            for f in found
            if (f.kind, f.author, f.after) == (kind, author, after)
            and _matches(before, f.before)
            and _matches(where, f.field)
        ]
        assert len(mine) == 1, ((kind, author, before, after, where), found)
        assert (mine[0].date is not None) == case.tracked
        found.remove(mine[0])
    assert found == []
    became = draft.accepted(word)
    for key, text in case.then.items():
        assert became[key] == text


@where_there_is_time
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_saving_in_libreoffice_loses_no_change(case: Case) -> None:
    word = _saved(case.name)
    found = [draft.seen(change) for change in word.every]
    for wanted in _SAVED_OTHERWISE.get(case.name, case.found):
        mine = [f for f in found if f._replace(field=wanted.field) == wanted and _matches(wanted.field, f.field)]
        assert len(mine) == 1, (wanted, found)
        found.remove(mine[0])
    assert found == []
    became = draft.accepted(word)
    for key, text in () if case.name in _SAVED_OTHERWISE else case.then.items():
        assert became[key] == text

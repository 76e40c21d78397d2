"""Each sentence knows where it came from: every line is explained, and a changed fact changes just what names it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bna_pipeline.documents.content import write_content
from bna_pipeline.documents.explanation import Explained
from bna_pipeline.documents.fact_sources import Sources
from bna_pipeline.documents.facts import letter_facts
from bna_pipeline.documents.letter_case import LetterCase
from bna_pipeline.documents.letter_rules import check_letter
from bna_pipeline.documents.letter_text import LetterText, load_letter_text
from bna_pipeline.documents.patterns import fill
from bna_pipeline.documents.report_explanation import explain_content, origins_of
from bna_pipeline.documents.tracing import trace
from bna_pipeline.model.consolidation import Consolidation
from bna_pipeline.model.content import Content
from bna_pipeline.model.errata import Corrected
from bna_pipeline.model.programme import Edition, Programme
from tests.unit.documents import factory, small
from tests.unit.documents.letter_cases import P, added, after, said

TEXT: LetterText = load_letter_text(factory.FOLDER)
CORRECTED = Corrected(
    edition="bna-2019", sent=date(2019, 7, 4), reference="A", number="B", letter="a" * 64, report="b" * 64
)
FACTS = letter_facts(
    factory.programme(),
    factory.edition(),
    factory.consolidation().model_copy(update={"corrects": CORRECTED}),
    TEXT.report.not_reported,
)
WITH_ALL = {
    **FACTS,
    "pillar": FACTS["pillars"][0],
    "sister": FACTS["sisters"][0],
    "partner": "Gemeente",
    "movement": {"counts": ["één actie vooruit", "twee acties gelijk"]},
}
PATTERNS = tuple(TEXT.patterns())


def explain(
    programme: Programme, edition: Edition, merged: Consolidation, text: LetterText, content: Content
) -> tuple[Explained, ...]:
    return explain_content(programme, edition, merged, text, content)


def explained(programme: Programme | None = None, **changes: Any) -> tuple[Explained, ...]:
    known = programme or factory.programme()
    year = known.edition(factory.edition().id)
    merged = factory.consolidation(known, **changes)
    return explain(known, year, merged, TEXT, write_content(known, year, merged, TEXT))


@cache
def _as_made() -> tuple[Explained, ...]:
    return explained()


def letter_lines(content: Content, programme: Programme) -> list[tuple[str, str]]:
    """Every line of the letter with its place, as the content has it."""
    letter = content.letter
    head = [(f"Kop van de brief, {line.label}", line.value) for line in letter.head]
    parts = [(p.place, p.text) for p in LetterCase(programme, content).passages()]
    names = [(f"Ondertekening, {s.label}", f"{s.label}, {s.name}") for s in letter.signatures]
    below = [(line.label, line.value) for line in letter.responsible]
    return [*head, *parts, ("Ondertekening, college", letter.authority), *names, *below]


def test_every_line_of_the_letter_is_explained_as_it_stands_there(content: Content) -> None:
    found = [(e.place, e.text) for e in _as_made() if e.document == "brief"]
    assert found == letter_lines(content, factory.programme())


def test_every_text_of_the_report_that_the_checks_read_is_explained_as_it_stands_there(content: Content) -> None:
    found = [(e.place, e.text) for e in _as_made() if e.document == "rapportage"]
    assert {(p.place, p.text) for p in LetterCase(factory.programme(), content).report_passages} <= set(found)
    said = content.model_dump_json()
    assert [text for _, text in found if text.replace('"', '\\"') not in said] == []


@settings(max_examples=15, deadline=None)
@given(st.lists(st.from_regex(r"[A-Z][a-z]{1,8}( [a-z&<{}']{1,6}){0,6}[.!?]", fullmatch=True), min_size=1, max_size=3))
def test_whatever_the_redactie_writes_is_explained_as_it_stands_there(small_folder: Path, lines: list[str]) -> None:
    known, text = small.programme(), load_letter_text(small_folder)
    merged = small.consolidation(occasion=tuple(lines), european=(" ".join(lines),), follow_up=())
    year = known.edition(merged.edition)
    content = write_content(known, year, merged, text)
    found = explain(known, year, merged, text, content)
    assert [(e.place, e.text) for e in found if e.document == "brief"] == letter_lines(content, known)
    assert f"redactie: occasion[{len(lines) - 1}]" in {e.origin for e in found}


def test_a_line_says_whose_it_is() -> None:
    origins = {e.place: e.origin for e in explained(european=("Europa helpt mee.",))}
    assert origins["Kernboodschap, stelling 1, kop"] == "redactie: core[0].heading"
    assert origins["Kernboodschap, stelling 2, kop"] == "letter/text.yaml, onderdeel 'kernboodschap', statement.heading"
    assert origins["Europese en internationale zaken, alinea 1"] == "redactie: european[0]"
    assert origins["Communicatie, alinea 1"] == "letter/text.yaml, nothing"
    assert origins["Ondertekening, de voorzitter"] == "programme.yaml: letter.signatories[0]"
    assert origins["Rapportage, actie T-01, bereikt, alinea 1"].startswith("bijdrage van ")


def test_a_fact_is_named_with_its_value_and_where_it_comes_from() -> None:
    by_place = {e.place: e for e in _as_made()}
    told = {f.name: f for e in by_place.values() for s in e.sentences for f in s.facts}
    assert told["earlier[0].letter_sent"].value == "4 juli 2019"
    assert told["earlier[0].letter_sent"].source == "register van edities, bna-2019: letter_sent"
    assert told["participation.words"].source.startswith("consolidatie: de rollen van de provincie")
    assert told["sisters[0].sent"].source == "programme.yaml: sisters[0].sent"
    (heading,) = by_place["Kernboodschap, stelling 2, kop"].sentences
    assert [(f.name, f.value) for f in heading.facts] == [("progress.words", "volgens planning")]


# -- every fact ------------------------------------------------------------------------------------------


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Every fact by its path, and the way to it."""
    yield from _leaves(value, path, ())


def _leaves(value: Any, path: str, way: tuple[Any, ...]) -> Iterator[tuple[str, tuple[Any, ...]]]:
    if isinstance(value, Mapping):
        for name, each in value.items():
            yield from _leaves(each, f"{path}.{name}" if path else name, (*way, name))
    elif isinstance(value, list) and value and isinstance(value[0], Mapping):
        for number, each in enumerate(value):
            yield from _leaves(each, f"{path}[{number}]", (*way, number))
    elif value is not None and not isinstance(value, bool):
        yield path, way


LEAVES = dict(leaves(FACTS))


def changed(facts: dict[str, Any], way: tuple[Any, ...]) -> dict[str, Any]:
    """The facts with another value at the end of this way; a number stays on its side of one."""
    other = deepcopy(facts)
    *before, last = way
    at: Any = other
    for step in before:
        at = at[step]
    value = at[last]
    at[last] = value + 1 if isinstance(value, int) else [*value, "nog een"] if isinstance(value, list) else f"{value}x"
    return other


def told(facts: Mapping[str, Any]) -> dict[tuple[str, int], tuple[str, frozenset[str]]]:
    """Every sentence that a pattern gives, with the facts it names, by place and number."""
    found = {}
    for source, place in PATTERNS:
        if place.endswith(("link", "pillar_progress", "gap", "movement.introduction")):
            continue  # these are filled in with more facts than the letter's
        sentences = [sentence for paragraph in trace(source, facts) for sentence in paragraph]
        for number, sentence in enumerate(sentences):
            found[place, number] = (sentence.text, frozenset(use.fact for use in sentence.uses))
    return found


AS_IT_IS = told(FACTS)


@pytest.mark.parametrize("fact", LEAVES)
def test_a_changed_fact_changes_exactly_the_sentences_that_name_it(fact: str) -> None:
    before, after = AS_IT_IS, told(changed(FACTS, LEAVES[fact]))
    assert before.keys() == after.keys()
    differ = {place for place in before if before[place][0] != after[place][0]}
    assert differ == {place for place, (_, facts) in before.items() if fact in facts}


def test_every_fact_has_a_source() -> None:
    sources = Sources(factory.programme(), factory.edition())
    every = [
        *LEAVES,
        "money",
        "partner",
        "movement.counts",
        "sisters",
        "earlier",
        "agenda.kamerbrief",
        "groups",
        "pillars",
    ]
    assert all(sources.of(fact) for fact in every)
    with pytest.raises(LookupError):
        sources.of("iets.anders")


@pytest.mark.parametrize(
    ("source", "change"),
    [
        ("programme.yaml: agenda.name", lambda p: _agenda(p, name="De andere agenda")),
        ("programme.yaml: agenda.informed_on", lambda p: _agenda(p, informed_on=date(2018, 6, 26))),
        ("programme.yaml: agenda.term", lambda p: _agenda(p, term="de hele looptijd")),
        ("register van edities, bna-2019: letter_sent",
         lambda p: _edition(p, "bna-2019", letter_sent=date(2019, 7, 5))),
        ("register van edities, bna-2020: reference", lambda p: _edition(p, "bna-2020", reference="ANDERS/1")),
        ("register van edities, bna-2020: kamerbrief_expected",
         lambda p: _edition(p, "bna-2020", kamerbrief_expected="begin juli 2020")),
        ("register van edities, bna-2020: period_start, period_end",
         lambda p: _edition(p, "bna-2020", period_end=factory.edition().period_end + timedelta(days=3))),
        ("programme.yaml: letter.addressee",
         lambda p: p.model_copy(update={"letter": p.letter.model_copy(update={"addressee": "De Staten"})})),
    ],
)  # fmt: skip
def test_a_changed_source_changes_exactly_the_sentences_that_name_it(source: str, change: Any) -> None:
    before, after = _as_made(), explained(change(factory.programme()))
    assert [e.place for e in before] == [e.place for e in after]
    differ, named = set(), set()
    for old, new in zip(before, after, strict=True):
        for number, (was, now) in enumerate(zip(old.sentences, new.sentences, strict=True)):
            if was.text != now.text:
                differ.add((old.place, number))
            if any(fact.source == source for fact in was.facts):
                named.add((old.place, number))
    assert differ == named and differ


def _agenda(programme: Programme, **changes: Any) -> Programme:
    return programme.model_copy(update={"agenda": programme.agenda.model_copy(update=changes)})


def _edition(programme: Programme, edition_id: str, **changes: Any) -> Programme:
    editions = tuple(e.model_copy(update=changes) if e.id == edition_id else e for e in programme.editions)
    return programme.model_copy(update={"editions": editions})


# -- the tracing itself ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("source", "place"), PATTERNS)
def test_what_is_traced_is_what_is_filled_in(source: str, place: str) -> None:
    traced = tuple(" ".join(sentence.text for sentence in paragraph) for paragraph in trace(source, WITH_ALL))
    assert traced == fill(source, WITH_ALL, place)


@pytest.mark.parametrize(
    ("source", "uses"),
    [
        ("{{ a }}. Dan {{ b }}.", [["a"], ["b"]]),
        ("Een. {% if a %}Twee {{ b }}. {% endif %}Drie {{ a }}.", [[], ["a", "b"], ["a"]]),
        ("{% for x in many %}{{ x.n }} zegt {{ a }}. {% endfor %}", [["many[0].n", "a"], ["many[1].n", "a"]]),
        ("{% for a in many %}Hier {{ a.n }}. {% endfor %}", [["many[0].n"], ["many[1].n"]]),
        ("{% set c = b %}Zie {{ c }}. En nr. {{ a }} ook.", [["b"], ["a"]]),
        ("{{ one.two.three | capital }}{{ '!' if one.yes }}", [["one.two.three", "one.yes"]]),
        ("Niets.", [[]]),
    ],
)
def test_a_fact_belongs_to_the_sentence_in_which_it_is_read(source: str, uses: list[list[str]]) -> None:
    facts = {"a": "Aap", "b": 3, "many": [{"n": "Jan"}, {"n": "Piet"}], "one": {"two": {"three": "x"}, "yes": True}}
    assert [[u.fact for u in sentence.uses] for (paragraph) in trace(source, facts) for sentence in paragraph] == uses


def test_a_condition_that_left_a_sentence_out_is_told_at_the_next() -> None:
    ((first, second),) = trace("Een. {% if no %}Twee. {% endif %}Drie.", {"no": False})
    assert (first.uses, [u.fact for u in second.uses]) == ((), ["no"])


# -- with a finding --------------------------------------------------------------------------------------


def test_a_finding_says_where_the_sentence_was_written(content: Content) -> None:
    broken = after(added(P.OCCASION, "Dit dit."), said(P.FOLLOW_UP, "wordt eind", "is eind"))(content)
    origins = {**origins_of(_as_made()), "Aanleiding, alinea 4": "redactie: occasion[0]"}
    mends = {f.finding.code: f.finding.mend for f in check_letter(factory.programme(), broken, 3, origins)}
    assert mends["BRF-032"].endswith("Deze tekst komt uit redactie: occasion[0].")
    assert mends["BRF-010"].endswith("Deze tekst komt uit letter/text.yaml, onderdeel 'vervolg', paragraphs 1.")

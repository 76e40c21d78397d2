"""Each rule of the letter: what breaks it is found with its place and what to do, what only just keeps it is not."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bna_pipeline.documents.letter_case import LetterCase
from bna_pipeline.documents.letter_rule_table import BY_CODE, LETTER_RULES
from bna_pipeline.documents.letter_rules import check_letter, letter_setting_faults, letter_weights, require_sound
from bna_pipeline.documents.letter_tense import one_tense
from bna_pipeline.errors import LetterRuleBroken
from bna_pipeline.model.content import Content, LetterPartId, Statement
from bna_pipeline.model.draft_findings import DraftFinding
from bna_pipeline.model.finding import Severity, Weight
from bna_pipeline.model.programme import Programme
from bna_pipeline.model.round import RuleSetting
from tests.unit.documents import factory, letter_rule_page
from tests.unit.documents.letter_cases import CASES, RuleCase, added, after, letter, part, said

P = LetterPartId
WORDS = [
    "volgens planning",
    "de rapportage",
    "Tweede Kamer",
    "is verzonden",
    "driekwart",
    "acties",
    "provincie",
    "u",
    ".",
]
SAYABLE = st.lists(
    st.sampled_from(WORDS) | st.text("ab {}<&.,!'", min_size=1, max_size=8), min_size=1, max_size=12
).map(lambda words: " ".join(" ".join(words).split()) or ".")


def found(content: Content, pages: int | None = None) -> tuple[DraftFinding, ...]:
    return check_letter(factory.programme(), content, pages)


def codes(content: Content) -> list[str]:
    return [f.finding.code for f in found(content)]


def with_rules(**weights: str) -> Programme:
    rules = tuple(
        RuleSetting.model_validate(
            {"rule": code.replace("_", "-"), "severity": weight, "reason": "Zo is het afgesproken."}
        )
        for code, weight in weights.items()
    )
    return factory.programme().model_copy(update={"rules": rules})


def test_the_letter_as_made_breaks_no_rule(content: Content) -> None:
    assert [(f.finding.code, f.finding.message) for f in found(content, 3)] == []


def test_every_rule_has_a_good_case_and_a_bad_one() -> None:
    assert list(CASES) == [rule.code for rule in LETTER_RULES]


def test_every_rule_has_its_own_code_name_sentence_and_source() -> None:
    assert [rule.code for rule in LETTER_RULES] == [f"BRF-{n:03}" for n in range(1, len(LETTER_RULES) + 1)]
    for kind in ("name", "asks", "check"):
        assert len({getattr(rule, kind) for rule in LETTER_RULES}) == len(LETTER_RULES)
    assert all(rule.asks.endswith(".") and rule.source for rule in LETTER_RULES)
    assert [rule.code for rule in LETTER_RULES if not rule.settable and rule.weight is not Weight.BLOCKS] == []


@pytest.mark.parametrize("code", CASES)
def test_what_breaks_a_rule_is_found_with_its_place_and_what_to_do(content: Content, code: str) -> None:
    case: RuleCase = CASES[code]
    mine = [f for f in found(case.bad(content), case.pages[0]) if f.finding.code == code]
    assert mine
    first = mine[0].finding
    assert (first.place, mine[0].weight) == (case.place, BY_CODE[code].weight)
    assert case.says in first.message
    assert BY_CODE[code].asks in first.rule
    assert first.mend.endswith(".")
    assert (first.severity is Severity.ERROR) is (BY_CODE[code].weight is Weight.BLOCKS)


@pytest.mark.parametrize("code", CASES)
def test_what_only_just_keeps_a_rule_is_not_found(content: Content, code: str) -> None:
    case = CASES[code]
    kept = LetterCase(factory.programme(), case.good(content), case.pages[1])
    assert [fault.message for fault in BY_CODE[code].check(kept)] == []


@pytest.mark.parametrize("code", CASES)
def test_the_sentence_that_a_finding_names_stands_in_the_letter(content: Content, code: str) -> None:
    bad = CASES[code].bad(content)
    everything = bad.model_dump_json()
    for each in found(bad, CASES[code].pages[0]):
        sentence = each.finding.sentence
        assert sentence is None or all(word in everything for word in sentence.split())


@pytest.mark.parametrize(
    ("places", "weights"),
    [
        (("De rapportage is aan de Tweede Kamer verzonden.",), 1),
        (("De Tweede Kamer heeft de rapportage inmiddels ontvangen.",), 1),
        (("De staatssecretaris zond de rapportage aan de Tweede Kamer.",), 1),
        (("Uw Staten hebben de rapportage al ontvangen.",), 1),
        (("Wij stuurden u deze rapportage.",), 1),
        (("Na de verzending is de rapportage door de Tweede Kamer ontvangen.",), 0),
        (("De Tweede Kamer bespreekt de rapportage nadat zij in juni 2020 is verzonden.",), 0),
        (("De eerste rapportage is op 5 juli 2019 aan de Tweede Kamer verzonden.",), 0),
        (("De vorige rapportage hebben wij u gezonden.",), 0),
        (("De Tweede Kamer heeft de motie ontvangen.",), 0),
        (("De rapportage zal worden verzonden aan de Tweede Kamer.",), 0),
    ],
)
@pytest.mark.parametrize("part_id", [P.EUROPEAN, P.COMMUNICATION, P.FOLLOW_UP, P.AUTHORITY])
def test_the_same_event_has_one_tense_in_every_part(
    content: Content, part_id: P, places: tuple[str, ...], weights: int
) -> None:
    told = list(one_tense(LetterCase(factory.programme(), added(part_id, *places)(content))))
    assert len(told) == weights
    assert all(fault.sentence == places[0] for fault in told)


def test_an_event_that_is_done_everywhere_is_in_one_tense_too(content: Content) -> None:
    done = after(
        said(P.OCCASION, "zal de rapportage eind juni 2020 met een Kamerbrief aan de Tweede Kamer zenden", "heeft de "
             "rapportage eind juni 2020 met een Kamerbrief aan de Tweede Kamer gezonden"),
        said(P.FOLLOW_UP, "wordt eind juni 2020 aan de Tweede Kamer verzonden", "is eind juni 2020 aan de Tweede Kamer "
             "verzonden"),
    )  # fmt: skip
    assert "BRF-010" not in [f.finding.code for f in found(done(content)) if "Tweede Kamer" in f.finding.message]


@pytest.mark.parametrize(
    "statement",
    [
        Statement(number=7, heading="Dit is een zin.", argument=("x",)),
        Statement(number=1, heading="Dit is geen zin", argument=("x",)),
        Statement(number=1, heading="Dit is een zin.", argument=()),
    ],
)
def test_a_statement_of_the_wrong_shape_is_found(content: Content, statement: Statement) -> None:
    assert "BRF-007" in codes(part(P.CONSEQUENCES, statements=(statement,))(content))


def test_parts_out_of_order_are_found(content: Content) -> None:
    assert codes(letter(parts=content.letter.parts[::-1])(content)).count("BRF-001") == 1


def test_a_letter_without_parts_breaks_rules_and_no_check(content: Content) -> None:
    assert {"BRF-001", "BRF-008", "BRF-016"} <= set(codes(letter(parts=())(content)))


def test_the_refusal_holds_every_fault_that_blocks_and_no_other(content: Content) -> None:
    broken = after(part(P.COMMUNICATION, paragraphs=()), letter(signatures=()), added(P.OCCASION, "Hier hier."))
    findings = found(broken(content))
    assert "BRF-032" in [f.finding.code for f in findings]
    with pytest.raises(LetterRuleBroken, match=r"BRF-002.*BRF-009") as refused:
        require_sound(findings)
    assert "BRF-032" not in str(refused.value)


def test_only_what_blocks_refuses(content: Content) -> None:
    require_sound(f for f in found(content, 9) if f.weight is not Weight.BLOCKS)


def test_a_programme_says_how_heavy_a_rule_weighs(content: Content) -> None:
    lighter = with_rules(BRF_005="aanvaardbaar", BRF_032="blokkeert", BRF_014="opmerking")
    weights = letter_weights(lighter)
    assert [weights[code] for code in ("BRF-005", "BRF-032", "BRF-014")] == [
        Weight.ACCEPTABLE,
        Weight.BLOCKS,
        Weight.REMARK,
    ]
    broken = check_letter(lighter, added(P.OCCASION, "De de agenda.")(content))
    assert [(f.weight, f.finding.severity) for f in broken] == [(Weight.BLOCKS, Severity.ERROR)]


@pytest.mark.parametrize("code", [rule.code for rule in LETTER_RULES if not rule.settable])
def test_a_rule_without_which_there_is_no_letter_cannot_be_set(code: str) -> None:
    programme = with_rules(**{code.replace("-", "_"): "opmerking"})
    assert letter_weights(programme)[code] is Weight.BLOCKS
    assert [code in fault for fault in letter_setting_faults(programme)] == [True]


def test_an_unknown_rule_and_one_set_twice_are_said() -> None:
    assert "BRF-999" in letter_setting_faults(with_rules(BRF_999="opmerking"))[0]
    once = with_rules(BRF_005="opmerking").rules
    twice = factory.programme().model_copy(update={"rules": (*once, *once)})
    assert letter_setting_faults(twice) == ("rules: regel BRF-005 staat er 2 keer. Laat er één staan.",)


@pytest.mark.parametrize(("rule", "severity"), [("BRF-005", "fout"), ("BRF-005", "uit"), ("BIJ-005", "blokkeert")])
def test_a_rule_has_the_words_of_its_own_scale(rule: str, severity: str) -> None:
    with pytest.raises(ValueError, match="severity is one of"):
        RuleSetting.model_validate({"rule": rule, "severity": severity, "reason": "x"})


@settings(max_examples=20, deadline=None)
@given(st.sampled_from(P), st.lists(SAYABLE, min_size=1, max_size=3))
def test_whatever_is_written_is_judged_and_every_sentence_named_stands_there(
    content: Content, part_id: P, written: list[str]
) -> None:
    changed = added(part_id, *written)(content)
    for each in found(changed, 3):
        sentence = each.finding.sentence
        places = LetterCase(factory.programme(), changed).passages()
        if sentence is not None and each.finding.place in {p.place for p in places}:
            assert any(p.place == each.finding.place and sentence in p.text for p in places)


def test_a_very_long_text_is_judged_in_time(content: Content) -> None:
    long = " ".join(["De rapportage wordt niet aan de Tweede Kamer verzonden, want u hebt haar"] * 1000)
    begun = process_time()
    found(added(P.FOLLOW_UP, long, long.replace(" ", "")[:50_000])(content))
    assert process_time() - begun < 5


def test_the_page_in_docs_is_the_table_with_what_the_coordinator_reads() -> None:
    assert letter_rule_page.PAGE.read_text(encoding="utf-8") == letter_rule_page.page()

"""The letter held against every rule of its form, each as heavy as the programme says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from bna_pipeline.documents.letter_case import Fault, LetterCase
from bna_pipeline.documents.letter_rule_table import BY_CODE, LETTER_RULES, LetterRule
from bna_pipeline.errors import LetterRuleBroken
from bna_pipeline.model.content import Content
from bna_pipeline.model.draft_findings import DraftFinding
from bna_pipeline.model.finding import Finding, Severity, Weight
from bna_pipeline.model.programme import Programme
from bna_pipeline.model.round import RuleSetting

FORM = "vaste vorm van de statenmededeling"


def check_letter(
    programme: Programme, content: Content, pages: int | None = None, origins: Mapping[str, str] = MappingProxyType({})
) -> tuple[DraftFinding, ...]:
    """Hold a letter, and the report's own text, against every rule.

    Args:
        programme: as it is in the content's edition; its `rules` say how heavy each rule weighs.
        pages: how many pages the letter's PDF has; None: not typeset yet, so that its length is not judged.
        origins: where the text of each place was written (`report_explanation.origins_of`), told with what to do.

    Returns:
        Every place where a rule is broken, in the order of the rules.
    """
    case = LetterCase(programme, content, pages)
    weights = letter_weights(programme)
    return tuple(
        _found(rule, fault, weights[rule.code], origins.get(fault.place) if fault.sentence else None)
        for rule in LETTER_RULES
        for fault in rule.check(case)
    )


def require_sound(findings: Iterable[DraftFinding]) -> None:
    """Refuse a letter in which something blocks.

    Raises:
        LetterRuleBroken: the message holds every finding that blocks, with its place.
    """
    broken = [f.finding for f in findings if f.weight is Weight.BLOCKS]
    if broken:
        message = " ".join(f"{f.code} ({f.place}): {f.message}" for f in broken)
        raise LetterRuleBroken(message, " ".join(dict.fromkeys(f.mend for f in broken)))


def letter_weights(programme: Programme) -> Mapping[str, Weight]:
    """How heavy each rule weighs in this programme; a setting that `letter_setting_faults` refuses changes nothing."""
    refused = {setting.rule for setting, _ in _refused(programme)}
    own = {
        setting.rule: Weight(setting.severity)
        for setting in programme.rules
        if setting.of_letter and setting.rule not in refused
    }
    return {rule.code: own.get(rule.code, rule.weight) for rule in LETTER_RULES}


def letter_setting_faults(programme: Programme) -> tuple[str, ...]:
    """What is wrong with the programme's `rules` about the letter, a Dutch sentence each."""
    return tuple(dict.fromkeys(fault for _, fault in _refused(programme)))


def _refused(programme: Programme) -> Iterator[tuple[RuleSetting, str]]:
    own = [setting for setting in programme.rules if setting.of_letter]
    times = Counter(setting.rule for setting in own)
    for setting in own:
        code = setting.rule
        rule = BY_CODE.get(code)
        if rule is None:
            yield setting, f"rules: er is geen regel {code}. Kijk in docs/letter-rules.md welke regels er zijn."
        elif not rule.settable:
            yield setting, f"rules: regel {code} is niet in te stellen: zonder hem is er geen brief. Haal hem weg."
        if times[code] > 1:
            yield setting, f"rules: regel {code} staat er {times[code]} keer. Laat er één staan."


def _found(rule: LetterRule, fault: Fault, weight: Weight, origin: str | None) -> DraftFinding:
    finding = Finding(
        code=rule.code,
        severity=Severity.ERROR if weight is Weight.BLOCKS else Severity.WARNING,
        place=fault.place,
        rule=f"{rule.asks} Bron: {FORM}: {rule.source}.",
        message=fault.message,
        mend=fault.mend if origin is None else f"{fault.mend} Deze tekst komt uit {origin}.",
        sentence=fault.sentence,
    )
    return DraftFinding(weight=weight, finding=finding)

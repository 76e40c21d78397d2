"""What a programme says of the rules: which weigh otherwise than usual, and what is wrong with that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from bna_pipeline.contributions.rule_table import Reach, Rule
from bna_pipeline.model.finding import Severity
from bna_pipeline.model.programme import Programme
from bna_pipeline.model.round import RuleSetting

Weights = Mapping[str, Severity | None]
"""Severities that differ from the usual ones, by rule code; None: the rule is off."""

USUAL: Weights = MappingProxyType({})
"""Every rule as the table has it."""

OFF = "uit"

_BY_CODE = {rule.code: rule for rule in Rule}


def weights_of(programme: Programme) -> Weights:
    """The severities that this programme sets; a setting that `setting_faults` refuses changes nothing."""
    refused = {setting.rule for setting, _ in _refused(programme)}
    return {
        setting.rule: None if setting.severity == OFF else Severity(setting.severity)
        for setting in _own(programme)
        if setting.rule not in refused
    }


def setting_faults(programme: Programme) -> tuple[str, ...]:
    """What is wrong with the programme's `rules`, a Dutch sentence each; empty when all of them can be applied."""
    return tuple(dict.fromkeys(fault for _, fault in _refused(programme)))


def _own(programme: Programme) -> tuple[RuleSetting, ...]:
    """The settings of rules of the intake; those of the letter are `letter_rule_settings`' affair."""
    return tuple(setting for setting in programme.rules if not setting.of_letter)


def _refused(programme: Programme) -> Iterator[tuple[RuleSetting, str]]:
    own = _own(programme)
    times = Counter(setting.rule for setting in own)
    for setting in own:
        rule = _BY_CODE.get(setting.rule)
        if rule is None:
            yield setting, f"rules: er is geen regel {setting.rule}. Kijk in docs/rules.md welke regels er zijn."
        elif not rule.settable:
            yield setting, f"rules: regel {setting.rule} is niet in te stellen ({rule.source}). Haal hem weg uit rules."
        elif rule.reach is Reach.NEVER_OFF and setting.severity == OFF:
            yield setting, f"rules: regel {setting.rule} kan niet uit ({rule.source}). Kies 'fout' of 'let op'."
        if times[setting.rule] > 1:
            yield setting, f"rules: regel {setting.rule} staat er {times[setting.rule]} keer. Laat er één staan."

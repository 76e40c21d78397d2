"""The rules of the letter as a page for who sets them: what `docs/letter-rules.md` holds.

`python -m tests.unit.documents.letter_rule_page` writes it anew.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from bna_pipeline.documents.content import make_content
from bna_pipeline.documents.letter_rule_table import LETTER_RULES, LetterRule
from bna_pipeline.documents.letter_rules import check_letter
from bna_pipeline.documents.letter_text import load_letter_text
from bna_pipeline.model.content import Content
from tests.unit.documents import factory
from tests.unit.documents.letter_cases import CASES

PAGE = Path(__file__).parents[3] / "docs" / "letter-rules.md"

_HEAD = """# The rules of the letter

Every rule that the letter to PS (`BRF`), and the report's own text, are held against when a draft is made. This page
is written by `python -m tests.unit.documents.letter_rule_page`; a test holds it equal. The table itself is
`bna_pipeline/documents/letter_rule_table.py`, the examples are `tests/unit/documents/letter_cases.py`.

A finding weighs one of three:

- `blokkeert`: no draft is made; the coordinator reads every finding that blocks.
- `aanvaardbaar`: the draft is made and the finding stands open on its control page (`controle.html` beside the draft).
  GS's decision is refused until the coordinator accepts it with a reason:
  `bna accept EDITION --rule BRF-010 --reason "..."`
- `opmerking`: it is said on the control page, and no more.

An acceptance goes on record, bound to the rule, the place, the sentence and what is wrong with it: a changed text must
be accepted anew. `bna accept EDITION --rule BRF-010 --withdraw --reason "..."` takes it back, until GS have decided.

A programme sets a rule's weight in its `programme.yaml`, each with the reason. Rules marked *nee* always block: without
them there is no letter.

```yaml
rules:
  - rule: BRF-011
    severity: opmerking    # blokkeert, aanvaardbaar or opmerking
    reason: Deze memo is met opzet één bladzijde.
```

| code | name | usual | settable | what the letter does | source |
|---|---|---|---|---|---|
"""

_EXAMPLES = """
## What the coordinator reads

Of a draft of the sample in which each rule in turn was broken.

"""


def page() -> str:
    """The page as Markdown: a row for each rule, and below them what is read when it is broken."""
    rows = "".join(_row(rule) for rule in LETTER_RULES)
    return _HEAD + rows + _EXAMPLES + "\n".join(_example(rule) for rule in LETTER_RULES) + "\n"


def _row(rule: LetterRule) -> str:
    cells = (rule.code, rule.name, rule.weight.value, "ja" if rule.settable else "nee", rule.asks, rule.source)
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |\n"


def _example(rule: LetterRule) -> str:
    case = CASES[rule.code]
    broken = check_letter(factory.programme(), case.bad(_sound()), case.pages[0])
    found = next(f.finding for f in broken if f.finding.code == rule.code)
    sentence = f"\n  > {found.sentence}\n" if found.sentence else ""
    return f"- **{rule.code}** {found.place}: {found.message} {found.mend}{sentence}"


@cache
def _sound() -> Content:
    text = load_letter_text(factory.FOLDER)
    return make_content(factory.programme(), factory.edition(), factory.consolidation(), text)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")

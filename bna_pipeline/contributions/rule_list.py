"""The table of rules as a page for who sets them: what `docs/rules.md` holds."""

from __future__ import annotations

from bna_pipeline.contributions.rule_table import Reach, Rule

_HEAD = """# The rules

Every rule that a contribution (`BIJ`) and the redactie (`RED`) are held against; those of the letter (`BRF`) stand in
[letter-rules.md](letter-rules.md). This page is written by
`bna_pipeline.contributions.rule_list.rules_page`; a test holds it equal, so change the table in
`bna_pipeline/contributions/rule_table.py` and write the page anew.

A rule says `fout` (the contribution does not count until it is mended) or `let op` (it counts, the partner is told). A
programme sets a rule's weight in its `programme.yaml`, each with the reason:

```yaml
rules:
  - rule: BIJ-073
    severity: uit          # fout, let op or uit
    reason: De lijst van afkortingen wordt pas bij de eindredactie gemaakt.
```

Column *settable*: `nee` means that without the rule a file cannot be read, typed or trusted; `ja, niet uit` that
something would fall away or slip through without a word. `bna check` refuses an unknown code, a rule that cannot be set
and the same rule twice. After a change every version that came in is judged anew.

What is not sure is never an error: rules that compare with last year, add up amounts or look for abbreviations and
personal data warn, and say what to do when all is well. A citizen service number (BSN) is the exception. No finding
repeats a citizen service number, a personal mail address or a telephone number whole.

## How the rules that compare decide

- **BIJ-035** Not begun comes before begun (`conform planning`, `vertraagd`, `versneld`), and begun before
  `gerealiseerd`. Going back asks for a reason that is not last year's; of an action that is *now* not begun, a new text
  at "wat is bereikt" will do, as nothing else is asked there. What was stopped and runs again, or was done and is
  stopped, asks for a reason too.
- **BIJ-045** A milestone that was to come last year and whose day has passed must come back: under a title that shares
  more than half of its words, as another milestone of that same day, or with at least half of its words in any text
  about the action. Not asked of a stopped action.
- **BIJ-044** also asks whether another year was meant: one with the same digits (2002, 2020) or the same last two.
- **BIJ-063** After "waarvan" the parts may not be more than the amount; after "bestaande uit" and the like they make up
  all of it. Only amounts with a currency or a unit count, and no sum is made of shares, yearly sums or estimates.
- **BIJ-064**, **BIJ-065** The same amount and purpose at two actions; a hundred times more or less than last year.
- **BIJ-073** Two to six capitals (`VenJ` too) that stand neither in `abbreviations` nor in a name of the programme,
  and are not explained in the file (`Voorbeeldregio (VR)`). Once for each abbreviation, with all its places.
- **BIJ-074** Answers of twelve words or more that share 85 in 100 of their runs of three words.
- **BIJ-090** Nine digits that pass the eleven-test beside a word about a person ("BSN", "geboren", "mevrouw"), and not
  beside a word about another number ("projectnummer", "RSIN", "€").
- **BIJ-091**, **BIJ-092** Any address but those of desks (`info@`) and of the programme's own contacts; telephone
  numbers as people write them.

## All rules

| code | name | usual | settable | what a contributor reads | source or reason |
|---|---|---|---|---|---|
"""


def rules_page() -> str:
    """The page as Markdown, with one row for each rule, in the order of the table."""
    return _HEAD + "".join(_row(rule) for rule in Rule)


def _row(rule: Rule) -> str:
    reach: Reach = rule.reach
    cells = (rule.code, rule.name, rule.severity.value, reach.value, rule.sentence, rule.source)
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |\n"

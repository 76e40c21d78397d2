"""Checks on the money of an action: that it can be read, and that it adds up."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from bna_pipeline.contributions.checked import CheckedReport
from bna_pipeline.contributions.raw import RawReport
from bna_pipeline.contributions.reading import euros, read_amount
from bna_pipeline.contributions.rules import Findings, Rule, quoted
from bna_pipeline.contributions.text_checks import LINE_LIMIT
from bna_pipeline.model.contribution import Money

_SAYS_NOTHING = re.compile(
    r"(?:n\.?\s?v\.?\s?t|n\.?\s?n\.?\s?b|niet van toepassing|nader te bepalen|geen|onbekend|idem|zie (?:hier)?boven"
    r"|[-–—?.x/]+)\.?",
    re.IGNORECASE,
)
_UNITS = {"duizend": 1_000, "miljoen": 1_000_000, "mln": 1_000_000, "miljard": 1_000_000_000, "mld": 1_000_000_000}
_NUMBER = r"\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?|\d+(?:,\d{1,3})?"
_UNIT = r"(?:miljoen|miljard|duizend|mln\b|mld\b)"
_PART = re.compile(
    rf"(?:(?P<sign>€|\beuro\b|\beur\b)\s*)?(?<![\d.,])(?P<number>{_NUMBER})(?![\d%])"
    rf"(?:\s*(?P<unit>{_UNIT})\.?)?(?P<behind>\s*(?:euro|eur|€))?",
    re.IGNORECASE | re.ASCII,
)
_PARTS = re.compile(
    r"\b(?:(?P<some>waarvan)|bestaande uit|opgebouwd uit|samengesteld uit|onderverdeeld in)\b", re.IGNORECASE
)
# What makes a sum of parts unsure: parts of parts, sums by the year, shares, and the ton that is money to some.
_UNSURE = re.compile(r"per jaar|jaarlijks|per maand|%|procent|\bton\b|\bcirca\b|\bongeveer\b|\bca\.", re.IGNORECASE)


def checked_money(raw: RawReport, findings: Findings) -> Money | None:
    """The typed amount with its purpose; None when there is none, or when it lacks a part (which is then a finding)."""
    if not raw.amount:
        if raw.purpose and not findings.misshapen(raw.amount.place):
            findings.add(
                Rule.AMOUNT_MISSING, raw.amount.place, "Er staat waarvoor, maar geen bedrag.", "Vul het bedrag in."
            )
        return None
    if not raw.purpose and not findings.misshapen(raw.purpose.place):
        findings.add(Rule.PURPOSE_MISSING, raw.purpose.place, "Er staat een bedrag, maar niet waarvoor.", "Vul dat in.")
    amount = read_amount(raw.amount.line)
    if amount is None or amount < 0:
        findings.add(
            Rule.AMOUNT,
            raw.amount.place,
            f"{quoted(raw.amount.line)} is "
            + ("niet te lezen als bedrag." if amount is None else "een bedrag onder nul."),
            "Schrijf alleen het bedrag in euro, zoals 1.250.000. Was er geen geld mee gemoeid? Laat het vak dan leeg.",
        )
        return None
    if not raw.purpose:
        return None
    _purpose(raw, amount, findings)
    return Money(amount=amount, purpose=raw.purpose.line)


def _purpose(raw: RawReport, amount: Decimal, findings: Findings) -> None:
    purpose = raw.purpose.line[:LINE_LIMIT]
    if _SAYS_NOTHING.fullmatch(purpose):
        findings.add(
            Rule.PURPOSE_EMPTY,
            raw.purpose.place,
            f"Bij {euros(amount)} staat {quoted(purpose)}; dat zegt niet waarvoor het was.",
            "Schrijf waarvoor het bedrag was. Was er geen geld mee gemoeid? Laat dan ook het bedrag weg.",
        )
        return
    total = sum_of_parts(purpose, amount)
    if total is not None:
        findings.add(
            Rule.MONEY_PARTS,
            raw.purpose.place,
            f"De delen die hier staan, zijn samen {euros(total)}. Het bedrag bij {raw.amount.place} is "
            f"{euros(amount)}.",
            "Verbeter het bedrag of de delen.",
        )


def sum_of_parts(purpose: str, amount: Decimal) -> Decimal | None:
    """The sum of the parts that a purpose names, when it cannot be right beside the amount; None when it can.

    After "bestaande uit" and the like the parts make up the whole; after "waarvan" they may be less, not more. Parts
    are only counted with a currency or a unit, and may be rounded.
    """
    openings = list(_PARTS.finditer(purpose))
    if len(openings) != 1 or _UNSURE.search(purpose):
        return None
    parts = list(_parts(re.split(r"[;.](?:\s|$)", purpose[openings[0].end() :])[0]))
    if not parts:
        return None
    total = sum((value for value, _ in parts), Decimal(0))
    slack = len(parts) * min(rounding for _, rounding in parts)  # all as exact as the most exact one
    if total > amount + slack or (openings[0]["some"] is None and len(parts) > 1 and total < amount - slack):
        return total
    return None


def _parts(text: str) -> Iterator[tuple[Decimal, Decimal]]:
    """Each amount in a text in euros, and how much it may have been rounded by."""
    for found in _PART.finditer(text):
        if not (found["sign"] or found["unit"] or found["behind"]):
            continue
        factor = _UNITS[found["unit"].lower()] if found["unit"] else 1
        number = Decimal(found["number"].replace(".", "").replace(",", "."))
        digits = len(found["number"].partition(",")[2])
        yield number * factor, Decimal(factor) / (2 * 10**digits) if found["unit"] else Decimal(1)


def check_money_once(reports: Sequence[CheckedReport], findings: Findings) -> None:
    """The same amount for the same purpose at two actions is a finding at the second."""
    first: dict[tuple[Decimal, str], str] = {}
    for checked in reports:
        if checked.money is None or checked.money.amount == 0:
            continue
        key = (checked.money.amount, re.sub(r"\W+", " ", checked.money.purpose.casefold()).strip())
        before = first.setdefault(key, checked.raw.action)
        if before != checked.raw.action:
            findings.add(
                Rule.MONEY_TWICE,
                checked.raw.amount.place,
                f"{euros(checked.money.amount)} staat met hetzelfde doel ook bij actie {before}.",
                "Is het hetzelfde geld? Laat het dan bij één actie staan. Is het twee keer besteed? Schrijf bij elk "
                "doel waaraan.",
            )

"""From a mapping read out of JSON or YAML to a contribution as read."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from bna_pipeline.contributions.picture_faults import PictureUnusable, too_many_bytes
from bna_pipeline.contributions.raw import RawContribution, RawMilestone, RawPicture, RawReport, RawText
from bna_pipeline.contributions.rules import Findings
from bna_pipeline.contributions.schema import ContributionFile
from bna_pipeline.contributions.shape import take_out_faults
from bna_pipeline.model.intake import IntakeLimits

_CHARACTERS_PER_BYTE = 2  # of base64, with room for line ends
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n")

# What the checks of a contribution report themselves, with their own rule.
_CHECKED = frozenset(
    {
        "edition", "partner", "completeness", "sent_at", "author", "reports", "action", "status", "date", "title",
        "text", "data", "description", "amount", "purpose",
    }
)  # fmt: skip


def raw_from_data(data: dict[str, Any], limits: IntakeLimits, findings: Findings) -> RawContribution:
    """The contribution in a mapping; faults of shape go into `findings` and are left out of what comes back."""
    take_out_faults(data, ContributionFile, findings, said_elsewhere=_CHECKED)
    return RawContribution(
        edition=_line("edition", data.get("edition")),
        partner=_line("partner", data.get("partner")),
        completeness=_line("completeness", data.get("completeness")),
        author=_line("author", data.get("author")),
        sent_at=_line("sent_at", data.get("sent_at")),
        reports=tuple(_reports(data.get("reports") or [], limits)),
    )


def paragraphs_of(value: str | list[str] | None) -> tuple[str, ...]:
    """Running text as paragraphs: a string is split at its blank lines, a list is one already."""
    if value is None:
        return ()
    return tuple(_BLANK_LINE.split(value)) if isinstance(value, str) else tuple(filter(None, value))


def _reports(items: list[Any], limits: IntakeLimits) -> Iterator[RawReport]:
    for index, item in enumerate(items):
        if item is not None:
            yield _report(f"reports[{index}]", item, limits)


def _report(place: str, item: dict[str, Any], limits: IntakeLimits) -> RawReport:
    example: dict[str, Any] = item.get("example") or {}
    picture: dict[str, Any] = example.get("picture") or {}
    money: dict[str, Any] = item.get("money") or {}
    inside = f"{place}.example"
    return RawReport(
        place=place,
        action=str(item.get("action") or "").strip(),
        status=_line(f"{place}.status", item.get("status")),
        achieved=_text(f"{place}.achieved", item.get("achieved")),
        milestones=tuple(_milestones(f"{place}.milestones", item.get("milestones") or [])),
        title=_line(f"{inside}.title", example.get("title")),
        text=_text(f"{inside}.text", example.get("text")),
        pictures=(_picture(f"{inside}.picture.data", picture.get("data"), limits),) if picture else (),
        picture_place=f"{inside}.picture.data",
        description=_line(f"{inside}.picture.description", picture.get("description")),
        caption=_line(f"{inside}.caption", example.get("caption")),
        next_steps=_text(f"{place}.next_steps", item.get("next_steps")),
        amount=_line(f"{place}.money.amount", _amount(money.get("amount"))),
        purpose=_line(f"{place}.money.purpose", money.get("purpose")),
        reason=_text(f"{place}.reason", item.get("reason")),
        measure=_text(f"{place}.measure", item.get("measure")),
        milestones_place=f"{place}.milestones",
    )


def _line(place: str, value: str | None) -> RawText:
    return RawText.of(place, value or "")


def _text(place: str, value: str | list[str] | None) -> RawText:
    return RawText.of(place, *paragraphs_of(value))


def _milestones(place: str, items: list[Any]) -> Iterator[RawMilestone]:
    for index, item in enumerate(items):
        if item is not None:
            title = RawText.of("", item.get("title") or "").line
            yield RawMilestone(f"{place}[{index}]", item.get("date") or "", title, bool(item.get("reached")))


def _picture(place: str, data: str | None, limits: IntakeLimits) -> RawPicture:
    def read() -> bytes:
        if not data:
            raise PictureUnusable("De afbeelding zelf ontbreekt.", "Plaats de afbeelding opnieuw.")
        if len(data) > _CHARACTERS_PER_BYTE * limits.picture_bytes:  # refused by size, without a copy
            raise too_many_bytes(len(data) * 3 // 4, limits)
        try:
            return base64.b64decode("".join(data.split()), validate=True)
        except (binascii.Error, ValueError) as error:
            raise PictureUnusable("De afbeelding is geen geldige base64.", "Plaats de afbeelding opnieuw.") from error

    return RawPicture(place, read)


def _amount(value: int | float | Decimal | str | None) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    number = Decimal(str(value))
    # Not finite or astronomically large numbers stay as they are: the check then calls them unreadable.
    plain = f"{number:f}" if number.is_finite() and abs(number.adjusted()) < 30 else str(number)
    return plain.replace(".", ",") if "E" not in plain else plain

"""Pieces of HTML of which the validation report is made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

HOME = ZoneInfo("Europe/Amsterdam")
Row = tuple[str, str]


def section(title: str, inner: str) -> str:
    """A part with its heading; `inner` is HTML."""
    return f"<section>\n<h2>{escape(title)}</h2>\n{inner}</section>"


def facts(rows: Iterable[Row]) -> str:
    """A list of names and what holds for them; the values are HTML."""
    return "<dl>\n" + "".join(f"<dt>{escape(name)}</dt><dd>{value}</dd>\n" for name, value in rows) + "</dl>\n"


def table(heads: Sequence[str], rows: Iterable[Iterable[str]], caption: str) -> str:
    """A table with its head and caption; the cells are HTML, tags and all."""
    top = "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
    lines = "".join(f"<tr>{''.join(cells)}</tr>\n" for cells in rows)
    head = f"<caption>{escape(caption)}</caption>\n<thead><tr>{top}</tr></thead>"
    return f"<table>\n{head}\n<tbody>\n{lines}</tbody>\n</table>\n"


def items(texts: Iterable[str]) -> str:
    """A list; the texts are HTML."""
    return "<ul>\n" + "".join(f"<li>{text}</li>\n" for text in texts) + "</ul>\n"


def code(digest: str) -> str:
    """A digest."""
    return f"<code>{digest}</code>"


def moment_of(moment: datetime | None) -> str:
    """A moment in Dutch time."""
    return "onbekend" if moment is None else f"{moment.astimezone(HOME):%d-%m-%Y %H:%M:%S}"


def day_of(moment: datetime) -> str:
    """A day in Dutch time."""
    return f"{moment.astimezone(HOME):%d-%m-%Y}"


def number_of(number: int) -> str:
    """A number with points between thousands."""
    return f"{number:,}".replace(",", ".")

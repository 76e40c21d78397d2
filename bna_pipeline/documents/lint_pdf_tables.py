"""Rules on the tables of a PDF: headers with scope, regular rows, and no table that hides in a picture."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bna_pipeline.documents.lint_pdf_file import PdfFile
from bna_pipeline.documents.lint_pdf_marks import Run
from bna_pipeline.documents.lint_pdf_tree import Marked, Node
from bna_pipeline.documents.lint_rules import Rule, short
from bna_pipeline.model.finding import Finding

TABLE_HEADERS = Rule(
    "DOC-105",
    "elke tabel heeft een rij of een kolom met koppen",
    "PDF/UA-1 7.5; WCAG 2.2 SC 1.3.1; EN 301 549 10.1.3.1",
    "Zet in de opmaak de eerste rij in `table.header`, of maak van de eerste kolom koppen.",
)
HEADER_SCOPE = Rule(
    "DOC-106",
    "elke kop in een tabel zegt of hij bij een rij of bij een kolom hoort",
    "PDF/UA-1 7.5; ISO 32000-1 14.8.5.7",
    "Maak de koppen in de opmaak met `table.header` of `pdf.header-cell`.",
)
REGULAR_ROWS = Rule(
    "DOC-107",
    "alle rijen van een tabel zijn even breed, samengevoegde cellen meegeteld",
    "PDF/UA-1 7.5; WCAG 2.2 SC 1.3.1",
    "Vul de rij aan, of voeg cellen samen met een opgegeven breedte.",
)
TABLE_SHAPE = Rule(
    "DOC-108",
    "een tabel bestaat uit rijen, en een rij uit cellen",
    "PDF/UA-1 7.2 en 7.5; ISO 32000-1 14.8.4.3.4",
    "Maak de tabel in de opmaak als tabel, met niets tussen de rijen.",
)
TABLE_IN_PICTURE = Rule(
    "DOC-109",
    "een tabel is geen afbeelding",
    "WCAG 2.2 SC 1.3.1 en 1.4.5; een tekstalternatief om een tabel haalt haar structuur weg",
    "Neem de tabel uit de figuur, of laat het tekstalternatief van de figuur weg.",
)

RULES = (TABLE_HEADERS, HEADER_SCOPE, REGULAR_ROWS, TABLE_SHAPE, TABLE_IN_PICTURE)
_SCOPES = {"Row", "Column", "Both"}
_GROUPS = {"THead", "TBody", "TFoot"}
_IN_TABLE = _GROUPS | {"TR", "Caption"}
_SAME_EDGE = 2.0
_LEAST_ROWS, _LEAST_COLUMNS, _LEAST_WORDS = 3, 3, 24
"""A picture with so many words that its alternative does not say, in so many rows and columns, is a table."""


def check_tables(file: PdfFile) -> Iterator[Finding]:
    """Everything that is wrong with a PDF's tables."""
    for node in file.nodes:
        if node.tag == "Table":
            yield from _table(file, node)
        elif node.tag == "Figure" and _looks_like_table(file, node):
            message = f"In de afbeelding '{short(node.alt or '?')}' staat tekst in rijen en kolommen."
            yield TABLE_IN_PICTURE.at(file.place(node), message)


def _table(file: PdfFile, table: Node) -> Iterator[Finding]:
    place, name = file.place(table), _name(file, table)
    rows = list(_rows(table))
    odd = sorted({kid.tag for kid in table.children()} - _IN_TABLE)
    odd += sorted({cell.tag for row in rows for cell in row.children()} - {"TH", "TD"})
    if odd or not rows:
        what = f"staat {', '.join(odd)}" if odd else "staan geen rijen"
        yield TABLE_SHAPE.at(place, f"In de tabel {name} {what}.")
    cells = [row.children() for row in rows]
    if cells and not (_all_headers(cells[0]) or all(row and row[0].tag == "TH" for row in cells)):
        yield TABLE_HEADERS.at(place, f"De tabel {name} heeft geen koppen.")
    for row in cells:
        for cell in row:
            if cell.tag == "TH" and cell.scope not in _SCOPES:
                yield HEADER_SCOPE.at(
                    place, f"Bij de kop '{short(file.text(cell))}' van de tabel {name} ontbreekt dat."
                )
    yield from _regular(place, name, cells)
    if table.inside("Figure"):
        yield TABLE_IN_PICTURE.at(place, f"De tabel {name} staat in een afbeelding.")


def _all_headers(row: list[Node]) -> bool:
    return bool(row) and all(cell.tag == "TH" for cell in row)


def _regular(place: str, name: str, rows: list[list[Node]]) -> Iterator[Finding]:
    """Widths with column spans, and what cells above reach down into a row."""
    reaching: list[tuple[int, int]] = []  # (rows to go, columns)
    wanted: int | None = None
    for number, row in enumerate(rows, start=1):
        width = sum(cell.columns for cell in row) + sum(columns for _, columns in reaching)
        wanted = width if wanted is None else wanted
        if width != wanted:
            yield REGULAR_ROWS.at(
                place, f"Rij {number} van de tabel {name} telt {width} kolommen in plaats van {wanted}."
            )
        reaching = [(left - 1, columns) for left, columns in reaching if left > 1]
        reaching += [(cell.rows - 1, cell.columns) for cell in row if cell.rows > 1]


def _rows(table: Node) -> Iterator[Node]:
    for kid in table.children():
        if kid.tag == "TR":
            yield kid
        elif kid.tag in _GROUPS:
            yield from (row for row in kid.children() if row.tag == "TR")


def _name(file: PdfFile, table: Node) -> str:
    return f"die begint met '{short(file.text(table))}'" if file.text(table) else "zonder tekst"


def _looks_like_table(file: PdfFile, figure: Node) -> bool:
    """Whether a picture's own text stands in rows and columns, as that of a table that lost its structure."""
    marks = {(content.page, content.number) for content in figure.contents()}
    runs = [
        run
        for page in sorted({page for page, _ in marks if page < len(file.pages)})
        for run in file.pages[page].runs
        if (page, run.mark) in marks and Marked(page, run.mark or 0) in file.owners
    ]
    pieces = _pieces(runs)
    told = set(_words(figure.alt or ""))
    if sum(word not in told for text, _, _ in pieces for word in _words(text)) < _LEAST_WORDS:
        return False
    lefts, lines = [left for _, left, _ in pieces], [line for _, _, line in pieces]
    columns = [left for left in _groups(lefts) if _near(lefts, left) >= _LEAST_ROWS]
    full = [line for line in _groups(lines) if _near(lines, line) >= _LEAST_COLUMNS]
    return len(columns) >= _LEAST_COLUMNS and len(full) >= _LEAST_ROWS


def _pieces(runs: list[Run]) -> list[tuple[str, float, float]]:
    """What stands together on a line, with its left edge and its line: a drawing sets every letter by itself."""
    found: list[tuple[str, float, float]] = []
    ended, size = 0.0, 0.0
    for run in sorted(runs, key=lambda run: (-round(run.box[1]), run.box[0])):
        left, line, right, _ = run.box
        if found and abs(found[-1][2] - line) < _SAME_EDGE and 0 <= left - ended + size < 1.5 * size:
            text = f"{found[-1][0]}{' ' if left - ended > size / 8 else ''}{run.text}"
            found[-1] = (text, *found[-1][1:])
        else:
            found.append((run.text, left, line))
        ended, size = right, run.size
    return found


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _near(edges: list[float], edge: float) -> int:
    return sum(abs(other - edge) < _SAME_EDGE for other in edges)


def _groups(edges: list[float]) -> list[float]:
    found: list[float] = []
    for edge in sorted(edges):
        if not found or edge - found[-1] >= _SAME_EDGE:
            found.append(edge)
    return found

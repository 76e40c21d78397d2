"""Rules on how the pages of a PDF look: nothing cut off, printed over, too small, or left alone."""

from __future__ import annotations

from collections.abc import Iterator

from bna_pipeline.documents.lint_pdf_file import PdfFile
from bna_pipeline.documents.lint_pdf_marks import Box, PageMarks, Run, shared
from bna_pipeline.documents.lint_pdf_tree import Marked, Node
from bna_pipeline.documents.lint_rules import Rule, place_in, short
from bna_pipeline.model.finding import Finding, Severity

READABLE = Rule(
    "DOC-201",
    "de inhoud van elke bladzijde is te lezen",
    "ISO 32000-1 7.8.2",
    "Maak het document opnieuw; blijft dit staan, meld het dan bij wie de opmaak beheert.",
)
OFF_PAGE = Rule(
    "DOC-202",
    "alle tekst staat op de bladzijde",
    "WCAG 2.2 SC 1.4.10 naar analogie; wat buiten de rand staat, leest niemand",
    "Laat de regel afbreken of verklein wat te breed is.",
)
CUT_OFF = Rule(
    "DOC-203",
    "geen tekst wordt afgesneden door het vak waarin zij staat",
    "afgesneden tekst leest niemand",
    "Maak het vak groter of de tekst korter.",
)
OVERPRINT = Rule(
    "DOC-204",
    "geen twee teksten staan over elkaar",
    "tekst over tekst leest niemand; een lange tabel in een figuur doet dit",
    "Laat de tabel of het blok in de opmaak over bladzijden lopen (`breakable: true`), of maak ruimte.",
)
COVERED = Rule(
    "DOC-205",
    "geen tekst ligt onder een vlak of een afbeelding",
    "verborgen tekst kan zeggen wat niet is vastgesteld",
    "Haal de tekst weg, of het vlak dat eroverheen ligt.",
)
TOO_SMALL = Rule(
    "DOC-206",
    "geen letter is kleiner dan 7 punten",
    "huisregel; WCAG 2.2 SC 1.4.4 naar analogie",
    "Maak de letter groter, of de tekst korter.",
)
ORPHAN_HEADING = Rule(
    "DOC-207",
    "een kop staat niet als laatste op een bladzijde",
    "huisregel: een kop hoort bij de tekst eronder",
    "Houd de kop in de opmaak bij de volgende alinea (`sticky`); staat er niets onder, vul dan de tekst aan.",
    Severity.WARNING,
)
EMPTY_PAGE = Rule(
    "DOC-208",
    "geen bladzijde is bijna leeg",
    "huisregel",
    "Kort de tekst ervoor in, of haal een paginawisseling weg.",
    Severity.WARNING,
)
COARSE_PICTURE = Rule(
    "DOC-209",
    "een afbeelding heeft genoeg beeldpunten om scherp te zijn (100 per inch)",
    "huisregel; op papier is minder te zien als blokjes",
    "Vraag de inzender om een grotere afbeelding.",
    Severity.WARNING,
)

RULES = (READABLE, OFF_PAGE, CUT_OFF, OVERPRINT, COVERED, TOO_SMALL, ORPHAN_HEADING, EMPTY_PAGE, COARSE_PICTURE)

SMALLEST = 7.0
_TOLERANCE = 0.05  # rounding of sizes in the file
_SLACK = 1.0
"""So many points may stick out: a letter's side and rounding."""
_OVERLAP_WIDTH, _OVERLAP_HEIGHT = 0.25, 0.15
"""Parts of the smaller size from which two texts count as printed over each other."""
_FEWEST_LINES = 4
_LEAST_DOTS = 100.0


def check_pages(file: PdfFile) -> Iterator[Finding]:
    """Everything that is wrong with how the pages look (colours and fonts have rules of their own)."""
    ends = _ends_of_pages(file)
    yield from _under_fields(file)
    for page in file.pages:
        if page.unreadable is not None:
            yield READABLE.at(place_in(file.name, page.number), f"De inhoud is niet te lezen: {page.unreadable}.")
            continue
        yield from _within(file, page)
        yield from _overprinted(file, page)
        yield from _covered(file, page)
        yield from _small(file, page)
        yield from _orphans(file, page, ends)
        yield from _empty(file, page)
        yield from _coarse(file, page)


def _within(file: PdfFile, page: PageMarks) -> Iterator[Finding]:
    for run in page.runs:
        if not _holds(page.visible, run.box):
            yield OFF_PAGE.at(file.place_of(page, run), f"'{short(run.text)}' valt buiten de bladzijde.")
        elif run.clip != page.visible and not _holds(run.clip, run.box):
            yield CUT_OFF.at(file.place_of(page, run), f"'{short(run.text)}' is afgesneden.")


def _holds(around: Box, box: Box) -> bool:
    return (
        box[0] >= around[0] - _SLACK
        and box[1] >= around[1] - _SLACK
        and box[2] <= around[2] + _SLACK
        and box[3] <= around[3] + _SLACK
    )


def _overprinted(file: PdfFile, page: PageMarks) -> Iterator[Finding]:
    """Sweeps from the bottom up: only texts whose heights meet are compared."""
    standing: list[Run] = []
    for run in sorted(page.runs, key=lambda run: run.box[1]):
        left, bottom, right, _ = run.box
        standing = [other for other in standing if other.box[3] > bottom]
        for other in standing:
            if other.box[0] >= right or other.box[2] <= left:
                continue
            common = shared(run.box, other.box)
            size = min(run.size, other.size)
            if common[2] - common[0] > _OVERLAP_WIDTH * size and common[3] - common[1] > _OVERLAP_HEIGHT * size:
                first, second = sorted((run, other), key=lambda one: one.order)
                message = f"'{short(second.text)}' staat over '{short(first.text)}'."
                yield OVERPRINT.at(file.place_of(page, first), message)
        standing.append(run)


def _under_fields(file: PdfFile) -> Iterator[Finding]:
    """A field that lies over a text: a signature would stand on it."""
    for number, annotation in file.annotations():
        if str(annotation.get("/Subtype")) != "/Widget":
            continue
        one, low, other, high = (float(edge) for edge in annotation["/Rect"])
        box = (min(one, other), min(low, high), max(one, other), max(low, high))
        page = file.pages[number - 1]
        for run in page.runs:
            common = shared(run.box, box)
            if common[2] - common[0] > _SLACK and common[3] - common[1] > _OVERLAP_HEIGHT * run.size:
                message = f"Het veld '{annotation.get('/T', '?')}' ligt over '{short(run.text)}'."
                yield OVERPRINT.at(file.place_of(page, run), message)


def _covered(file: PdfFile, page: PageMarks) -> Iterator[Finding]:
    told: set[int] = set()
    for paint in page.paints:
        left, bottom, right, top = paint.box
        for run in page.runs:
            if run.order > paint.order:
                break  # runs stand in the order in which they are painted
            x, y = run.centre
            if left <= x <= right and bottom <= y <= top and run.order not in told and paint.holds(x, y):
                told.add(run.order)
                message = f"'{short(run.text)}' ligt onder iets wat er later over kwam."
                yield COVERED.at(file.place_of(page, run), message)


def _small(file: PdfFile, page: PageMarks) -> Iterator[Finding]:
    for run in page.runs:
        if run.size < SMALLEST - _TOLERANCE:
            yield TOO_SMALL.at(file.place_of(page, run), f"'{short(run.text)}' staat in {run.size:.1f} punten.")


def _ends_of_pages(file: PdfFile) -> dict[int, Marked]:
    """The last content of every page in reading order, whether text or picture."""
    ends: dict[int, Marked] = {}
    for content in file.root.contents():
        if content.page < len(file.pages) and content.number in file.pages[content.page].marks:
            ends[content.page] = content
    return ends


def _orphans(file: PdfFile, page: PageMarks, ends: dict[int, Marked]) -> Iterator[Finding]:
    last = ends.get(page.number - 1)
    heading = _heading_around(file.owners.get(last)) if last else None
    if heading is not None:
        message = f"De kop '{short(file.text(heading))}' is het laatste op de bladzijde."
        yield ORPHAN_HEADING.at(place_in(file.name, page.number), message)


def _heading_around(node: Node | None) -> Node | None:
    while node is not None and node.level is None:
        node = node.parent
    return node


def _empty(file: PdfFile, page: PageMarks) -> Iterator[Finding]:
    if page.number == 1 or page.pictures:
        return
    lines = {round(run.box[1]) for run in page.runs if not run.artifact}
    if len(lines) < _FEWEST_LINES and not _mostly_painted(page):
        what = f"staan maar {len(lines)} regels" if lines else "staat niets"
        yield EMPTY_PAGE.at(place_in(file.name, page.number), f"Op deze bladzijde {what}.")


def _mostly_painted(page: PageMarks) -> bool:
    """Whether a page is a ground of colour, such as the first page of a chapter."""
    left, bottom, right, top = page.visible
    whole = (right - left) * (top - bottom)
    return any((box[2] - box[0]) * (box[3] - box[1]) > whole / 4 for box in (paint.box for paint in page.paints))


def _coarse(file: PdfFile, page: PageMarks) -> Iterator[Finding]:
    for picture in page.pictures:
        width = (picture.box[2] - picture.box[0]) / 72
        dots = picture.width / width if width > 0 else _LEAST_DOTS
        if dots < _LEAST_DOTS:
            message = (
                f"Een afbeelding van {picture.width} bij {picture.height} beeldpunten komt op {dots:.0f} per inch."
            )
            yield COARSE_PICTURE.at(place_in(file.name, page.number), message)

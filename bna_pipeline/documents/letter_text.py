"""The sentences and fixed words that belong to a programme: `letter/text.yaml` and `report/text.yaml`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, Self

import yaml
from pydantic import Field, ValidationError, model_validator

from bna_pipeline.documents.patterns import check_pattern
from bna_pipeline.errors import TemplateInvalid
from bna_pipeline.model.base import Frozen, Line
from bna_pipeline.model.content import LetterContent, LetterPartId
from bna_pipeline.model.programme import Status
from bna_pipeline.model.pydantic_dutch import in_dutch

LETTER_TEXT = "letter/text.yaml"
REPORT_TEXT = "report/text.yaml"


class HeadText(Frozen):
    """A line of the head block; it is left out when its value comes out empty."""

    label: Line
    value: str


class GeneratedStatement(Frozen):
    """A numbered statement that follows from the data; `position` counts from 1 among all statements."""

    position: int = Field(ge=1)
    heading: str
    argument: tuple[str, ...] = Field(min_length=1)


class PartText(Frozen):
    """The patterns of one part of the letter.

    Attributes:
        heading: the part's fixed heading.
        paragraphs: before what the redactie wrote for this part.
        closing: after it.
        items: of a numbered list.
        statement: the statement that is made from the data.
        link: filled in once for every sister report (`sister`); the text that carries the link.
    """

    heading: Line
    paragraphs: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    statement: GeneratedStatement | None = None
    link: str | None = None


class ReportWords(Frozen):
    """The report's fixed headings and labels: the same words in every rendering."""

    contents: Line
    foreword: Line
    about: Line  # above what the agenda is
    summary: Line
    figures: Line
    figures_pillars: Line
    attention: Line  # above the actions that are late or were stopped
    chart: Line  # opens the text alternative of a chart
    overview: Line
    pillar: Line
    aim: Line
    actions: Line
    action: Line
    title: Line
    status: Line
    count: Line
    total: Line
    owner: Line
    partners: Line
    role: Line
    achieved: Line
    reason: Line
    measure: Line
    milestones: Line
    milestone: Line
    timeline: Line  # above a pillar's milestones on a time line
    date: Line
    state: Line
    example: Line
    next_steps: Line
    developments: Line
    answer: Line
    opportunities: Line
    opportunity_state: Line
    finance: Line
    partner: Line
    amount: Line
    purpose: Line
    abbreviations: Line
    abbreviation: Line
    meaning: Line
    contributors: Line
    group: Line
    reported_on: Line
    page: Line


class MovementText(Frozen):
    """What the overview says when the edition before is known: its column's head, its table's head and sentence."""

    column: Line
    introduction: str
    heading: Line
    what: Line


class ReportText(Frozen):
    """The report's generated sentences, and the words of its headings and labels.

    Attributes:
        gap: that a `partner` still owes its report on an action.
        statuses: what each status says, for a reader who does not know the agenda.
        silence: what it says when nobody reported.
        movement: apart from `words`, which every section is printed with.
    """

    edition: str
    progress: str
    overview: str
    finance: str
    pillar_progress: str
    not_reported: Line
    reached: Line
    planned: Line
    gap: str
    statuses: dict[Status, Line]
    silence: Line
    movement: MovementText
    words: ReportWords

    @model_validator(mode="after")
    def _every_status(self) -> Self:
        missing = [status.value for status in Status if status not in self.statuses]
        if missing:
            raise ValueError(f"statuses: de betekenis ontbreekt van {', '.join(missing)}")
        return self


class WebWords(Frozen):
    """What stands around the text of the HTML edition, and not in it.

    Attributes:
        skip: the link that leads past the head.
        report, letter: the note above each, closed by the name of the PDF.
    """

    skip: Line = "Direct naar de tekst"
    report: Line = "Dit is de webversie van de rapportage. Dezelfde tekst als PDF:"
    letter: Line = "Dit is de webversie van de brief. De ondertekende brief is de PDF:"


class ErratumText(Frozen):
    """What the letter of an erratum says before anything else of its Aanleiding; `corrected` is what it corrects.

    Attributes:
        mark: behind the kind of document, above the letter.
        corrects: which letter it corrects, and that this report takes the place of the one that went with it.
        changed: above what the redactie wrote of what changed.
        kept: below that: that what was sent is kept, and how to know it.
    """

    mark: Line = "erratum"
    corrects: tuple[str, ...] = (
        "Op {{ corrected.sent }} ontving u een brief ({{ corrected.marks | joined }}) met als bijlage de "
        "{{ corrected.title | lower_first }}. In die stukken staat iets dat niet juist is. Deze brief verbetert de "
        "brief van {{ corrected.sent }}. De rapportage die u nu ontvangt, komt in de plaats van de eerdere.",
    )
    changed: tuple[str, ...] = ("Dit is er veranderd:",)
    kept: tuple[str, ...] = (
        "De brief en de rapportage van {{ corrected.sent }} blijven bewaard zoals u ze kreeg. U herkent ze aan hun "
        "SHA-256. Die van de brief is:",
        "{{ corrected.letter }}",
        "Die van de rapportage is:",
        "{{ corrected.report }}",
    )


class LetterText(Frozen):
    """Everything that the programme's staff may word themselves."""

    nothing: Line  # what a part says that has nothing to say
    name: Line  # the kind of document, above the letter
    hash_label: Line  # before the SHA-256 of the report, below the attachments
    head: tuple[HeadText, ...] = ()
    parts: dict[LetterPartId, PartText]
    report: ReportText
    web: WebWords = WebWords()
    erratum: ErratumText = ErratumText()

    @model_validator(mode="after")
    def _every_part(self) -> Self:
        missing = [part.value for part in LetterPartId if part not in self.parts]
        if missing:
            raise ValueError(f"onderdelen van de brief ontbreken: {', '.join(missing)}")
        return self

    def name_of(self, letter: LetterContent) -> str:
        """What stands above a letter."""
        return self.name if letter.corrects is None else f"{self.name} ({self.erratum.mark})"

    def patterns(self) -> Iterator[tuple[str, str]]:
        """Every pattern with the place where it stands."""
        for line in self.head:
            yield line.value, f"{LETTER_TEXT}, kop, '{line.label}'"
        for part_id, part in self.parts.items():
            place = f"{LETTER_TEXT}, onderdeel '{part_id.value}'"
            for kind in ("paragraphs", "closing", "items"):
                for number, source in enumerate(getattr(part, kind), start=1):
                    yield source, f"{place}, {kind} {number}"
            if part.statement is not None:
                yield part.statement.heading, f"{place}, statement.heading"
                for number, source in enumerate(part.statement.argument, start=1):
                    yield source, f"{place}, statement.argument {number}"
            if part.link is not None:
                yield part.link, f"{place}, link"
        for kind in ("corrects", "changed", "kept"):
            for number, source in enumerate(getattr(self.erratum, kind), start=1):
                yield source, f"{LETTER_TEXT}, erratum, {kind} {number}"
        for name in ("edition", "progress", "overview", "finance", "pillar_progress", "gap"):
            yield getattr(self.report, name), f"{REPORT_TEXT}, {name}"
        yield self.report.movement.introduction, f"{REPORT_TEXT}, movement.introduction"


def load_letter_text(folder: Path) -> LetterText:
    """Read the sentences of a programme.

    Args:
        folder: the programme's folder, such as `templates/<programme>`; it holds `letter/text.yaml` and
            `report/text.yaml`.

    Raises:
        TemplateInvalid: a file is missing or wrong, or a sentence is no pattern; the message names the place.
    """
    return _understood(folder.name, _read(folder, LETTER_TEXT), _read(folder, REPORT_TEXT))


@lru_cache(maxsize=8)
def _understood(programme: str, letter: str, report: str) -> LetterText:
    """The sentences in these two texts. Frozen, so one reading of the same texts serves every draft of a process."""
    try:
        text = LetterText.model_validate({**_fields(LETTER_TEXT, letter), "report": _fields(REPORT_TEXT, report)})
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'bestand'}: {in_dutch(e)}" for e in error.errors())
        raise TemplateInvalid(
            f"De teksten in {programme}/{LETTER_TEXT} of {REPORT_TEXT} kloppen niet: {faults}."
        ) from error
    for source, place in text.patterns():
        check_pattern(source, place)
    return text


def _read(folder: Path, name: str) -> str:
    try:
        return (folder / name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise TemplateInvalid(f"Het tekstbestand {name} van het programma is niet te lezen: {error}.") from error


def _fields(name: str, text: str) -> dict[str, Any]:
    try:
        content = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise TemplateInvalid(f"Het tekstbestand {name} van het programma is niet te lezen: {error}.") from error
    if not isinstance(content, dict):
        raise TemplateInvalid(f"Het tekstbestand {name} van het programma bevat geen velden.")
    return content

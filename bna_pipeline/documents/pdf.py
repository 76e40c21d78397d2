"""Report and letter as PDF: which data, files and standards the typesetter gets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from bna_pipeline.documents.charts import Chart, report_charts
from bna_pipeline.documents.house import SIGNS, load_house
from bna_pipeline.documents.languages import Languages
from bna_pipeline.documents.letter_text import LetterText
from bna_pipeline.documents.typography import bound_everywhere, breakable
from bna_pipeline.documents.wording import counts_text, letter_title, scope_text
from bna_pipeline.errors import TemplateInvalid
from bna_pipeline.model.base import Sha256, sha256_hex
from bna_pipeline.model.content import Content, LetterPartId, ReportContent
from bna_pipeline.model.contribution import DevelopmentScope, Picture
from bna_pipeline.model.draft import REPORT_PDF
from bna_pipeline.model.language import Foreign
from bna_pipeline.ports import Typeset, TypesetJob, Typesetter

PictureSource = Callable[[Sha256], bytes]

REPORT_STANDARDS = ("a-2a", "ua-1")
LETTER_STANDARDS = ("a-3a", "ua-1")

SIGNATURE_WIDTH = 200.0
"""Points; the visible signature's box begins at its `LabelPlace` and is this wide."""
SIGNATURE_HEIGHT = 56.0
"""Points; how far that box reaches down from its `LabelPlace`."""

LETTERHEAD = "letter/briefhoofd.svg"
"""The mark at the head of the letter, in the programme's folder; a letter without it begins with who sends it."""

_HOUSE = "house.typ"
_FROM_RIGHT = re.compile("[\u0590-\u08ff]")  # the same letters as in the layouts' own rule
_ENDINGS = {"image/png": "png", "image/jpeg": "jpg"}


def signature_label(field: str) -> str:
    """The label in the letter's layout of the place where this field's visible signature comes."""
    return f"sign-{field}"


def pictures_of(report: ReportContent) -> tuple[Picture, ...]:
    """Every picture that the report shows, once, in reading order."""
    shown = (e.picture for chapter in report.pillars for action in chapter.actions for e in action.examples)
    return tuple({p.sha256: p for p in shown if p is not None}.values())


def typeset_report(
    content: Content,
    text: LetterText,
    folder: Path,
    picture: PictureSource,
    typesetter: Typesetter,
    timestamp: datetime,
) -> bytes:
    """The report as PDF/A-2a and PDF/UA-1."""
    report, words = content.report, text.report.words
    assets = {_HOUSE: _house(folder)}
    names: dict[str, str] = {}
    for shown in pictures_of(report):
        names[shown.sha256] = f"pictures/{shown.sha256}.{_ending(shown)}"
        assets[names[shown.sha256]] = picture(shown.sha256)
    logos = []
    for entry in report.cover.logos:
        file = folder / "logos" / f"{entry.partner}.svg"
        if file.is_file():
            assets[f"logos/{file.name}"] = file.read_bytes()
        logos.append({"name": breakable(entry.name), "file": f"/assets/logos/{file.name}" if file.is_file() else None})
    charts = report_charts(report, text.report, load_house(folder))
    assets.update({_chart_file(chart): chart.svg.encode() for chart in charts.values()})
    data: dict[str, Any] = {
        "title": report.cover.title,
        "report": bound_everywhere(report.model_dump(mode="json")),
        "words": words.model_dump(),
        "pictures": {digest: f"/assets/{name}" for digest, name in names.items()},
        "logos": logos,
        "charts": {
            chart.id: {"file": f"/assets/{_chart_file(chart)}", "alt": chart.alt, "header": chart.header}
            for chart in charts.values()
        },
        "pillar_counts": [counts_text(pillar.counts) for pillar in report.summary.pillars],
        "scopes": {scope.value: scope_text(scope) for scope in DevelopmentScope},
    }
    data["house"] = _house_values(folder, data, content.foreign)
    return _run(folder / "report" / "report.typ", data, assets, REPORT_STANDARDS, typesetter, timestamp).pdf


def typeset_letter(
    content: Content, text: LetterText, folder: Path, report_pdf: bytes, typesetter: Typesetter, timestamp: datetime
) -> Typeset:
    """The letter as PDF/A-3a and PDF/UA-1, with the report embedded as associated file and its SHA-256 printed.

    Returns:
        The PDF, and the place of every signature's box.
    """
    data: dict[str, Any] = {
        "letter": bound_everywhere(content.letter.model_dump(mode="json"), digests=False),
        "name": text.name_of(content.letter),
        "title": letter_title(content, text.name_of(content.letter)),
        "hash_label": text.hash_label,
        "hash": sha256_hex(report_pdf),
        "attachment": {"file": REPORT_PDF, "title": content.report.cover.title},
        "attachments_part": LetterPartId.ATTACHMENTS.value,
        "letterhead": f"/assets/{Path(LETTERHEAD).name}" if (folder / LETTERHEAD).is_file() else None,
        "signature_box": {"width": SIGNATURE_WIDTH, "height": SIGNATURE_HEIGHT},
    }
    data["house"] = _house_values(folder, data, content.foreign)
    assets = {_HOUSE: _house(folder), REPORT_PDF: report_pdf}
    letterhead = folder / LETTERHEAD
    if letterhead.is_file():
        assets[letterhead.name] = letterhead.read_bytes()
    labels = tuple(signature_label(s.field) for s in content.letter.signatures)
    return _run(folder / "letter" / "letter.typ", data, assets, LETTER_STANDARDS, typesetter, timestamp, labels)


def _run(
    template: Path,
    data: Mapping[str, Any],
    assets: Mapping[str, bytes],
    standards: tuple[str, ...],
    typesetter: Typesetter,
    timestamp: datetime,
    labels: tuple[str, ...] = (),
) -> Typeset:
    return typesetter.typeset(
        TypesetJob(template=template, data=data, assets=assets, standards=standards, timestamp=timestamp, labels=labels)
    )


def _chart_file(chart: Chart) -> str:
    return f"charts/{chart.id}.svg"


def _house(folder: Path) -> bytes:
    try:
        return (folder / _HOUSE).read_bytes()
    except OSError as error:
        raise TemplateInvalid(f"De huisstijl {folder.name}/{_HOUSE} is niet te lezen: {error.strerror}.") from error


def _house_values(folder: Path, said: Any, listed: Sequence[Foreign]) -> dict[str, Any]:
    """The house style for the layouts, how its signs are drawn, and what in the texts sounds or runs another way."""
    text = "\n".join(_texts(said))
    return {
        **load_house(folder).model_dump(mode="json"),
        "signs": SIGNS,
        "right_to_left": _FROM_RIGHT.search(text) is not None,
        "foreign": _foreign(Languages(listed).found(text)),
    }


def _texts(said: Any) -> Iterator[str]:
    if isinstance(said, str):
        yield said
    elif isinstance(said, Mapping):
        yield from (text for item in said.values() for text in _texts(item))
    elif isinstance(said, Sequence):
        yield from (text for item in said for text in _texts(item))


def _foreign(found: Mapping[str, str]) -> dict[str, Any] | None:
    """How the layouts find the words of other languages that are in the texts, and the language of each; or None.

    Only what is there, since every alternative of the pattern costs time in every paragraph; and not what runs from
    right to left: cut once more, its letters would come in another order into the structure tree.
    """
    tags = {words: tag.partition("-") for words, tag in found.items() if not _FROM_RIGHT.search(words)}
    if not tags:
        return None
    either = "|".join(re.escape(words) for words in sorted(tags, key=lambda words: (-len(words), words)))
    of = {words: [language, region or None] for words, (language, _, region) in tags.items()}
    return {"pattern": rf"\b(?:{either})\b", "of": of}


def _ending(picture: Picture) -> str:
    try:
        return _ENDINGS[picture.media_type]
    except KeyError as error:
        raise TemplateInvalid(
            f"Afbeeldingen van het soort '{picture.media_type}' kunnen niet in het rapport.", "Gebruik PNG of JPEG."
        ) from error

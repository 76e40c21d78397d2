"""Checks on the example in a report: title and text together, picture and description together."""

from __future__ import annotations

from bna_pipeline.contributions.bench import Bench
from bna_pipeline.contributions.pictures import MIN_WIDTH, CheckedPicture, checked_picture
from bna_pipeline.contributions.raw import RawReport
from bna_pipeline.contributions.rules import Rule
from bna_pipeline.errors import IntakeError
from bna_pipeline.model.base import sha256_hex
from bna_pipeline.model.contribution import Example, Picture


def checked_example(raw: RawReport, bench: Bench) -> Example | None:
    """The typed example; None when there is none, or when it lacks a part (which is then a finding)."""
    findings = bench.findings
    picture = _picture(raw, bench)
    about = bool(raw.pictures or raw.description or raw.caption)
    if (raw.title or about) and not raw.text and not findings.misshapen(raw.text.place):
        findings.add(
            Rule.EXAMPLE_TEXT,
            raw.text.place,
            "Bij het voorbeeld ontbreekt de tekst.",
            "Vul de tekst van het voorbeeld in, of haal titel, afbeelding, beschrijving en bijschrift weg.",
        )
    if (raw.text or about) and not raw.title and not findings.misshapen(raw.title.place):
        findings.add(
            Rule.EXAMPLE_TITLE,
            raw.title.place,
            "Bij het voorbeeld ontbreekt de titel.",
            "Geef het voorbeeld een korte titel, of haal tekst, afbeelding, beschrijving en bijschrift weg.",
        )
    if raw.caption and not raw.pictures:
        findings.add(
            Rule.CAPTION_ALONE,
            raw.caption.place,
            "Er is een bijschrift, maar geen afbeelding.",
            "Voeg de afbeelding toe.",
        )
    if not raw.title or not raw.text:
        return None
    return Example(
        title=raw.title.line,
        text=raw.text.paragraphs,
        picture=picture,
        caption=raw.caption.line or None,
    )


def _picture(raw: RawReport, bench: Bench) -> Picture | None:
    findings = bench.findings
    if not raw.pictures:
        if raw.description:
            findings.add(
                Rule.PICTURE_ABSENT,
                raw.description.place,
                "Er is een beschrijving, maar geen afbeelding.",
                "Voeg de afbeelding toe of haal de beschrijving weg.",
            )
        return None
    if len(raw.pictures) > 1:
        findings.add(
            Rule.PICTURES_MANY,
            raw.picture_place,
            f"Hier staan {len(raw.pictures)} afbeeldingen.",
            "Laat er één staan.",
        )
    if not raw.description and not findings.misshapen(raw.description.place):
        findings.add(
            Rule.PICTURE_UNDESCRIBED,
            raw.description.place,
            "Bij de afbeelding ontbreekt de beschrijving.",
            "Schrijf in één of twee zinnen wat er op de afbeelding te zien is.",
        )
    checked = _usable(raw, bench)
    if checked is None or not raw.description:
        return None
    digest = sha256_hex(checked.data)
    bench.pictures[digest] = checked.data
    return Picture(
        sha256=digest,
        media_type=checked.media_type,
        width=checked.width,
        height=checked.height,
        description=raw.description.line,
    )


def _usable(raw: RawReport, bench: Bench) -> CheckedPicture | None:
    first = raw.pictures[0]
    if bench.findings.misshapen(first.place):
        return None
    try:
        checked = checked_picture(first.read(), bench.limits)
        bench.require_room(checked.data)
    except IntakeError as error:
        bench.findings.add(
            Rule.PICTURE_UNREADABLE, first.place, error.message, error.mend or "Plaats de afbeelding opnieuw."
        )
        return None
    if checked.width < MIN_WIDTH:
        bench.findings.add(
            Rule.PICTURE_SMALL,
            first.place,
            f"De afbeelding is {checked.width} beeldpunten breed.",
            f"Hebt u haar groter, liefst ten minste {MIN_WIDTH} beeldpunten breed? Plaats dan die.",
        )
    return checked

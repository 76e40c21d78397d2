"""Checks on the example in a report: title and text together, picture and description together."""

from __future__ import annotations

import re

from bna_pipeline.contributions.bench import Bench
from bna_pipeline.contributions.pictures import MIN_WIDTH, CheckedPicture, checked_picture
from bna_pipeline.contributions.raw import RawReport
from bna_pipeline.contributions.rules import Rule, quoted
from bna_pipeline.errors import IntakeError
from bna_pipeline.model.base import sha256_hex
from bna_pipeline.model.contribution import Example, Picture

_FILE_NAME = re.compile(
    r".*\.(?:jpe?g|png|gif|tiff?|bmp|heic|webp)|(?:img|dsc[fn]?|pict?|image|scan"
    r"|screenshot|schermafbeelding)[ _-]*\d[\w .-]*",
    re.IGNORECASE,
)
_ONLY_A_PICTURE = re.compile(
    r"(?:(?:een|de|zie|mooie) )*(?:foto|fotos|afbeelding|plaatje|figuur|illustratie|logo|grafiek|beeld|image|picture"
    r"|photo|screenshot|schermafbeelding)(?: (?:\d+|hierboven|boven|bij (?:het )?voorbeeld|van (?:het )?voorbeeld))?"
)


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
    elif why := says_nothing(raw.description.line, raw.caption.line, raw.title.line):
        findings.add(
            Rule.DESCRIPTION_EMPTY,
            raw.description.place,
            f"{quoted(raw.description.line)} {why}; wie de afbeelding niet kan zien, weet dan nog niets.",
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


def says_nothing(description: str, caption: str, title: str) -> str:
    """Why a description does not describe, as the end of a Dutch sentence; empty when it may."""
    said = _bare(description)
    if said and said == _bare(caption):
        return "is hetzelfde als het bijschrift"
    if said and said == _bare(title):
        return "is hetzelfde als de titel"
    if _FILE_NAME.fullmatch(description.strip()):
        return "is de naam van een bestand"
    if not said or _ONLY_A_PICTURE.fullmatch(said):
        return "zegt niet wat er te zien is"
    return ""


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text.casefold()).strip()


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

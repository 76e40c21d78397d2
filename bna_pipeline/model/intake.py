"""What one file that arrives may ask of the machine that reads it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bna_pipeline.model.base import Frozen

_MIB = 1024 * 1024


def in_megabytes(size: int, *, at_least: bool = False) -> str:
    """A number of bytes in Dutch (`40 MB`, `1,4 MB`, `512 kB`).

    Args:
        at_least: rounded up, as what is over a limit is; a limit itself is rounded down.
    """
    unit, name = (1024, "kB") if size < _MIB else (_MIB, "MB")
    tenths = -(-size * 10 // unit) if at_least else size * 10 // unit
    if tenths < 100 and tenths % 10:
        return f"{tenths // 10},{tenths % 10} {name}"
    return f"{-(-tenths // 10) if at_least else tenths // 10} {name}"


class IntakeLimits(Frozen):
    """The limits of the intake, the table `[intake]` of the settings.

    With these defaults the judgement of one file stays under 300 MiB above what the program itself takes; the tests
    weigh the worst files known, good and bad. Higher limits take more. Real forms stay far below: the largest of the
    sample has 160 kB and 12,000 nodes.

    Attributes:
        kept_bytes: size of a file of which a copy is kept; a longer one stays in the inbox.
        mail_bytes: size of a mail that is read, with its attachments; of a longer one only the headers are.
        file_bytes: size of any file that is read.
        data_bytes: size of a JSON file; its pictures stand in it as base64.
        yaml_bytes: size of a YAML file, which is read a character at a time.
        entries: parts in a zip.
        unpacked_bytes: all parts of a zip together, as counted while they are unpacked.
        ratio: unpacked over packed size; a real Word file stays under 40, a zip bomb starts at 1000.
        part_bytes: one XML part that is read.
        xml_nodes: elements, attributes, texts, comments and instructions in one XML part.
        xml_depth: elements within elements; reading goes down with them, so the most is bounded too.
        data_nodes: values in a JSON or YAML file, aliases counted as if written out.
        data_depth: values within values.
        aliases: references (`*`) in a YAML file.
        characters: all text of a file together.
        answers: questions that stand in a form.
        findings: findings of one file; beyond these they are only counted.
        picture_bytes: one picture, before and after it is cleaned.
        pictures_bytes: all pictures of a file together.
        picture_pixels: width times height of one picture.
    """

    kept_bytes: Annotated[int, Field(ge=100_000)] = 2048 * _MIB
    mail_bytes: Annotated[int, Field(ge=100_000, le=400 * _MIB)] = 64 * _MIB
    file_bytes: Annotated[int, Field(ge=100_000, le=200 * _MIB)] = 40 * _MIB
    data_bytes: Annotated[int, Field(ge=10_000, le=100 * _MIB)] = 24 * _MIB
    yaml_bytes: Annotated[int, Field(ge=10_000, le=24 * _MIB)] = 4 * _MIB
    entries: Annotated[int, Field(ge=20, le=20_000)] = 2_000
    unpacked_bytes: Annotated[int, Field(ge=1_000_000, le=1024 * _MIB)] = 150 * _MIB
    ratio: Annotated[int, Field(ge=40, le=1_000)] = 200
    part_bytes: Annotated[int, Field(ge=1_000_000, le=64 * _MIB)] = 16 * _MIB
    xml_nodes: Annotated[int, Field(ge=10_000, le=2_000_000)] = 400_000
    xml_depth: Annotated[int, Field(ge=40, le=200)] = 120
    data_nodes: Annotated[int, Field(ge=1_000, le=200_000)] = 20_000
    data_depth: Annotated[int, Field(ge=8, le=50)] = 24
    aliases: Annotated[int, Field(ge=0, le=200)] = 20
    characters: Annotated[int, Field(ge=10_000, le=10_000_000)] = 1_000_000
    answers: Annotated[int, Field(ge=100, le=50_000)] = 5_000
    findings: Annotated[int, Field(ge=10, le=10_000)] = 300
    picture_bytes: Annotated[int, Field(ge=10_000, le=50 * _MIB)] = 10 * _MIB
    pictures_bytes: Annotated[int, Field(ge=10_000, le=200 * _MIB)] = 40 * _MIB
    picture_pixels: Annotated[int, Field(ge=100_000, le=100_000_000)] = 24_000_000

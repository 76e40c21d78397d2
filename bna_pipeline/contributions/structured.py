"""JSON and YAML of strangers, read into plain data within limits on size, depth and number."""

from __future__ import annotations

import codecs
import json
import re
from decimal import Decimal, InvalidOperation
from typing import Any

from bna_pipeline.contributions.json_bounds import DataTooLarge, StructureInvalid, require_bounded, require_small_json
from bna_pipeline.contributions.schema import ContributionFile
from bna_pipeline.contributions.strict_yaml import read_yaml
from bna_pipeline.errors import IntakeError
from bna_pipeline.model.contribution import Carrier, Editorial
from bna_pipeline.model.intake import IntakeLimits, in_megabytes

__all__ = ["DataTooLarge", "NoData", "StructureInvalid", "read_data"]

_KEYS = frozenset(ContributionFile.model_fields) | frozenset(Editorial.model_fields)
# A note or a mail is often no valid YAML either; its sender must not be told at which character. No `\s`: that goes
# over line ends, and from every empty line anew.
_HAS_KEY = re.compile(rf"""^[ \t]*["']?(?:{"|".join(sorted(_KEYS))})["']?[ \t]*:""", re.MULTILINE)
_WIDE = ((codecs.BOM_UTF32_LE, "UTF-32"), (codecs.BOM_UTF16_LE, "UTF-16"), (codecs.BOM_UTF16_BE, "UTF-16"))


class NoData(IntakeError):
    """Text without one key of a contribution or a redactie: a note, a mail, other data."""

    def __init__(self) -> None:
        super().__init__("Dit is geen ingevuld formulier, en geen bestand met de gegevens ervan.")


def read_data(
    data: bytes, limits: IntakeLimits | None = None, *, pictures: bool = True
) -> tuple[Carrier, dict[str, Any]]:
    """The mapping in a JSON or YAML file (UTF-8), and which of the two it is.

    Dates stay text in both, so that they are judged the same way.

    Args:
        pictures: whether it may hold pictures, whose base64 is not counted as text.

    Raises:
        StructureInvalid: says in Dutch what is wrong and where.
        DataTooLarge: more bytes, values or text than the limits allow.
        NoData: no key of a contribution or a redactie stands in it.
    """
    limits = limits or IntakeLimits()
    _require_size(data, limits.data_bytes, "JSON")
    text = _decoded(data)
    carrier = Carrier.JSON if text[:1000].lstrip().startswith(("{", "[")) else Carrier.YAML
    if carrier is Carrier.YAML:
        if not _HAS_KEY.search(text):
            raise NoData
        _require_size(data, limits.yaml_bytes, "YAML")
    found = _json(text, limits) if carrier is Carrier.JSON else read_yaml(text, limits)
    require_bounded(found, limits, pictures=pictures)
    if not isinstance(found, dict) or not _KEYS & {str(key) for key in found}:
        raise NoData
    return carrier, found


def _require_size(data: bytes, most: int, kind: str) -> None:
    if len(data) > most:
        said = in_megabytes(len(data), at_least=True)
        raise DataTooLarge(f"Het bestand is {said} groot; voor {kind} is {in_megabytes(most)} de grens.")


def _decoded(data: bytes) -> str:
    for mark, name in _WIDE:
        if data.startswith(mark):
            raise StructureInvalid(f"Het bestand is opgeslagen als {name}.", "Sla het bestand op als UTF-8.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise StructureInvalid(f"Byte {error.start} is geen UTF-8.", "Sla het bestand op als UTF-8.") from error
    if "\0" in text:
        raise StructureInvalid("In het bestand staan nulbytes.", "Sla het bestand op als UTF-8.")
    return text


def _json(text: str, limits: IntakeLimits) -> Any:
    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in pairs:
            if key in found:
                raise StructureInvalid(f"De sleutel '{key[:80]}' staat er tweemaal op één plek.", "Laat er één staan.")
            found[key] = value
        return found

    def constant(name: str) -> Any:
        raise StructureInvalid(f"{name} is geen getal.", "Vul een gewoon getal in.")

    require_small_json(text, limits)
    try:
        # strict=False: control characters inside text get a finding with their place.
        return json.loads(text, object_pairs_hook=unique, parse_constant=constant, parse_float=Decimal, strict=False)
    except json.JSONDecodeError as error:
        raise StructureInvalid(
            f"Op regel {error.lineno}, teken {error.colno} is het geen geldige JSON.", "Verbeter de JSON op die plek."
        ) from error
    except (ValueError, InvalidOperation) as error:
        raise StructureInvalid("Er staat een getal in dat te groot is.", "Vul een gewoon getal in.") from error

"""Released documents as `InformatieObject` of the mini API of Open Raadsinformatie (VNG Realisatie, 0.0.1).

The letter is a `mededeling`. The standard has no word for a letter's attachment, neither as a kind nor as a relation:
the report has no `informatieobjecttype`, and the letter's description says where its attachment is. `organisatie` is
left out: the schema asks exactly one of three there, and each takes any object; `auteur` names the publisher.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Final

from bna_pipeline.model.base import sha256_hex
from bna_pipeline.record.diwoo import HAS_ATTACHMENT, PublicDocument
from bna_pipeline.record.xml_text import dutch_day

PATH: Final = "/ori/informatieobjecten"
"""Below the desk's address."""

_LONGEST_TITLE: Final = 200


def information_objects(documents: Iterable[PublicDocument], base: str) -> dict[str, bytes]:
    """Each document under its path below the desk's address, and the list of all (JSON, UTF-8).

    Args:
        base: the desk's address, without a slash at the end.
    """
    objects = [_object(document, base) for document in documents]
    found = {f"{PATH}/{each['id']}": _written(each) for each in objects}
    return {**found, PATH: _written({"results": objects})}


def _object(document: PublicDocument, base: str) -> dict[str, object]:
    attached = [(address, title) for role, address, title in document.related if role == HAS_ATTACHMENT]
    own = sha256_hex(document.identifiers[0].encode())[:40]  # the standard's longest
    said = {
        "id": own,
        "url": f"{base}{PATH}/{own}",
        "wooInformatiecategorie": document.category.uri.rpartition("/")[2],
        "auteur": document.publisher.label[:_LONGEST_TITLE],
        "creatiedatum": document.created.isoformat(),
        "datumIngediend": dutch_day(document.changed).isoformat(),
        "informatieobjecttype": "mededeling" if attached else None,
        "formaat": "application/pdf",
        "inhoudLink": document.address,
        "webpaginaLink": document.address.rpartition("/")[0],
        "omschrijving": "; ".join(f"Bijlage: {title}, {address}" for address, title in attached) or None,
        "taal": "dut",
        "titel": document.title[:_LONGEST_TITLE],
    }
    return {name: value for name, value in said.items() if value is not None}


def _written(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode("utf-8")

"""Whether a Word template can be used: complete, with fields and nothing else, hiding nothing and running nothing."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy

from bna_pipeline.documents.docx_appearance import Appearance
from bna_pipeline.documents.docx_dress import Looks, dress
from bna_pipeline.documents.docx_fields import CODE, Needs, field_faults
from bna_pipeline.documents.docx_foreign import foreign_faults
from bna_pipeline.documents.docx_hidden import hidden_faults
from bna_pipeline.documents.docx_parts import Parts, Unreadable, w
from bna_pipeline.documents.house import House

_PROPERTIES = "docProps/core.xml"
_KINDS = {"paragraph": "alineastijl", "character": "tekenstijl", "table": "tabelstijl"}


def template_faults(data: bytes, name: str, needs: Needs, house: House) -> tuple[str, ...]:
    """Everything that is wrong with a Word template, in Dutch: where, what, and how to mend it.

    Args:
        data: the template, as Word or another program saved it.
        name: its file as its owner knows it, such as `report/report.docx`.
        needs: the fields and styles that its document asks for.
        house: the colours that its styles get before a reader sees them.

    Returns:
        Whole sentences; empty when the template can be used.
    """
    found: list[str] = []
    try:
        parts = Parts(data)
        parts.require_whole()
        found.extend(_faults(parts, needs, house))
    except Unreadable as error:
        found.append(f" {error}.")
    return tuple(f"Het Word-sjabloon {name}{fault}" for fault in dict.fromkeys(found))


def _faults(parts: Parts, needs: Needs, house: House) -> Iterator[str]:
    for what, mend in foreign_faults(parts):
        yield f" {what}. {mend}"
    yield from _styles(parts, needs.looks(house))
    dressed = deepcopy(parts.styles)
    dress(dressed, house, needs.looks)
    for seen in (*hidden_faults(parts, Appearance(dressed)), *field_faults(parts, needs)):
        yield f", {seen.place}: {seen.what}. {seen.mend}"
    if CODE.search(parts.bytes.get(_PROPERTIES, b"").decode("utf-8", "replace")):
        yield ", eigenschappen: hier staat code. Maak titel, onderwerp en trefwoorden van het bestand leeg."


def _styles(parts: Parts, looks: Looks) -> Iterator[str]:
    kinds = {}
    for style in parts.styles.iter(w("style")):
        named = style.find(w("name"))
        kinds[("" if named is None else named.get(w("val")) or "").lower()] = style.get(w("type")) or ""
    missing = [name for name in looks if name.lower() not in kinds]
    if missing:
        yield (
            f" mist deze stijlen: {', '.join(missing)}. "
            "Neem ze over uit het voorbeeldsjabloon (Stijlen beheren, Importeren/exporteren)."
        )
    for name, look in looks.items():
        if kinds.get(name.lower(), look.kind) != look.kind:
            kind = _KINDS[look.kind]
            yield f": de stijl '{name}' is geen {kind}. Verwijder haar en neem haar over uit het voorbeeldsjabloon."

"""The schema files of MDTO, DiWoo and ORI, as their publishers made them; not the project's, so they stand beside it.

`BNA_STANDARDS` names the folder; without it `shared/standards` beside the project is looked at.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import yaml
from lxml import etree

from tests.support.needs import missing

ROOT = Path(__file__).resolve().parents[2]
MDTO = Path("mdto") / "MDTO-XML1.0.1.xsd"
DIWOO = Path("diwoo") / "diwoo-metadata.xsd"
LISTS = Path("diwoo") / "diwoo-metadata-lijsten.xsd"
ORI = Path("ori") / "mini-ori-openapi-current.yaml"
_OFFICIAL = (
    "the official schema files, in a folder named by BNA_STANDARDS: mdto/ from nationaalarchief.nl/mdto (1.0.1), "
    "diwoo/ from standaarden.overheid.nl/diwoo/metadata (0.9.8), ori/ from github.com/VNG-Realisatie"
)


def standard(file: Path) -> Path:
    """Where a schema file is; without it the test fails in CI and is skipped elsewhere."""
    folder = Path(os.environ.get("BNA_STANDARDS") or ROOT.parent / "shared" / "standards")
    found = folder / file
    if not found.is_file():
        missing(f"the schema {file}", _OFFICIAL)
    return found


@cache
def schema_of(file: Path) -> etree.XMLSchema:
    """A schema, with what it imports taken from the same folder: nothing is fetched."""
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(_Local())
    return etree.XMLSchema(etree.parse(str(standard(file)), parser))


def faults_in(file: Path, document: etree._Element | bytes) -> list[str]:
    """What the schema says is wrong with a document; empty where it is valid."""
    schema = schema_of(file)
    root = etree.fromstring(document) if isinstance(document, bytes) else document
    return [] if schema.validate(root) else [str(fault) for fault in schema.error_log]  # type: ignore[attr-defined]


def ori_faults(said: object) -> list[str]:
    """What the mini API of Open Raadsinformatie says is wrong with an `InformatieObject`; empty where it is valid."""
    whole = yaml.safe_load(standard(ORI).read_text(encoding="utf-8"))
    schema = {"$ref": "#/components/schemas/InformatieObject", "components": whole["components"]}
    return [fault.message for fault in jsonschema.Draft4Validator(schema).iter_errors(said)]


class _Local(etree.Resolver):
    def resolve(self, system_url: str, public_id: str, context: Any) -> Any:  # type: ignore[override]
        """DiWoo imports MDTO by the address at which it is published."""
        if not system_url.startswith("http"):
            return None
        found = standard(MDTO.parent / system_url.rpartition("/")[2])
        return self.resolve_filename(str(found), context)  # type: ignore[attr-defined]

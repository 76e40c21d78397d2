"""Reading what was sent, with the libraries alone."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import yaml
from lxml import etree
from PIL import Image


def read_all(inbox: Path) -> None:
    """Parse every form's XML after unzipping it, every JSON and YAML file, and decode every picture."""
    for path in sorted(p for p in inbox.rglob("*") if p.is_file()):
        data = path.read_bytes()
        if data.startswith(b"PK"):
            _word(data)
        else:
            loaded = json.loads(data) if data.lstrip().startswith(b"{") else yaml.load(data, yaml.CSafeLoader)
            for picture in _pictures(loaded):
                _decode(picture)


def _word(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            part = archive.read(name)
            if name.startswith("word/media/"):
                _decode(part)
            elif name in ("word/document.xml", "docProps/core.xml", "docProps/custom.xml"):
                root = etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True))
                "".join(str(text) for text in root.itertext())


def _pictures(value: Any) -> list[bytes]:
    if isinstance(value, dict):
        if isinstance(value.get("data"), str):
            return [base64.b64decode(value["data"])]
        value = list(value.values())
    return [picture for item in value for picture in _pictures(item)] if isinstance(value, list) else []


def _decode(picture: bytes) -> None:
    with Image.open(io.BytesIO(picture)) as image:
        image.verify()
    with Image.open(io.BytesIO(picture)) as image:
        image.load()

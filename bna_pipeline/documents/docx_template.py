"""The programme's Word templates: filled in by docxtpl, with everything that makes that safe."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from zipfile import BadZipFile

import docx
from docx.document import Document
from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml.etree import XMLSyntaxError

from bna_pipeline.documents.docx_zip import normalise
from bna_pipeline.errors import TemplateInvalid

LANGUAGE = "nl-NL"


def open_template(path: Path, fields: Mapping[str, str], styles: tuple[str, ...]) -> Document:
    """Fill in a Word template; what is built later comes after what the template holds.

    Args:
        path: the `.docx` with the house style, headers and footers.
        fields: what may stand between double braces in it.
        styles: names of styles that it must have.

    Raises:
        TemplateInvalid: it cannot be read, names an unknown field, does what is not allowed, or lacks a style.
    """
    where = f"Het Word-sjabloon {path.parent.name}/{path.name}"
    try:
        document = docx.Document(io.BytesIO(_filled(path.read_bytes(), tuple(sorted(fields.items())))))
    except TemplateError as error:
        known = ", ".join(sorted(fields))
        raise TemplateInvalid(
            f"{where} is niet in te vullen: {error.message or type(error).__name__}.", f"Deze velden bestaan: {known}."
        ) from error
    except (OSError, KeyError, ValueError, BadZipFile, PackageNotFoundError, XMLSyntaxError) as error:
        raise TemplateInvalid(f"{where} is niet te lezen: {error}.") from error
    missing = sorted(set(styles) - {style.name for style in document.styles if style.name})
    if missing:
        raise TemplateInvalid(
            f"{where} mist de stijlen: {', '.join(missing)}.", "Voeg ze in Word toe aan het sjabloon."
        )
    return document


@lru_cache(maxsize=8)
def _filled(template: bytes, fields: tuple[tuple[str, str], ...]) -> bytes:
    """A template with its fields filled in: the next draft has the same title, most often."""
    # docxtpl's own defaults lose text after & and <, render a missing name as nothing, and run code (design.md).
    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    environment.globals.clear()
    filled = io.BytesIO()
    document = DocxTemplate(io.BytesIO(template))
    document.render(dict(fields), environment, autoescape=True)
    document.save(filled)
    return filled.getvalue()


def finish(document: Document, title: str, timestamp: datetime) -> bytes:
    """Set the document's properties to what may be known, and write it in its fixed form.

    Args:
        title: the document's title.
        timestamp: its creation time; aware.

    Returns:
        The docx: no author, no editor, no comments, no revision history.
    """
    core = document.core_properties
    core.title, core.language = title, LANGUAGE
    core.author = core.last_modified_by = core.comments = core.keywords = core.subject = core.category = ""
    core.revision = 1
    core.created = core.modified = timestamp.replace(microsecond=0)
    out = io.BytesIO()
    document.save(out)
    return normalise(out.getvalue())

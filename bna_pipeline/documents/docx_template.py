"""The programme's Word templates: filled in by docxtpl, with everything that makes that safe."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Final
from zipfile import BadZipFile

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.opc.rel import Relationships
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml.etree import XMLSyntaxError

from bna_pipeline.documents.docx_check import template_faults
from bna_pipeline.documents.docx_dress import LANGUAGE, dress
from bna_pipeline.documents.docx_fields import CONTENT, Needs
from bna_pipeline.documents.docx_fonts import name_fonts
from bna_pipeline.documents.docx_foreign import LEFT_BEHIND
from bna_pipeline.documents.docx_languages import say_languages
from bna_pipeline.documents.docx_zip import normalise
from bna_pipeline.documents.house import House
from bna_pipeline.documents.languages import Languages
from bna_pipeline.errors import TemplateInvalid

CONTENT_MARK: Final = "\ue000"
"""What stands where the content comes until it comes: a private character, which no text has."""

_LONGEST: Final = 255  # what a core property of a Word file may hold
_GO_BACK: Final = "_GoBack"  # Word's own mark of where its user last typed
_ADVICE: Final = "Herstel het in Word; `bna check` zegt of het sjabloon daarna klopt."
_NOT_ALONG: Final = (
    "docVars",
    "trackRevisions",
    "documentProtection",
    "writeProtection",
    "savePreviewPicture",
    "rsids",
)


def open_template(path: Path, fields: Mapping[str, str], needs: Needs, house: House) -> Document:
    """Fill in a Word template; what is built later comes where its field for the content stood.

    Args:
        path: the `.docx` with headers, footers and page layout.
        fields: what comes in the place of its fields, all but the content.
        needs: the fields and styles that it must have.
        house: how its styles look.

    Raises:
        TemplateInvalid: it cannot be read, lacks something, runs something or hides something; every fault is named.
    """
    name = f"{path.parent.name}/{path.name}"
    where = f"Het Word-sjabloon {name}"
    try:
        data = path.read_bytes()
    except OSError as error:
        raise TemplateInvalid(f"{where} is niet te lezen: {error.strerror}.") from error
    look = house.model_dump_json()
    faults = _faults(data, name, needs, look)
    if faults:
        raise TemplateInvalid(" ".join(faults), _ADVICE)
    try:
        return docx.Document(io.BytesIO(_filled(data, tuple(sorted(fields.items())), needs, look)))
    except TemplateError as error:
        known = ", ".join(sorted(fields))
        raise TemplateInvalid(
            f"{where} is niet in te vullen: {error.message or type(error).__name__}.", f"Deze velden bestaan: {known}."
        ) from error
    except (KeyError, ValueError, BadZipFile, PackageNotFoundError, XMLSyntaxError) as error:
        raise TemplateInvalid(f"{where} is niet te lezen: {error}.") from error


@lru_cache(maxsize=8)
def _faults(template: bytes, name: str, needs: Needs, look: str) -> tuple[str, ...]:
    return template_faults(template, name, needs, House.model_validate_json(look))


@lru_cache(maxsize=8)
def _filled(template: bytes, fields: tuple[tuple[str, str], ...], needs: Needs, look: str) -> bytes:
    """A template with its fields filled in, in the house style: the next draft has the same, most often."""
    # docxtpl's own defaults lose text after & and <, render a missing name as nothing, and run code (design.md).
    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    environment.globals.clear()
    filled = io.BytesIO()
    template_document = DocxTemplate(io.BytesIO(template))
    template_document.render({**dict(fields), CONTENT: CONTENT_MARK}, environment, autoescape=True)
    document = template_document.docx
    house = House.model_validate_json(look)
    dress(document.styles.element, house, needs.looks)
    _leave_behind(document.part.rels)
    _leave_behind(document.part.package.rels)
    _settle(document)
    name_fonts(document, house)
    template_document.save(filled)
    return filled.getvalue()


def _leave_behind(relations: Relationships) -> None:
    """Parts that Word keeps for itself, and that no reader sees."""
    for name in [r for r, one in relations.items() if one.reltype.rpartition("/")[2].lower() in LEFT_BEHIND]:
        del relations[name]


def _settle(document: Document) -> None:
    """Settings that a document needs, and none that hide or guard anything; the text that fields gave is Dutch."""
    settings = document.settings.element
    for name in _NOT_ALONG:
        for old in settings.findall(qn(f"w:{name}")):
            settings.remove(old)
    if settings.find(qn("w:autoHyphenation")) is None:
        after = [settings.find(qn(f"w:{name}")) for name in ("defaultTabStop", "stylePaneSortMethod", "zoom")]
        place = next((node for node in after if node is not None), None)
        made = parse_xml(f"<w:autoHyphenation {nsdecls('w')}/>")
        settings.insert(0, made) if place is None else place.addnext(made)
    for story in _stories(document):
        marks = list(story.iter(qn("w:lang")))
        starts = [mark for mark in story.iter(qn("w:bookmarkStart")) if mark.get(qn("w:name")) == _GO_BACK]
        numbers = {mark.get(qn("w:id")) for mark in starts}
        ends = [mark for mark in story.iter(qn("w:bookmarkEnd")) if mark.get(qn("w:id")) in numbers]
        for mark in (*marks, *starts, *ends):
            around = mark.getparent()
            if around is not None:
                around.remove(mark)


def _stories(document: Document) -> Iterator[BaseOxmlElement]:
    """The body, and every header and footer."""
    yield document.element.body
    for relation in document.part.rels.values():
        if relation.reltype in (RELATIONSHIP_TYPE.HEADER, RELATIONSHIP_TYPE.FOOTER):
            yield relation.target_part.element


def finish(document: Document, title: str, timestamp: datetime, languages: Languages) -> bytes:
    """Set the document's properties to what may be known, and write it in its fixed form.

    Args:
        title: the document's title.
        timestamp: its creation time; aware.
        languages: the words that are in another language.

    Returns:
        The docx: no author, no editor, no comments, no revision history.
    """
    say_languages(_stories(document), languages)
    core = document.core_properties
    core.title, core.language = title[:_LONGEST], LANGUAGE
    core.author = core.last_modified_by = core.comments = core.keywords = core.subject = core.category = ""
    core.content_status = core.identifier = core.version = ""
    core.revision = 1
    core.created = core.modified = timestamp.replace(microsecond=0)
    out = io.BytesIO()
    document.save(out)
    return normalise(out.getvalue())

"""Documents in a moment: real letters where a rule needs one, and a stand-in for the rest."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

import pikepdf

from bna_pipeline import pipeline, ports
from bna_pipeline.documents import letter_text
from bna_pipeline.documents import render as documents
from bna_pipeline.documents.docx_letter import letter_docx
from bna_pipeline.documents.lint import Examined
from bna_pipeline.documents.pdf import PictureSource
from bna_pipeline.documents.render import Rendered
from bna_pipeline.model.base import Sha256, digest_of
from bna_pipeline.model.content import Content
from bna_pipeline.model.programme import Partner
from bna_pipeline.pipeline import Actor, comparing, drafting, foreseeing, inspecting, rounds
from tests.machine.sent import FIRST
from tests.machine.setting import Setting
from tests.support.word_edits import WordEdit, kept, paragraph, parsed


@contextmanager
def quick_documents(templates: Path) -> Iterator[None]:
    """Typesetting costs a second and is deterministic (`tests/unit/documents`): here each content has its stand-in.

    The letter stays one that real fields can be put in; lint and redline have nothing to read in a stand-in.
    """
    letter = _a_real_letter(templates)
    text = cache(letter_text.load_letter_text)

    def render(
        content: Content, folder: Path, picture: PictureSource, typesetter: ports.Typesetter, timestamp: datetime
    ) -> Rendered:
        of = digest_of(content)
        return _stand_in(letter, of, lambda: letter_docx(content, text(folder), folder, of, timestamp))

    def form(partner: Partner, *_: object, **__: object) -> bytes:
        return f"formulier van {partner.id}".encode()

    def examined(*_: object, **__: object) -> Examined:
        return Examined((), ())

    def redline(*_: object, **__: object) -> Callable[[], bytes]:
        return lambda: b"wijzigingen in een plaatsvervanger"

    with (  # functions: a mock would keep what it is called with, run after run
        mock.patch.object(drafting, "render", render),
        mock.patch.object(inspecting, "examine", examined),
        mock.patch.object(comparing, "_redline", redline),
        mock.patch.object(rounds, "word_form", form),
        mock.patch.object(drafting, "load_letter_text", text),
        mock.patch.object(letter_text, "load_letter_text", text),
        mock.patch.object(foreseeing, "load_letter_text", text),
    ):
        yield


@cache
def _a_real_letter(templates: Path) -> Rendered:
    """One letter with its labels, typeset once."""
    kept: list[Rendered] = []
    real = documents.render

    def keeping(*given: Any) -> Rendered:
        kept.append(real(*given))
        return kept[-1]

    with mock.patch.object(drafting, "render", keeping):
        setting = Setting(templates)
        setting.inbox.files.update(FIRST)
        coordinator = Actor("coordinator", "proef")
        pipeline.open_edition(setting.tools, coordinator)
        pipeline.collect(setting.tools, coordinator)
        pipeline.draft(setting.tools, coordinator)
    return kept[0]


_STAND_INS: dict[Sha256, Rendered] = {}


def _stand_in(letter: Rendered, content: Sha256, word: Callable[[], bytes]) -> Rendered:
    """The letter in Word is the real one, so that it can come back with changes; the report holds one line."""
    if content in _STAND_INS:
        return _STAND_INS[content]
    with pikepdf.open(io.BytesIO(letter.letter_pdf)) as pdf:
        pdf.docinfo["/Subject"] = content
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True)
    in_word = word()
    report = WordEdit(in_word)
    for node in list(report.body[0]):
        report.body[0].remove(node)
    report.body[0].extend(parsed(paragraph(kept(content))))
    _STAND_INS[content] = replace(
        letter,
        letter_pdf=out.getvalue(),
        letter_docx=in_word,
        report_pdf=b"%PDF-1.7\n" + content.encode() + b"\n%%EOF\n",
        report_docx=report.bytes(),
    )
    return _STAND_INS[content]

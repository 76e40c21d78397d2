"""Words of another language in a Word file: each in a run of its own that says which language it is."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from typing import Final

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from lxml.etree import _Element

from bna_pipeline.documents.languages import Languages, Spoken

_REGIONS: Final = {"en": "en-GB", "de": "de-DE", "fr": "fr-FR", "es": "es-ES", "it": "it-IT", "nl": "nl-NL"}
"""Word knows languages by their region, and checks no spelling without one."""
_PRESERVED: Final = "{http://www.w3.org/XML/1998/namespace}space"
_RUN, _TEXT, _PROPERTIES, _LANGUAGE, _RIGHT_TO_LEFT = (qn(f"w:{name}") for name in ("r", "t", "rPr", "lang", "rtl"))


def say_languages(stories: Iterable[_Element], languages: Languages) -> None:
    """Cut the runs of these parts where their language changes, and say it there (`w:lang`); no word changes."""
    for story in stories if languages else ():
        for text in [one for one in story.iter(_TEXT) if languages.has(one.text or "")]:
            _cut(text, languages.cut(text.text or ""))


def _cut(text: _Element, pieces: Iterable[Spoken]) -> None:
    run = text.getparent()
    if run is None or run.tag != _RUN:
        return
    around = [child for child in run if child.tag != _PROPERTIES]
    at = around.index(text)
    for child in around:
        run.remove(child)
    parts: list[tuple[list[_Element], str | None]] = [(around[:at], None)]
    parts += [([_said(text, piece.text)], piece.language) for piece in pieces]
    parts.append((around[at + 1 :], None))
    for inside, language in parts:
        if inside:
            made = deepcopy(run)
            made.extend(inside)
            if language is not None:
                _set_language(made, _REGIONS.get(language, language))
            run.addprevious(made)
    around_run = run.getparent()
    if around_run is not None:
        around_run.remove(run)


def _said(text: _Element, words: str) -> _Element:
    made = deepcopy(text)
    made.text = words
    if words.strip() != words:
        made.set(_PRESERVED, "preserve")
    return made


def _set_language(run: _Element, language: str) -> None:
    """The last of a run's properties; letters from right to left have a language of their own."""
    properties = run.find(_PROPERTIES)
    if properties is None:
        properties = OxmlElement("w:rPr")
        run.insert(0, properties)
    for old in properties.findall(_LANGUAGE):
        properties.remove(old)
    mark = OxmlElement("w:lang")
    mark.set(qn("w:bidi" if properties.find(_RIGHT_TO_LEFT) is not None else "w:val"), language)
    properties.append(mark)

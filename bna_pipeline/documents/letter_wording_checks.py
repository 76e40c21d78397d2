"""What may stand in no letter and in no text of the report's own: decisions still to come, and traces of making it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bna_pipeline.documents.letter_case import NEAR, Fault, LetterCase, Passage

_I = re.IGNORECASE
_WHO = r"(?:Gedeputeerde Staten|GS|(?:ons|het) college|wij|ik)"
_ADOPTED = r"(?:vastgesteld|goedgekeurd|geaccordeerd)"
_ADOPTION = (
    re.compile(r"\bbesluit(?:nummer\b| ?(?:nr\b|nummer\b|van Gedeputeerde Staten\b))", _I),
    re.compile(r"\b(?:geparafeerd|paraaf|parafen)\b", _I),
    re.compile(rf"\b(?:rapportage|brief|mededeling|memo) (?:is|zijn|werd|wordt)\b{NEAR}\b{_ADOPTED}\b", _I),
    re.compile(rf"\b{_WHO}\b{NEAR}\b(?:rapportage|brief|mededeling|memo)\b{NEAR}\b{_ADOPTED}\b", _I),
    re.compile(r"\b(?:akkoord|goedkeuring) van (?:de )?(?:gedeputeerde|directeur|directie|ministeries?|GS)\b", _I),
)
_LABEL = re.compile(r"\b(?:besluit\w*|vaststelling|vastgesteld|paraaf|akkoord|goedgekeurd)\b", _I)
_PLACEHOLDER = re.compile(
    r"\{\{.*?\}\}|\{%.*?%\}|\{\{|\}\}|\{%|%\}"
    r"|\[(?:\.{2,}|…|(?:invullen|naam|datum|nummer|titel|bedrag|aantal|pm)\b)[^\]]*\]"
    r"|<(?:naam|datum|nummer|titel|bedrag|invullen)[^>]*>"
    r"|\b(?:TODO|TBD|FIXME|PM|XXX+|NN|n\.t\.b\.|P\.M\.)(?!\w)|\bLorem ipsum\b|\bdd-mm-(?:jjjj|yyyy)\b|_{3,}|\.{4,}"
)
_TWICE = re.compile(r"(?<![\w-])([^\W\d_]+) \1(?![\w-])", _I)
# These may follow themselves: "wat die die dag deed", "zijn zijn plannen klaar?".
_MAY_REPEAT = frozenset({"die", "dat", "zijn", "had", "haar", "zij", "was"})
_GAP = re.compile(r"[\s\u00a0\u2000-\u200a]{2,}| (?=[,.;:!?](?:\s|$))|\( | \)")


def no_decision(case: LetterCase) -> Iterator[Fault]:
    """No date or number of the adoption, and no approval: these come after the bytes are fixed."""
    mend = "Haal dit weg: besluit en akkoord komen pas nadat de tekst vastligt."
    letter = case.content.letter
    for line in (*letter.head, *letter.responsible):
        if _LABEL.search(line.label):
            yield Fault(
                f"Kop van de brief, {line.label}", f"Hier staat '{line.label}: {line.value}'.", mend, line.value
            )
    for passage in _own_text(case):
        for sentence in passage.sentences:
            found = next((m for pattern in _ADOPTION if (m := pattern.search(sentence))), None)
            if found is not None:
                yield Fault(passage.place, f"Hier staat iets over het besluit: '{found[0]}'.", mend, sentence)


def no_placeholder(case: LetterCase) -> Iterator[Fault]:
    """Nothing that still had to be filled in."""
    for passage in (*_own_text(case), *_around(case)):
        for found in _PLACEHOLDER.finditer(passage.text):
            yield Fault(
                passage.place,
                f"Hier staat nog iets dat ingevuld moest worden: '{found[0]}'.",
                "Vul het in, in de redactie of in letter/text.yaml.",
                passage.text,
            )


def nothing_twice(case: LetterCase) -> Iterator[Fault]:
    """No word twice in a row, no double space, no space before a comma or a point."""
    for passage in (*_own_text(case), *_around(case)):
        for word in _TWICE.finditer(passage.text):
            if word[1].casefold() not in _MAY_REPEAT:
                yield Fault(passage.place, f"Er staat '{word[0]}'.", "Haal een van beide woorden weg.", passage.text)
        for gap in _GAP.finditer(passage.text):
            around = passage.text[max(0, gap.start() - 15) : gap.end() + 15].strip()
            yield Fault(
                passage.place,
                f"Er staat een spatie te veel bij '{around}'.",
                "Haal de spatie weg; staat er een veld zonder inhoud, vul dat dan in.",
                passage.text,
            )


def _own_text(case: LetterCase) -> tuple[Passage, ...]:
    return (*case.passages(), *case.report_passages)


def _around(case: LetterCase) -> Iterator[Passage]:
    letter = case.content.letter
    yield from (Passage(f"Kop van de brief, {line.label}", line.value) for line in letter.head)
    yield from (Passage(f"Ondertekening, {s.label}", s.name) for s in letter.signatures)
    yield from (Passage(line.label, line.value) for line in letter.responsible)

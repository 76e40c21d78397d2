"""The questions of the form: letter, wording and hint, for each action and in general."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

GENERAL = "ALG"
AUTHOR = f"{GENERAL}.a"
COMPLETENESS = f"{GENERAL}.b"

PICK = "Kies een antwoord"
"""What a drop-down control shows before anybody chose; as an answer it means: nothing."""

CODE = re.compile(r"^\s*(?P<subject>[A-Z]{1,3}-\d{2}|ALG)\.(?P<letter>[a-z])(?![A-Za-z0-9])")
"""A question's code at the start of a cell: `K-07.b` or `ALG.a`."""

SPOILED = re.compile(r"^\s*(?P<subject>[A-Z]{1,3}-\d{2}|ALG)\.(?P<letter>[a-z])[A-Za-z0-9]")
"""A code that somebody typed on behind."""


@dataclass(frozen=True)
class Question:
    letter: str
    label: str
    hint: str = ""


STATUS = Question("a", "Status", "Kies uit de lijst, of typ een van de statussen uit de uitleg.")
ACHIEVED = Question("b", "Wat is bereikt?", "Schrijf kort en in gewone taal. Noem resultaten die de lezer herkent.")
REACHED = Question("c", "Mijlpalen die zijn gehaald", "Eén per regel, met de datum vooraan: 12 mei 2020 - Opening.")
COMING = Question("d", "Mijlpalen die nog komen", "Eén per regel, met de datum vooraan.")
EXAMPLE_TITLE = Question("e", "Voorbeeld: titel", "Alleen als u een voorbeeld geeft. Vul dan ook de tekst in.")
EXAMPLE_TEXT = Question("f", "Voorbeeld: tekst", "Vertel wat er gebeurde, voor wie, en wat het opleverde.")
PICTURE = Question("g", "Voorbeeld: foto of figuur", "Plak hier één afbeelding (PNG of JPEG), zo groot mogelijk.")
DESCRIPTION = Question(
    "h", "Beschrijving van de afbeelding", "Wat ziet iemand op de afbeelding? Verplicht bij een foto."
)
CAPTION = Question("i", "Bijschrift", "De regel die onder de afbeelding komt te staan.")
NEXT_STEPS = Question("j", "Wat komt hierna?", "De stappen voor het komende jaar.")
AMOUNT = Question("k", "Bedrag in euro", "Alleen als er geld mee gemoeid was: 1.250.000.")
PURPOSE = Question("l", "Waarvoor het bedrag was", "Verplicht als u een bedrag invult.")
REASON = Question("m", "Reden", "Alleen bij vertraagd of stopgezet, en dan verplicht.")
MEASURE = Question("n", "Maatregel", "Alleen bij vertraagd of stopgezet, en dan verplicht.")

PER_ACTION = (
    STATUS, ACHIEVED, REACHED, COMING, EXAMPLE_TITLE, EXAMPLE_TEXT, PICTURE,
    DESCRIPTION, CAPTION, NEXT_STEPS, AMOUNT, PURPOSE, REASON, MEASURE,
)  # fmt: skip
"""The questions about one action, in the form's order."""

IN_GENERAL = (
    Question("a", "Functie van wie dit invult", "Uw functie, niet uw naam."),
    Question("b", "Is uw bijdrage volledig of gedeeltelijk?", "Volledig: u meldt over al uw acties."),
)


def beside_the_point(code: str, asked: Iterable[str]) -> str:
    """What stands in a question's own cell besides its label and hint: an answer put in the wrong cell."""
    known = {
        q for q in (*PER_ACTION, *IN_GENERAL) if q.letter == code[-1] and (q in IN_GENERAL) == code.startswith(GENERAL)
    }
    usual = {text for question in known for text in (question.label, question.hint)}
    lines = (" ".join(line.split()) for line in asked)
    return " ".join(line for line in lines if line and line not in usual)


def code_of(action: str, question: Question) -> str:
    """A question's visible code: `K-07.b`."""
    return f"{action}.{question.letter}"

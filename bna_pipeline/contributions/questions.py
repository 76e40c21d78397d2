"""The questions of the form: letter, wording and hint, for each action and in general; the same in every carrier."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bna_pipeline.contributions.pictures import MIN_WIDTH
from bna_pipeline.model.intake import IntakeLimits, in_megabytes

GENERAL = "ALG"
AUTHOR = f"{GENERAL}.a"
COMPLETENESS = f"{GENERAL}.b"

PICK = "Kies een antwoord"
"""What a drop-down control shows before anybody chose; as an answer it means: nothing."""

PICK_DATE = "Kies een datum"
"""What a date control shows before anybody chose; as an answer it means: nothing."""

PROMPTS = frozenset(
    {
        PICK,
        PICK_DATE,
        # What Word itself shows in a control that somebody emptied again.
        "Kies een item.",
        "Klik of tik om tekst in te voeren.",
        "Klik hier als u tekst wilt invoeren.",
        "Klik of tik om een datum in te voeren.",
        "Klik hier als u een datum wilt invoeren.",
        "Choose an item.",
        "Click or tap here to enter text.",
        "Click here to enter text.",
        "Click or tap to enter a date.",
        "Click here to enter a date.",
    }
)

CODE = re.compile(r"^\s*(?P<subject>[A-Z]{1,3}-\d{2}|ALG)\.(?P<letter>[a-z])(?![A-Za-z0-9])")
"""A question's code at the start of a cell: `K-07.b` or `ALG.a`."""

SPOILED = re.compile(r"^\s*(?P<subject>[A-Z]{1,3}-\d{2}|ALG)\.(?P<letter>[a-z])[A-Za-z0-9]")
"""A code that somebody typed on behind."""


@dataclass(frozen=True)
class Question:
    """One question; `long` when its answer is running text with the programme's limit."""

    letter: str
    label: str
    hint: str = ""
    long: bool = False


STATUS = Question("a", "Status", "Kies uit de lijst, of typ een van de statussen uit de uitleg.")
ACHIEVED = Question(
    "b", "Wat is bereikt?", "Schrijf kort en in gewone taal. Noem resultaten die de lezer herkent.", long=True
)
REACHED = Question(
    "c", "Mijlpalen die zijn gehaald", "Eén per regel. Kies of typ de datum vooraan: 12 mei 2020 - Opening."
)
COMING = Question("d", "Mijlpalen die nog komen", "Eén per regel. Kies of typ de datum vooraan.")
EXAMPLE_TITLE = Question("e", "Voorbeeld: titel", "Alleen als u een voorbeeld geeft. Vul dan ook de tekst in.")
EXAMPLE_TEXT = Question("f", "Voorbeeld: tekst", "Vertel wat er gebeurde, voor wie, en wat het opleverde.", long=True)
PICTURE = Question("g", "Voorbeeld: foto of figuur", "Plak hier één afbeelding.")
DESCRIPTION = Question(
    "h", "Beschrijving van de afbeelding", "Wat ziet iemand op de afbeelding? Verplicht bij een foto."
)
CAPTION = Question("i", "Bijschrift", "De regel die onder de afbeelding komt te staan.")
NEXT_STEPS = Question("j", "Wat komt hierna?", "De stappen voor het komende jaar.", long=True)
AMOUNT = Question("k", "Bedrag in euro", "Alleen als er geld mee gemoeid was: 1.250.000.")
PURPOSE = Question("l", "Waarvoor het bedrag was", "Verplicht als u een bedrag invult.")
REASON = Question("m", "Reden", "Alleen bij vertraagd of stopgezet, en dan verplicht.", long=True)
MEASURE = Question("n", "Maatregel", "Alleen bij vertraagd of stopgezet, en dan verplicht.", long=True)

PER_ACTION = (
    STATUS, ACHIEVED, REACHED, COMING, EXAMPLE_TITLE, EXAMPLE_TEXT, PICTURE,
    DESCRIPTION, CAPTION, NEXT_STEPS, AMOUNT, PURPOSE, REASON, MEASURE,
)  # fmt: skip
"""The questions about one action, in the form's order."""

IN_GENERAL = (
    Question("a", "Functie van wie dit invult", "Uw functie, niet uw naam."),
    Question("b", "Is uw bijdrage volledig of gedeeltelijk?", "Volledig: u meldt over al uw acties."),
)

BEFORE = "Uw antwoord van vorig jaar:"
STILL_COMING = "Deze mijlpalen kwamen vorig jaar nog. Zet hier wat is gehaald:"

# Hints of forms that partners may still have.
_FORMERLY = frozenset(
    {
        "Eén per regel, met de datum vooraan: 12 mei 2020 - Opening.",
        "Eén per regel, met de datum vooraan.",
        "Plak hier één afbeelding (PNG of JPEG), zo groot mogelijk.",
    }
)
_LIMIT = re.compile(
    r"Ten hoogste [\d.]+ tekens\.|PNG of JPEG, ten minste \d+ beeldpunten breed, ten hoogste [\d,]+ [kM]B\."
)
_BARE_DATE = re.compile(rf"^(?:{re.escape(PICK_DATE)}\s*)+[-–—]?\s*")
_NOTHING_BUT_DASH = re.compile(r"^[-–—]?$")


def limit_of(question: Question, text_limit: int, limits: IntakeLimits) -> str:
    """The limit on an answer, in words to print at the question; empty when there is none to say.

    Args:
        text_limit: characters that a running text may have.
    """
    if question == PICTURE:
        most = in_megabytes(limits.picture_bytes)
        return f"PNG of JPEG, ten minste {MIN_WIDTH} beeldpunten breed, ten hoogste {most}."
    return f"Ten hoogste {f'{text_limit:,}'.replace(',', '.')} tekens." if question.long else ""


def quoted_before(text: str) -> str:
    """A line of last year's answer as it stands at the question: between quotation marks, so that it is known again."""
    return f"‘{text}’"


def answered(code: str, line: str) -> str:
    """A line of an answer without what the form itself put there; empty when nothing else stands there.

    Args:
        code: of the question; only where milestones are asked does a line begin with a date to choose.
    """
    said = line.strip(" \t\n\u00a0")
    if said in PROMPTS:
        return ""
    if not code.startswith(GENERAL) and code[-1] in (REACHED.letter, COMING.letter):
        said = _BARE_DATE.sub("", said)
        return "" if _NOTHING_BUT_DASH.match(said) else said
    return said


def beside_the_point(code: str, asked: Iterable[str]) -> str:
    """What stands in a question's own cell besides what the form says there: an answer put in the wrong cell."""
    usual = {text for question in _asked_by(code) for text in (question.label, question.hint)} | _FORMERLY
    left: list[str] = []
    before = False
    for line in (" ".join(line.split()) for line in asked):
        before = before or line in (BEFORE, STILL_COMING)
        if line and line not in usual and not _LIMIT.fullmatch(line) and not (before and _is_before(line)):
            left.append(line)
    return " ".join(left)


def is_label(code: str, text: str) -> bool:
    """Whether a text is how the form puts the question with this code."""
    return any(" ".join(text.split()) == question.label for question in _asked_by(code))


def _asked_by(code: str) -> tuple[Question, ...]:
    asked = IN_GENERAL if code.startswith(f"{GENERAL}.") else PER_ACTION
    return tuple(question for question in asked if question.letter == code[-1])


def _is_before(line: str) -> bool:
    return line in (BEFORE, STILL_COMING) or (line.startswith("‘") and line.endswith("’"))


def code_of(action: str, question: Question) -> str:
    """A question's visible code: `K-07.b`."""
    return f"{action}.{question.letter}"

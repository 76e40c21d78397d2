"""Sentences with fields, as the programme's staff writes them, filled in from facts.

A pattern is Jinja in a sandbox. Only patterns from the programme's folder ever come here: what contributors or the
redactie wrote is never a pattern, so braces in it stay what they are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bna_pipeline.documents import dutch
from bna_pipeline.errors import TemplateInvalid
from bna_pipeline.model.base import Paragraphs

Facts = Mapping[str, Any]
"""What a pattern may name: texts, numbers, and lists and mappings of them. Never an object with methods."""

_MEND = "Verbeter de zin in het tekstbestand van het programma."


@cache
def environment() -> ImmutableSandboxedEnvironment:
    """What patterns are read and filled in with: a sandbox in which a name that is not known is a fault."""
    made = ImmutableSandboxedEnvironment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.globals.clear()
    made.filters.update(
        number_words=dutch.number_words,
        joined=dutch.joined,
        capital=dutch.capital,
        lower_first=dutch.lower_first,
    )
    return made


@lru_cache(maxsize=512)
def _compiled(source: str) -> Template:
    return environment().from_string(source)


def check_pattern(source: str, place: str) -> None:
    """Read a pattern without filling it in.

    Raises:
        TemplateInvalid: it is no pattern; the message names the place.
    """
    try:
        _compiled(source)
    except TemplateSyntaxError as error:
        raise TemplateInvalid(
            f"{place}, regel {error.lineno}: de zin is niet te lezen: {error.message}.", _MEND
        ) from error


def fill(source: str, facts: Facts, place: str) -> Paragraphs:
    """Fill in a pattern.

    Args:
        source: the pattern; a blank line begins a new paragraph.
        facts: what it may name.
        place: where it stands, for the message.

    Returns:
        The paragraphs; a paragraph in which nothing is left is left out.

    Raises:
        TemplateInvalid: it names an unknown field, or does what a sentence has no business doing.
    """
    try:
        text = _compiled(source).render(facts)
    except UndefinedError as error:
        raise TemplateInvalid(f"{place}: de zin noemt een onbekend veld: {error.message}.", _MEND) from error
    except SecurityError as error:
        raise TemplateInvalid(f"{place}: de zin doet iets wat niet mag: {error}.", _MEND) from error
    except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError) as error:
        raise TemplateInvalid(f"{place}: de zin is niet in te vullen: {error}.", _MEND) from error
    folded = (" ".join(paragraph.split()) for paragraph in re.split(r"\n\s*\n", text))
    return tuple(paragraph for paragraph in folded if paragraph)


def fill_line(source: str, facts: Facts, place: str) -> str:
    """Fill in a pattern that must give exactly one paragraph.

    Raises:
        TemplateInvalid: as `fill`; or it gives nothing, or more than one paragraph.
    """
    paragraphs = fill(source, facts, place)
    if len(paragraphs) != 1:
        raise TemplateInvalid(f"{place}: hier hoort één zin te staan, er komen er {len(paragraphs)} uit.", _MEND)
    return paragraphs[0]

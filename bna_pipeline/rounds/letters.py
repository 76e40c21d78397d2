"""The mails of a round: the programme's templates, filled in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from jinja2.exceptions import TemplateError, TemplateNotFound, TemplateSyntaxError, UndefinedError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from bna_pipeline.errors import TemplateInvalid
from bna_pipeline.model.base import Frozen
from bna_pipeline.model.calendar import dutch_date
from bna_pipeline.rounds.specimens import SPECIMENS
from bna_pipeline.rounds.terms import ZONE, with_weekday
from bna_pipeline.rounds.values import MailValues
from bna_pipeline.rounds.visible import one_line, visible
from bna_pipeline.rounds.word_changes import side_by_side

FOLDER: Final = "mails"
"""Where a programme keeps its mail templates."""

SUBJECT: Final = "onderwerp"
"""The block of a text template that is the mail's subject."""

_SUBJECT_LENGTH = 150
_NUMBERS = ("geen", "één", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf")
_FROM_ELSEWHERE = re.compile(
    r"<(?:link|script|iframe|object|embed|video|audio|form)\b|url\(|@import|\bsrc\s*=(?!\s*\"cid:)", re.IGNORECASE
)
# What a template may raise beside the errors of Jinja itself.
_FAULTS = (TemplateError, ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


class Composed(Frozen):
    """A mail's words: a subject of one line, and the same said as plain text and as an HTML page."""

    subject: str
    text: str
    html: str


def compose(templates: Path, values: MailValues) -> Composed:
    """Fill in the programme's templates of a mail: `mails/<purpose>.txt.jinja` and `mails/<purpose>.html.jinja`.

    The text template's block `onderwerp` is the subject. Characters that nobody sees are written out.

    Args:
        templates: the programme's folder.
        values: what the mail says; its type says which mail it is.

    Raises:
        TemplateInvalid: a template is missing, is no template, or names an unknown field; says which file and line.
    """
    environment = _environment(templates / FOLDER)
    fields = {**_fields(values), "subject": ""}
    text = _template(environment, f"{values.purpose.value}.txt.jinja")
    html = _template(environment, f"{values.purpose.value}.html.jinja")
    if SUBJECT not in text.blocks:
        raise TemplateInvalid(
            f"Het mailsjabloon {FOLDER}/{text.name} heeft geen onderwerp.",
            f"Zet het in een blok: {{% block {SUBJECT} %}}...{{% endblock %}}.",
        )
    subject = one_line(_filled(text, text.blocks[SUBJECT], fields))
    if not subject:
        raise TemplateInvalid(f"Het blok {SUBJECT} van het mailsjabloon {FOLDER}/{text.name} geeft geen tekst.")
    if len(subject) > _SUBJECT_LENGTH:
        subject = f"{subject[: _SUBJECT_LENGTH - 1].rstrip()}…"
    fields["subject"] = subject
    return Composed(
        subject=subject,
        text=_tidy(_filled(text, text.root_render_func, fields)),
        html=_filled(html, html.root_render_func, fields).strip() + "\n",
    )


def check_templates(templates: Path) -> tuple[str, ...]:
    """What is wrong with a programme's mail templates, in Dutch, each once.

    Every mail is made with values made up for it, in all its variants.

    Args:
        templates: the programme's folder.
    """
    said: dict[str, None] = {}
    for values in SPECIMENS:
        try:
            html = compose(templates, values).html
        except TemplateInvalid as error:
            said[" ".join(part for part in (error.message, error.mend) if part)] = None
            continue
        if found := _FROM_ELSEWHERE.search(html):
            said[
                f"Het mailsjabloon {FOLDER}/{values.purpose.value}.html.jinja haalt iets van elders op "
                f"({found.group()}): een mailprogramma laat dat niet zien. Zet alles in de mail zelf."
            ] = None
    return tuple(said)


@lru_cache(maxsize=8)
def _environment(folder: Path) -> Environment:
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(folder),
        undefined=StrictUndefined,
        autoescape=lambda name: name is not None and name.endswith(".html.jinja"),
        finalize=_finalized,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.clear()
    environment.globals["side_by_side"] = side_by_side
    environment.filters.update(date=dutch_date, weekday=with_weekday, moment=_moment, number=_number)
    return environment


def _finalized(value: object) -> object:
    """What a template prints, made visible: not the template's own words, but all that stands in a field."""
    if isinstance(value, Markup):
        return Markup(visible(value))  # noqa: S704 -- it is markup already
    return visible(value) if isinstance(value, str) else value


def _fields(values: MailValues) -> dict[str, Any]:
    """The fields of a mail by name, with what follows from them: what its templates may name."""
    kind = type(values)
    derived = (name for name in dir(kind) if isinstance(getattr(kind, name, None), property))
    return {
        name: getattr(values, name) for name in (*kind.model_fields, *derived) if not name.startswith(("_", "model_"))
    }


def _template(environment: Environment, name: str) -> Template:
    try:
        return environment.get_template(name)
    except TemplateNotFound as error:
        raise TemplateInvalid(f"Het mailsjabloon {FOLDER}/{error.name} ontbreekt.") from error
    except TemplateSyntaxError as error:
        raise _invalid(error.name or name, error.lineno, error.message or "geen sjabloon") from error
    except (OSError, ValueError) as error:
        raise TemplateInvalid(f"Het mailsjabloon {FOLDER}/{name} is niet te lezen: {error}.") from error


def _filled(template: Template, write: Callable[[Context], Iterable[str]], fields: dict[str, Any]) -> str:
    try:
        return "".join(write(template.new_context(fields)))
    except TemplateNotFound as error:
        raise TemplateInvalid(f"Het mailsjabloon {FOLDER}/{error.name} ontbreekt.") from error
    except TemplateSyntaxError as error:
        raise _invalid(error.name or str(template.name), error.lineno, error.message or "geen sjabloon") from error
    except _FAULTS as error:
        name, line = _place(error.__traceback__, template)
        known = f"Deze velden bestaan: {', '.join(sorted(fields))}." if isinstance(error, UndefinedError) else ""
        raise _invalid(name, line, str(error) or type(error).__name__, known) from error


def _invalid(name: str, line: int, why: str, mend: str = "") -> TemplateInvalid:
    return TemplateInvalid(f"Het mailsjabloon {FOLDER}/{name}, regel {line}: {why.rstrip('.')}.", mend)


def _place(trace: TracebackType | None, template: Template) -> tuple[str, int]:
    """In which template and line it went wrong: the innermost one, as a layout calls the blocks of its pages."""
    name, line = str(template.name), 1
    while trace is not None:
        running = trace.tb_frame.f_globals.get("__jinja_template__")
        if isinstance(running, Template):
            name, line = str(running.name), running.get_corresponding_lineno(trace.tb_lineno)
        trace = trace.tb_next
    return name, line


def _tidy(text: str) -> str:
    """No white space at the ends of lines, and never two empty lines: templates need not count theirs."""
    lines = "\n".join(line.rstrip() for line in text.strip().split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines) + "\n"


def _moment(moment: datetime) -> str:
    local = moment.astimezone(ZONE)
    return f"{dutch_date(local.date())} om {local.hour}.{local.minute:02} uur"


def _number(count: int, one: str, many: str) -> str:
    word = _NUMBERS[count] if 0 <= count < len(_NUMBERS) else str(count)
    return f"{word} {one if count == 1 else many}"

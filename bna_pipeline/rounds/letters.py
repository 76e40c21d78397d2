"""The mails of a round: the programme's templates filled in."""

from __future__ import annotations

from pathlib import Path

from bna_pipeline.model.base import Frozen
from bna_pipeline.rounds.values import MailValues


class Composed(Frozen):
    """A mail's words: a subject of one line, and the same text twice."""

    subject: str
    text: str
    html: str


def compose(templates: Path, values: MailValues) -> Composed:
    """Fill in the programme's templates for a mail: `mails/<purpose>.txt.jinja` and `mails/<purpose>.html.jinja`.

    Args:
        templates: the programme's folder.
        values: what the mail says; its type says which mail it is.

    Raises:
        TemplateInvalid: a template is missing, is no template, or names an unknown field; says which file and line.
    """


def check_templates(templates: Path) -> tuple[str, ...]:
    """What is wrong with the programme's mail templates, in Dutch; each is filled in with values made up for it."""

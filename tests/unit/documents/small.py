"""A second, small programme with its own sentences and the same layouts: nothing in the code knows either by name."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bna_pipeline.documents.content import write_content
from bna_pipeline.documents.letter_text import LetterText, load_letter_text
from bna_pipeline.model.consolidation import (
    AttributedExample,
    AttributedText,
    ConsolidatedAction,
    Consolidation,
    ContributionUsed,
)
from bna_pipeline.model.content import Content
from bna_pipeline.model.contribution import Example
from bna_pipeline.model.programme import Programme, Status
from tests.support import small_programme
from tests.unit.documents import factory

LETTER_TEXT = """\
nothing: Nvt
name: Memo
hash_label: SHA-256 van bijlage 1
parts:
  onderwerp: {heading: Onderwerp, paragraphs: ["{{ edition.title }}"]}
  aan: {heading: Aan, paragraphs: ["{{ addressee }}"]}
  kennisnemen-van: {heading: Kennisnemen van, items: ["{{ edition.ordinal_words | capital }} rapportage"]}
  aanleiding:
    heading: Aanleiding
    paragraphs:
      - "{{ agenda.name }}, {{ agenda.informed_on }}{% for e in earlier %}, {{ e.letter_sent }}{% endfor %}."
  bevoegdheid: {heading: Bevoegdheid, paragraphs: ["Ter informatie."]}
  kernboodschap:
    heading: Kernboodschap
    statement:
      position: 1
      heading: "De uitvoering verloopt {{ progress.words }}."
      argument: ["{% for p in pillars %}{{ p.name }} verloopt {{ p.words }}. {% endfor %}"]
  consequenties: {heading: Consequenties}
  europa: {heading: Europese en internationale zaken}
  communicatie: {heading: Communicatie}
  vervolg: {heading: Vervolg, paragraphs: ["Volgend jaar volgt een nieuwe rapportage."]}
  bijlagen: {heading: Bijlagen, items: ["{{ attachment.title }} ({{ attachment.file }})"]}
"""


@cache
def programme() -> Programme:
    return Programme.model_validate(yaml.safe_load(small_programme.TEXT))


def folder(root: Path, letter_text: str = LETTER_TEXT) -> Path:
    """A programme's folder below `root`: the layouts of the sample, sentences of its own, and no logos."""
    made = root / "klein"
    for part in ("letter", "report"):
        shutil.copytree(factory.FOLDER / part, made / part)
    for part in ("house.typ", "house.yaml"):
        shutil.copy(factory.FOLDER / part, made)
    (made / "letter" / "text.yaml").write_text(letter_text, encoding="utf-8")
    return made


def consolidation(
    said: str = "Er is iets bereikt.", status: Status = Status.ON_SCHEDULE, **changes: Any
) -> Consolidation:
    """One action of which the owner says `said`, everywhere where a partner may say something."""
    known = programme()
    year = next(e for e in known.editions if not e.past)
    action = known.actions[0]
    spoken = (AttributedText(partner=action.owner, text=(said,)),)
    actions = (
        ConsolidatedAction(
            id=action.id,
            pillar=action.pillar,
            title=action.title,
            owner=action.owner,
            partners=action.partners,
            role=action.role,
            status=status,
            reported_by=(action.owner,),
            achieved=spoken,
            next_steps=spoken,
            reason=(),
            measure=(),
            milestones=(),
            examples=(AttributedExample(partner=action.owner, example=Example(title=said, text=(said,))),),
            money=(),
        ),
    )
    return Consolidation(
        edition=year.id,
        actions=actions,
        editorial=factory.editorial(known, year, **changes),
        figures=factory.figures(known, actions),
        used=(ContributionUsed(partner=action.owner, original="0" * 64),),
    )


def content(where: Path, merged: Consolidation) -> Content:
    """What both documents say, whether or not the letter keeps the rules of its form."""
    known = programme()
    return write_content(known, known.edition(merged.edition), merged, _text(where))


@cache
def _text(where: Path) -> LetterText:
    return load_letter_text(where)

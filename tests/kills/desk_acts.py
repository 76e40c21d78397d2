"""What reviewers do beside deciding, in the edition of two partners: remarks, and a draft that comes back in Word."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from bna_pipeline.errors import WordUnreadable
from bna_pipeline.model.draft import REPORT_DOCX
from bna_pipeline.model.transitions import Act as Opens
from bna_pipeline.wiring import App, pipeline
from tests.support.word_edits import ANNE, added, edited, gone, kept

EDITION = "duo-2020"
READER, STAGE = "lezer", "lezers"
FOREWORD = (
    "Een lamp die een leerling zelf boog. Een werkplaats die openging. "
    "Dit jaar is te zien wat twee partners samen kunnen."
)
Does = Callable[[App], object]


def _reader(app: App, opens: Opens) -> tuple[pipeline.Tools, pipeline.Actor]:
    return app.tools(EDITION), app.actor(EDITION, READER, opens)


def _remark_twice(app: App) -> None:
    tools, reader = _reader(app, Opens.REMARK)
    for text in ("Noem het jaar.", "Wie zijn de leerlingen?"):
        pipeline.make_remark(tools, reader, stage=STAGE, section="rapport.samenvatting", text=text)


def _take_one_back(app: App) -> None:
    tools, reader = _reader(app, Opens.REMARK)
    pipeline.withdraw_remark(tools, reader, remark=pipeline.remarks_of(tools)[0].remark.id)


def _answer_the_other(app: App) -> None:
    tools, by = app.tools(EDITION), app.actor(EDITION, "coordinator", Opens.ANSWER_REMARK)
    other = pipeline.remarks_of(tools)[1].remark.id
    pipeline.answer_remark(tools, by, remark=other, answer="Dat staat bij de actie.", taken_over=False)


def _send_what_is_no_draft(app: App) -> None:
    tools, reader = _reader(app, Opens.RETURN_WORD)
    with suppress(WordUnreadable):  # that is on record, and said
        pipeline.return_word(tools, reader, name="notitie.docx", data=b"geen Word", stage=STAGE)


def _send_back(app: App) -> None:
    tools, reader = _reader(app, Opens.RETURN_WORD)
    made = pipeline.state(tools).draft
    assert made is not None
    draft = (app.root / "outbox" / EDITION / "concept" / f"v{made.version}" / REPORT_DOCX).read_bytes()
    first, _, rest = FOREWORD.partition(" ")
    data = edited(draft, lambda e: e.rewrite(FOREWORD[:30], gone(first, ANNE), added("Die", ANNE), kept(f" {rest}")))
    pipeline.return_word(tools, reader, name="met wijzigingen.docx", data=data, stage=STAGE)


def _leave_as_it_is(app: App) -> None:
    tools, by = app.tools(EDITION), app.actor(EDITION, "coordinator", Opens.SETTLE_PROPOSAL)
    (line,) = pipeline.proposals(tools)
    pipeline.settle_proposal(tools, by, proposal=line.change.id, accept=False, reason="Zo sprak de leerling zelf.")


DESK_ACTS: tuple[tuple[str, Does, None], ...] = (
    ("remark twice", _remark_twice, None),
    ("take a remark back", _take_one_back, None),
    ("answer a remark", _answer_the_other, None),
    ("send back what is no draft", _send_what_is_no_draft, None),
    ("send the draft back in Word", _send_back, None),
    ("settle what was proposed in Word", _leave_as_it_is, None),
)
"""Acts on a draft that the reader has not decided on yet."""

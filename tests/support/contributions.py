"""Any contribution that the rules accept, for property tests, and what somebody types into a form to say it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from io import BytesIO

from hypothesis import strategies as st
from PIL import Image

from bna_pipeline.contributions import questions as q
from bna_pipeline.contributions.characters import CARRIED
from bna_pipeline.contributions.pictures import checked_picture
from bna_pipeline.model.base import Sha256, sha256_hex
from bna_pipeline.model.contribution import (
    ActionReport,
    Completeness,
    Contribution,
    Example,
    Milestone,
    Money,
    Picture,
)
from bna_pipeline.model.programme import Edition, Programme, Status
from tests.support.filling_excel import ExcelAnswer

_ODD = [
    "Wat een 'mooi' begin", "=1+1", "- met een streepje", "+31 wordt geen getal", "@thuis", "a & b < c > d", "12,50",
    "3-4-2020", "WAAR", "0012", "‘tussen’ “aanhalingstekens”", "één – twee — drie…", "_x0041_ is geen A", "50 %",
    "#VERW!", "ALG.a staat vooraan", "a\\nb {{ naam }} ${x}",
]  # fmt: skip
_LETTERS = "".join(chr(c) for low, high in CARRIED for c in range(low, high + 1) if not chr(c).isdigit())

lines = st.one_of(
    st.sampled_from(_ODD),
    st.text(_LETTERS, min_size=1, max_size=60).map(lambda text: " ".join(text.split())).filter(bool),
)
"""One line with any characters that the documents can carry."""

paragraphs = st.lists(lines, min_size=1, max_size=4).map(tuple)
amounts = st.one_of(
    st.integers(0, 10**9).map(Decimal),
    st.integers(0, 10**11).map(lambda cents: Decimal(cents).scaleb(-2)),
)


@cache
def _picture(number: int) -> bytes:
    buffer = BytesIO()
    kind, size = ("PNG", "JPEG")[number % 2], (640 + 40 * number, 480)
    Image.new("RGB", size, (40 * number % 256, 90, 160)).save(buffer, format=kind)
    return buffer.getvalue()


PICTURES: Mapping[Sha256, bytes] = {
    sha256_hex(checked_picture(_picture(number)).data): _picture(number) for number in range(4)
}
"""The pictures in contributions of `contributions`, as they came from the camera, by the digest of what is kept."""


@st.composite
def _pictures(draw: st.DrawFn) -> Picture:
    digest = draw(st.sampled_from(sorted(PICTURES)))
    checked = checked_picture(PICTURES[digest])
    return Picture(
        sha256=digest,
        media_type=checked.media_type,
        width=checked.width,
        height=checked.height,
        description=draw(lines),
    )


@st.composite
def _examples(draw: st.DrawFn) -> Example:
    picture = draw(st.none() | _pictures())
    caption = draw(st.none() | lines) if picture else None
    return Example(title=draw(lines), text=draw(paragraphs), picture=picture, caption=caption)


def _milestones(reached: bool, first: date, last: date) -> st.SearchStrategy[list[Milestone]]:
    one = st.builds(Milestone, date=st.dates(first, last), title=lines, reached=st.just(reached))
    return st.lists(one, max_size=4)


@st.composite
def _reports(draw: st.DrawFn, action: str, edition: Edition, sent: date) -> ActionReport:
    status = draw(st.sampled_from(Status))
    why = paragraphs if status.needs_reason else st.just(()) | paragraphs
    until = min(sent, edition.period_end)
    coming = max(sent, edition.period_start) + timedelta(1)
    return ActionReport(
        action=action,
        status=status,
        achieved=draw(paragraphs),
        milestones=(
            *draw(_milestones(True, edition.period_start, until)),
            *draw(_milestones(False, coming, coming + timedelta(1000))),
        ),
        example=draw(st.none() | _examples()),
        next_steps=draw(st.just(()) | paragraphs),
        money=draw(st.none() | st.builds(Money, amount=amounts, purpose=lines)),
        reason=draw(why),
        measure=draw(why),
    )


@st.composite
def contributions(
    draw: st.DrawFn, programme: Programme, edition: Edition, partner: str, sent_at: datetime
) -> Contribution:
    """Any contribution of a partner without a finding that blocks it; whole or of some of its actions.

    Args:
        sent_at: aware; by which its milestones are past or still come.
    """
    own = [action.id for action in programme.actions_of(partner)]
    reported = draw(st.lists(st.sampled_from(own), min_size=1, unique=True))
    whole = set(reported) == set(own) and draw(st.booleans())
    return Contribution(
        edition=edition.id,
        partner=partner,
        completeness=Completeness.COMPLETE if whole else Completeness.PARTIAL,
        sent_at=sent_at,
        author=draw(lines),
        reports=tuple(draw(_reports(a, edition, sent_at.date())) for a in own if a in reported),
    )


def excel_answers(value: Contribution, pictures: Mapping[Sha256, bytes]) -> dict[str, ExcelAnswer]:
    """A contribution as somebody would type it into an Excel form: dates as dates, money as numbers.

    Args:
        pictures: by the digest that the contribution has.
    """
    answers: dict[str, ExcelAnswer] = {q.AUTHOR: value.author, q.COMPLETENESS: value.completeness.value}
    for report in value.reports:
        said = {q.code_of(report.action, question): answer for question, answer in _said(report, pictures)}
        answers.update({code: answer for code, answer in said.items() if answer or isinstance(answer, Decimal)})
    return answers


def _said(report: ActionReport, pictures: Mapping[Sha256, bytes]) -> list[tuple[q.Question, ExcelAnswer]]:
    example, picture = report.example, report.example.picture if report.example else None
    return [
        (q.STATUS, report.status.value),
        (q.ACHIEVED, report.achieved),
        (q.REACHED, _rows(report.milestones, reached=True)),
        (q.COMING, _rows(report.milestones, reached=False)),
        (q.EXAMPLE_TITLE, example.title if example else ""),
        (q.EXAMPLE_TEXT, example.text if example else ""),
        (q.PICTURE, pictures[picture.sha256] if picture else b""),
        (q.DESCRIPTION, picture.description if picture else ""),
        (q.CAPTION, (example.caption or "") if example else ""),
        (q.NEXT_STEPS, report.next_steps),
        (q.AMOUNT, report.money.amount if report.money else ""),
        (q.PURPOSE, report.money.purpose if report.money else ""),
        (q.REASON, report.reason),
        (q.MEASURE, report.measure),
    ]


def _rows(milestones: Sequence[Milestone], *, reached: bool) -> list[tuple[date | str, str]]:
    return [(m.date, m.title) for m in milestones if m.reached is reached]

"""Content with anything in it that the model allows and intake lets through: what every rendering must say alike.

Made from a number, not drawn: a content has hundreds of texts, and drawing them would take longer than setting them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from random import Random
from typing import TypeVar

from bna_pipeline.contributions.characters import CARRIED
from bna_pipeline.documents.scripts import runs_right_to_left
from bna_pipeline.model.base import sha256_hex
from bna_pipeline.model.content import (
    AbbreviationLine,
    ActionBlock,
    AttentionLine,
    ChangeLine,
    Content,
    ContributorLine,
    CountLine,
    Cover,
    DevelopmentBlock,
    ExampleBlock,
    Finance,
    FinanceLine,
    Foreword,
    LabelledLine,
    LetterContent,
    LetterPart,
    LetterPartId,
    Link,
    Logo,
    MilestoneLine,
    OpportunityBlock,
    Overview,
    OverviewMovement,
    OverviewRow,
    PillarChapter,
    PillarCounts,
    ReportContent,
    SignatureBlock,
    Statement,
    StatusMeaning,
    Summary,
    TextBlock,
    Years,
)
from bna_pipeline.model.contribution import DevelopmentScope, Picture
from bna_pipeline.model.language import Foreign
from bna_pipeline.model.programme import Status
from tests.unit.documents import factory

_ODD = (
    "&", "<b>", "</p>", "&amp;", "{{ naam }}", "{% raw %}", "#read(\"/x\")", "$x$", "*vet*", "_", "\\n", "@", "%", "~",
    "'t", "\"zo\"", "€ 5", "één", "3-4-2020", "en/of", "1.", "- a", "= b", "…", "—", "–", "]]>", "<!--", "w:t",
    "שלום", "עולם", "(שלום)", "مرحبا", "بالعالم", "١٢٣", "12 שלום 34", "אב: גד, הו.", "Ωmega", "€ 125.000",
    "https://example.org/a?b=c&d=e", "coördinatie-overleg", "hottentottententententoonstelling",
)  # fmt: skip
_FOREIGN = tuple(
    Foreign(text=text, language=language)
    for text, language in (("שלום", "he"), ("coördinatie-overleg", "en-GB"), ("overleg", "de"), ("en/of", "fr"))
)
_ANY = "".join(chr(point) for low, high in CARRIED for point in range(low, high + 1) if chr(point) != "•")
_LEFT_TO_RIGHT = "".join(c for c in _ANY if not runs_right_to_left(c))
_STATUSES = (*(status.value for status in Status), "zonder bericht")
_LONG = "onafbreekbaar" * 16

Made = TypeVar("Made")


def any_content(number: int, most: int = 2) -> Content:
    """The content that belongs to this number; the same on every machine.

    Args:
        most: how many paragraphs, rows or entries there are at most where there may be several.
    """
    draw = _Draw(number, most)
    return Content(edition="klein-2020", report=draw.report(), letter=draw.letter(), foreign=_FOREIGN)


class _Draw:
    def __init__(self, number: int, most: int) -> None:
        self._random = Random(number)
        self._most = most
        both = self._random.random() < 0.4  # ways; most documents have no word that is read from right to left
        self._odd = _ODD if both else tuple(word for word in _ODD if not runs_right_to_left(word))
        self._any = _ANY if both else _LEFT_TO_RIGHT

    # -- pieces

    def word(self) -> str:
        kind = self._random.random()
        if kind < 0.6:
            return self._random.choice(self._odd)
        if kind < 0.97:
            return "".join(self._random.choices(self._any, k=self._random.randint(1, 9))).strip() or "x"
        return _LONG[: self._random.randint(150, 200)]

    def line(self) -> str:
        return " ".join(self.word() for _ in range(self._random.randint(1, 4)))

    def few(self, make: Callable[[], Made], most: int = 2, least: int = 0) -> tuple[Made, ...]:
        return tuple(make() for _ in range(self._random.randint(least, min(most, self._most))))

    def texts(self, least: int = 0) -> tuple[str, ...]:
        return self.few(self.line, least=least)

    def maybe(self, make: Callable[[], Made]) -> Made | None:
        return make() if self._random.random() < 0.5 else None

    def status(self) -> str:
        return self._random.choice(_STATUSES)

    def action(self) -> str:
        letters = "".join(self._random.choices("ABKMTVZ", k=self._random.randint(1, 3)))
        return f"{letters}-{self._random.randint(0, 99):02d}"

    def counts(self, known: Years | None) -> tuple[CountLine, ...]:
        labels = self._random.sample(_STATUSES, self._random.randint(0, 3))
        return tuple(
            CountLine(
                label=label,
                count=self._random.randint(0, 40),
                before=None if known is None else self._random.randint(0, 40),
            )
            for label in labels
        )

    # -- report

    def report(self) -> ReportContent:
        known = self.maybe(lambda: Years(now="2020", before="2019"))
        drawn = list(dict.fromkeys(self.action() for _ in range(self._random.randint(0, 2))))
        cut = self._random.randint(0, len(drawn))  # so that a pillar may be empty
        pillars = [drawn[:cut], drawn[cut:]][: self._random.randint(0, 2)]
        ids = [action for mine in pillars for action in mine]  # tables name actions that have a chapter
        return ReportContent(
            cover=Cover(
                title=self.line(),
                subtitle=self.line(),
                edition=self.line(),
                period=self.line(),
                logos=self.few(lambda: Logo(partner=self._random.choice(("ezk", "onbekend")), name=self.line())),
            ),
            foreword=Foreword(text=self.texts(), signed=self.line(), about=self.texts()),
            summary=self.summary(known, ids),
            overview=self.overview(ids),
            pillars=tuple(self.chapter(number, mine, known) for number, mine in enumerate(pillars, start=1)),
            developments=self.few(
                lambda: DevelopmentBlock(
                    scope=self._random.choice(list(DevelopmentScope)),
                    title=self.line(),
                    text=self.texts(),
                    answer=self.texts(),
                )
            ),
            opportunities=self.few(lambda: OpportunityBlock(title=self.line(), state=self.line(), text=self.texts())),
            finance=self.maybe(
                lambda: Finance(introduction=self.line(), lines=self.of(ids, self.finance_line), total=self.line())
            ),
            abbreviations=self.few(lambda: AbbreviationLine(short=self.line(), meaning=self.line())),
            contributors=self.few(
                lambda: ContributorLine(name=self.line(), group=self.line(), actions=self.few(self.action))
            ),
        )

    def of(self, ids: Sequence[str], make: Callable[[str], Made], most: int = 2) -> tuple[Made, ...]:
        """A few things about actions, none when there are no actions."""
        return self.few(lambda: make(self._random.choice(ids)), most) if ids else ()

    def finance_line(self, action: str) -> FinanceLine:
        return FinanceLine(
            action=action, title=self.line(), partner=self.line(), amount=self.line(), purpose=self.line()
        )

    def summary(self, known: Years | None, ids: Sequence[str]) -> Summary:
        return Summary(
            text=self.texts(),
            progress=self.line(),
            counts=self.counts(known),
            years=known,
            pillars=self.few(
                lambda: PillarCounts(pillar="p", name=self.line(), counts=self.counts(None), progress=self.line())
            ),
            attention=self.of(
                ids,
                lambda action: AttentionLine(action=action, title=self.line(), status=self.status(), owner=self.line()),
            ),
        )

    def overview(self, ids: Sequence[str]) -> Overview:
        moved = self._random.random() < 0.5

        def row(action: str) -> OverviewRow:
            return OverviewRow(
                action=action,
                title=self.line(),
                pillar=self._random.choice(("Talent", "Water & wind", self._odd[-4])),
                owner=self.line(),
                status=self.status(),
                role=self.line(),
                gap=self.maybe(self.line),
                before=self.maybe(self.line) if moved else None,
                change=self.maybe(self.line) if moved else None,
            )

        changes = self.of(ids, lambda action: ChangeLine(action=action, title=self.line(), changes=self.texts(least=1)))
        movement = OverviewMovement(
            column=self.line(), introduction=self.line(), heading=self.line(), what=self.line(), lines=changes
        )
        return Overview(
            introduction=self.line(),
            rows=self.of(ids, row, most=3),
            movement=movement if moved else None,
            meanings=self.few(lambda: StatusMeaning(label=self.status(), meaning=self.line())),
        )

    def chapter(self, number: int, ids: Sequence[str], known: Years | None) -> PillarChapter:
        return PillarChapter(
            pillar=f"pijler-{number}",
            number=number,
            name=self.line(),
            aim=self.line(),
            introduction=self.texts(),
            counts=self.counts(known),
            years=known,
            actions=tuple(self.block(action) for action in ids),
        )

    def block(self, action: str) -> ActionBlock:
        def told() -> tuple[TextBlock, ...]:
            return self.few(lambda: TextBlock(partner=self.line(), text=self.texts(least=1)))

        return ActionBlock(
            id=action,
            title=self.line(),
            owner=self.line(),
            partners=self.texts(),
            role=self.line(),
            status=self.status(),
            achieved=told(),
            reason=told(),
            measure=told(),
            milestones=self.few(
                lambda: MilestoneLine(
                    date=date(2018, 1, 1) + timedelta(days=self._random.randint(0, 2500)),
                    date_text=self.line(),
                    title=self.line(),
                    state=self._random.choice(("gehaald", "gepland")),
                )
            ),
            examples=self.few(
                lambda: ExampleBlock(
                    title=self.line(),
                    text=self.texts(least=1),
                    picture=self.maybe(self.picture),
                    caption=self.maybe(self.line),
                    partner=self.line(),
                ),
                most=1,
            ),
            next_steps=told(),
            gap=self.maybe(self.line),
        )

    def picture(self) -> Picture:
        data = factory.picture_bytes(self._random.randint(0, 2))
        return Picture(sha256=sha256_hex(data), media_type="image/png", width=900, height=560, description=self.line())

    # -- letter

    def letter(self) -> LetterContent:
        def labelled() -> tuple[LabelledLine, ...]:
            return self.few(lambda: LabelledLine(label=self.line(), value=self.line()))

        return LetterContent(
            head=labelled(),
            parts=tuple(self.part(part) for part in LetterPartId),
            authority=self.line(),
            signatures=tuple(
                SignatureBlock(field=field, label=self.line(), name=self.line())
                for field in ("Voorzitter", "Secretaris")
            ),
            responsible=labelled(),
        )

    def part(self, part: LetterPartId) -> LetterPart:
        return LetterPart(
            id=part,
            heading=self.line(),
            paragraphs=self.texts(),
            statements=tuple(
                Statement(number=number, heading=self.line(), argument=self.texts(least=1))
                for number in range(1, self._random.randint(1, 2))
            ),
            links=self.few(lambda: Link(text=self.line(), url=f"https://example.org/{self.action()}?a=b&c=%20"), 1),
            items=self.texts(),
        )

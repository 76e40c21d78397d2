"""What a change of the redactie would do, before it is made: whose approvals it drops, and what stands in its way.

Nothing is recorded and nothing is typeset: the contributions that count are brought together with the redactie as it
would be, and the sections that come of it are held against those of the draft that counts.
"""

from __future__ import annotations

from collections.abc import Sequence

from bna_pipeline.documents.content import write_content
from bna_pipeline.documents.letter_rules import check_letter
from bna_pipeline.documents.letter_text import load_letter_text
from bna_pipeline.errors import BnaError
from bna_pipeline.model.base import Frozen, Line, SectionId
from bna_pipeline.model.content import Content
from bna_pipeline.model.contribution import Editorial
from bna_pipeline.model.draft import Draft
from bna_pipeline.model.editorial import EditorialChange
from bna_pipeline.model.finding import Finding, Weight
from bna_pipeline.model.state import EditionState
from bna_pipeline.pipeline.consolidating import blocking, claims_in, consolidation_with
from bna_pipeline.pipeline.editorial_versions import standing, version_of
from bna_pipeline.pipeline.tools import Tools, state
from bna_pipeline.review.route import DroppedApproval, dropped_by


class Foreseen(Frozen):
    """What a change would do.

    Attributes:
        changes: whether anything would be other than it is.
        drops: the approvals that the next draft drops, in the order of the route. What came in since the draft that
            counts is in that next draft too.
        sections: ids of the sections that would be other than in the draft that counts; empty without one.
        findings: what the intake says of the redactie as it would be; none blocks it.
        blocked: why no draft could be made of it, in Dutch; None: one could.
    """

    changes: bool
    drops: tuple[DroppedApproval, ...] = ()
    sections: tuple[SectionId, ...] = ()
    findings: tuple[Finding, ...] = ()
    blocked: Line | None = None


def foresee(tools: Tools, changes: Sequence[EditorialChange], reason: str = "") -> Foreseen:
    """What these changes of the redactie would do, without making them.

    Raises:
        ContributionsMissing, EditorialMoved, EditRefused, WrongUse: as `editing.amend_editorial`, which would refuse
            them too.
    """
    now = state(tools)
    # A reason that nobody gave yet keeps nobody from looking ahead.
    version = version_of(tools, standing(tools, now), changes, reason.strip() or "vooraf bekeken")
    if version is None:
        return Foreseen(changes=False)
    try:
        content, blocked = _content(tools, now, version.editorial)
    except BnaError as fault:  # partners who contradict each other, a template that cannot be used: said, not raised
        return Foreseen(changes=True, findings=version.findings, blocked=f"{fault.message} {fault.mend}".strip())
    if now.draft is None:
        return Foreseen(changes=True, findings=version.findings, blocked=blocked)
    after = _draft_of(now.draft, content)
    return Foreseen(
        changes=True,
        drops=dropped_by(tools.programme, now.draft, after, now.decisions),
        sections=tuple(s.id for s in after.sections if now.draft.digest_of_section(s.id) != s.sha256),
        findings=version.findings,
        blocked=blocked,
    )


def would_drop(tools: Tools, changes: Sequence[EditorialChange]) -> tuple[DroppedApproval, ...]:
    """Whose approvals these changes would drop, each with the reason; also of sections that follow from others.

    Raises:
        ContributionsMissing, EditorialMoved, EditRefused, WrongUse: as `foresee`.
    """
    return foresee(tools, changes).drops


def _content(tools: Tools, now: EditionState, editorial: Editorial) -> tuple[Content, str | None]:
    """What both documents would say, and why no draft would be made of that."""
    made = consolidation_with(tools, now, editorial)
    content = write_content(tools.programme, tools.edition, made, load_letter_text(tools.templates))
    unsupported = blocking(claims_in(tools, made))
    broken = [f.finding for f in check_letter(tools.programme, content) if f.weight is Weight.BLOCKS]
    said = " ".join(f"{f.place}: {f.message}" for f in (*unsupported, *broken))
    return content, said or None


def _draft_of(before: Draft, content: Content) -> Draft:
    """The next draft, as far as approvals are concerned."""
    return before.model_copy(update={"version": before.version + 1, "sections": content.sections()})

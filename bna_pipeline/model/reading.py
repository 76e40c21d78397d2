"""What a reviewer reads and decides on: his sections, what changed in them, what his decision covers, in words."""

from __future__ import annotations

from pydantic import ConfigDict, Field

from bna_pipeline.model.base import EditionId, FileDigest, Frozen, Line, Moment, PersonId, SectionId, Sha256, StageId
from bna_pipeline.model.draft import Verdict
from bna_pipeline.model.remark_events import RemarkStanding


class Section(Frozen):
    """A section by id, with the title that a reader knows it by."""

    id: SectionId
    title: Line


class SectionChange(Frozen):
    """What became of a section since the draft that the reviewer saw last.

    Attributes:
        kind: "gewijzigd", "nieuw" or "vervallen".
        words: how much, in Dutch: "2 gewijzigd, 1 nieuw".
        html: the change as a fragment: `ins` and `del` around words, said aloud by hidden words, nothing by colour.
    """

    kind: Line
    words: Line
    html: str


class SectionReading(Frozen):
    """A section in a reviewer's scope.

    Attributes:
        sha256: its digest, which a decision is bound to.
        derived: it follows from other sections, or from figures outside the documents.
        derived_from: those sections.
        inputs: those figures, in words.
        html: the section as the HTML edition shows it: a `section` with its heading at level 3, no `style`, no script;
            pictures by the address that was asked for.
        change: since the draft that he saw last; None: it is as it was, or he saw none.
        approved: his approval of it stands.
        dropped: why his approval of it no longer stands, in Dutch; None: it stands, or he never gave one.
        needed: he must still approve it.
        reconfirmable: he approved it before, and nothing of it moved but what follows from elsewhere.
        remarks: remarks at it, his own and those of others, open and answered, not withdrawn.
    """

    id: SectionId
    title: Line
    sha256: Sha256
    derived: bool
    derived_from: tuple[Section, ...] = ()
    inputs: tuple[Line, ...] = ()
    html: str
    change: SectionChange | None = None
    approved: bool = False
    dropped: Line | None = None
    needed: bool = False
    reconfirmable: bool = False
    remarks: tuple[RemarkStanding, ...] = ()


class EarlierDecision(Frozen):
    """A decision that this reviewer gave in this stage.

    Attributes:
        latest: it is his last one; the ones before it no longer count.
        stands_for: sections of the draft that counts for which it still holds.
        lapsed: the sections for which it no longer holds, each with the reason.
        words: how it stands, in one Dutch sentence.
    """

    draft: int
    verdict: Verdict
    comment: str
    at: Moment
    given_by: PersonId
    given_by_name: Line
    latest: bool
    stands_for: tuple[Section, ...] = ()
    lapsed: tuple[Line, ...] = ()
    words: Line


class Reading(Frozen):
    """Everything that a reviewer in a stage reads and decides on.

    Attributes:
        person: who reads, and who would decide.
        reviewer: whose decision it becomes; differs from `person` under a delegation.
        draft: the version of the draft that counts.
        made: when it was made; `reason` why.
        files: its documents, with size and SHA-256.
        sections: those in his scope, in reading order.
        others: the sections outside his scope.
        gone: sections that he approved and that are no longer there.
        last_seen: the version of the draft that he decided on last; None: he has not decided yet.
        changed: since then, in one Dutch phrase; None without one.
        seen: digest over the marks of the sections in his scope: what a page gives back with a decision.
        covers: what a decision covers, in Dutch sentences, from the scope.
        decisions: his decisions in this stage, the last one first.
        may_decide: whether a decision can be given now; `why_not` says what stands in the way, in Dutch.
        may_withdraw: whether his last decision can be taken back; `why_not_withdraw` as `why_not`.
        returned: he sent this draft back, or an earlier one since which nothing in his scope changed.
        done: he approves every section in his scope as it is now.
        reconfirmable: all that he must still approve are sections of which only what follows from elsewhere moved: one
            click confirms them.
        open_remarks: how many of his own remarks on this draft are open.
    """

    edition: EditionId
    title: Line
    phase: Line
    stage: StageId
    stage_name: Line
    person: PersonId
    person_name: Line
    reviewer: PersonId
    reviewer_name: Line
    draft: int = Field(ge=1)
    made: Moment
    reason: Line
    files: tuple[FileDigest, ...]
    sections: tuple[SectionReading, ...]
    others: tuple[Section, ...] = ()
    gone: tuple[Section, ...] = ()
    last_seen: int | None = None
    changed: Line | None = None
    seen: Sha256
    covers: tuple[Line, ...]
    decisions: tuple[EarlierDecision, ...] = ()
    may_decide: bool
    why_not: Line | None = None
    may_withdraw: bool
    why_not_withdraw: Line | None = None
    returned: bool = False
    done: bool = False
    reconfirmable: bool = False
    open_remarks: int = 0

    @property
    def needed(self) -> tuple[SectionReading, ...]:
        """The sections that he must still approve."""
        return tuple(section for section in self.sections if section.needed)


class DraftReading(Frozen):
    """A draft for whoever decides on none of it: every section, and what changed since another draft."""

    edition: EditionId
    title: Line
    draft: int
    made: Moment
    reason: Line
    files: tuple[FileDigest, ...]
    since: int | None
    changed: Line | None
    sections: tuple[SectionReading, ...]


class Attachment(Frozen):
    """A picture of a draft; `media_type` is image/png, image/jpeg or image/svg+xml. In JSON its bytes are base64."""

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_bytes="base64", val_json_bytes="base64")

    media_type: Line
    data: bytes

"""A partner's own form as it goes back: with a remark at each answer that something was found in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import PurePosixPath

from bna_pipeline.contributions.excel_marked import marked
from bna_pipeline.contributions.personal_data import masked_name
from bna_pipeline.contributions.rules import Rule
from bna_pipeline.contributions.word_comments import commented
from bna_pipeline.model.base import FileDigest
from bna_pipeline.model.contribution import Carrier
from bna_pipeline.model.finding import Finding
from bna_pipeline.pipeline.tools import Tools, blob_of
from bna_pipeline.rounds.message import Attachment

_ANOTHER_FORM = (Rule.OTHER_EDITION.code, Rule.OTHER_PARTNER.code)
"""Where it is the wrong form, mending it is no use, and it would invite that."""

MARKED = "-met-opmerkingen"
"""What stands in the name of a form that goes back, behind the partner's own."""


def markable(carrier: Carrier | None, findings: Sequence[Finding]) -> bool:
    """Whether a file is a form in which remarks can stand, and mending it is of use."""
    if not findings or carrier not in (Carrier.WORD, Carrier.EXCEL):
        return False
    return not any(finding.code in _ANOTHER_FORM for finding in findings)


def returned(
    tools: Tools, file: FileDigest, carrier: Carrier | None, findings: Sequence[Finding], sent_at: datetime | None
) -> Attachment | None:
    """The form with our remarks in it; None: there is nothing to mark, or no place in the file to mark it.

    Args:
        sent_at: when it was sent; with it the same form always comes back in the same bytes.
    """
    if not markable(carrier, findings):
        return None
    at = sent_at or tools.clock.now()
    put = commented if carrier is Carrier.WORD else marked
    data = put(blob_of(tools, file), findings, tools.limits, at)
    if data is None:
        return None
    name = PurePosixPath(masked_name(file.name))
    stem = name.stem.removesuffix(MARKED)  # one that went back before, and comes back with the remarks still in it
    return Attachment(f"{stem}{MARKED}{'.docx' if carrier is Carrier.WORD else '.xlsx'}", data)

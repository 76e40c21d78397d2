"""What was armed, and on which channels it still has to arrive."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bna_pipeline.delivery.keys import delivery_key
from bna_pipeline.errors import EmbargoStands
from bna_pipeline.model.base import FileDigest, digest_of
from bna_pipeline.model.delivery import ChannelRule
from bna_pipeline.model.draft import LETTER_HTML, LETTER_PDF, REPORT_HTML, REPORT_PDF, Outcome, Package
from bna_pipeline.model.state import EditionState
from bna_pipeline.pipeline.tools import Tools, blob_of


def armed_package(now: EditionState) -> Package:
    """The frozen package.

    Raises:
        EmbargoStands: nothing was armed.
    """
    if now.armed is None:
        raise EmbargoStands("Er staat geen vrijgave klaar.", "Zet haar klaar met `bna release EDITIE arm`.")
    return now.armed


def package_files(tools: Tools, now: EditionState) -> dict[str, bytes]:
    """The frozen bag, each file held against the digest it was frozen with.

    Raises:
        EmbargoStands: nothing was armed.
        BytesChanged: names the file.
    """
    return {file.name: blob_of(tools, file) for file in armed_package(now).files}


def files_for(rule: ChannelRule, bag: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """What a channel gets of the frozen bag: all of it, or plainly named files out of it."""
    match rule.files:
        case "package":
            return bag
        case "documents":
            names: tuple[str, ...] = (LETTER_PDF, REPORT_PDF)
        case "publication":  # a package from before there was an HTML edition has no web pages
            names = (LETTER_PDF, REPORT_PDF, *(name for name in (LETTER_HTML, REPORT_HTML) if f"data/{name}" in bag))
    return {name: bag[f"data/{name}"] for name in names}


def deliveries_due(tools: Tools, now: EditionState) -> tuple[ChannelRule, ...]:
    """The channels that have no receipt for the armed package yet."""
    package = armed_package(now)
    return tuple(
        rule
        for rule in tools.programme.delivery.channels
        if now.receipt(delivery_key(tools.id, package.digest, rule.id)) is None
    )


@dataclass(frozen=True)
class HandOver:
    """What goes to the ministry under the decision that holds now.

    Attributes:
        number: which decision of GS this is, of those that could be handed over; each has a folder of its own.
        key: of this report under this decision and no other.
    """

    number: int
    key: str
    report: FileDigest


def hand_over_of(tools: Tools, now: EditionState) -> HandOver | None:
    """The hand-over under embargo that belongs to the decision that holds now; None when there is none to make.

    A report whose decision was withdrawn, and that is adopted after all, is handed over anew: meanwhile the receiver
    was told that it holds no longer.
    """
    rule, adoption = tools.programme.delivery.hand_over, now.adoption
    if rule is None or tools.hand_over_channel is None or adoption is None or not adoption.settled:
        return None
    # One of these follows the other only by way of a withdrawal, so their count is the decision's own number.
    number = sum(made.settled and made.outcome is not Outcome.HELD for made in now.adoptions)
    report = next(f for f in adoption.files if f.name == REPORT_PDF)
    return HandOver(number, delivery_key(tools.id, digest_of([report.sha256, number]), rule.folder), report)


def hand_over_due(tools: Tools, now: EditionState) -> HandOver | None:
    """The hand-over of the adopted report that must still be made; none while a signatory refuses to sign.

    The decision may then be withdrawn, and a report that is out would have to be called back.
    """
    found = None if now.refusals else hand_over_of(tools, now)
    return found if found is not None and now.receipt(found.key) is None else None

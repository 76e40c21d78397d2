"""The control page beside a draft, as the ledger has it now."""

from __future__ import annotations

from bna_pipeline.model.state import EditionState
from bna_pipeline.pipeline.accepting import command_of, findings_of
from bna_pipeline.pipeline.approval import draft_folder
from bna_pipeline.pipeline.tools import Tools

CONTROL = "controle"
"""What the page is called in a draft's folder; without the file's extension."""


def lay_out_control(tools: Tools, now: EditionState) -> bool:
    """Write the control page of the last draft; nothing for one that was made before drafts were checked.

    Returns:
        Whether the outbox is other than before.
    """
    from bna_pipeline.documents.control_page import ControlPage, control_html, control_json  # here: a status needs none

    if not now.drafts or now.drafts[-1].findings is None:
        return False
    made = now.drafts[-1]
    page = ControlPage(
        title=tools.edition.title,
        version=made.draft.version,
        findings=findings_of(tools, made),
        accepted=now.accepted,
        names={person.id: person.name for person in tools.programme.people},
        command=lambda found: command_of(tools, found),
    )
    changed = False
    for kind, data in (("html", control_html(page)), ("json", control_json(page))):
        path = f"{draft_folder(made.draft)}/{CONTROL}.{kind}"
        if tools.outbox.read(tools.id, path) != data:
            changed |= tools.outbox.write(tools.id, path, data)
    return changed

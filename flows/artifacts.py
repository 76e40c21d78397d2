"""What a run leaves on Prefect's pages: keyed by edition, so that the page keeps every earlier one below the last.

Keys: `<edition>-status`, `<edition>-waits-for`, `<edition>-partners`, `<edition>-round`, `<edition>-stages`,
`<edition>-channels`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from prefect.artifacts import create_markdown_artifact, create_table_artifact

from bna_pipeline.errors import BnaError
from bna_pipeline.model.watch import RoundStatus
from bna_pipeline.wiring import pipeline, views

PARTNER_FLOWS = ("collect",)
ROUND_FLOWS = ("collect", "tick", "signal")
STAGE_FLOWS = ("draft", "review")
CHANNEL_FLOWS = ("deliver", "tick", "signal")


def leave_status(flow_name: str, status: views.EditionStatus, done: Iterable[pipeline.Step]) -> None:
    """Leave status and what the edition waits for; after collecting the partners, in review the stages,
    after the release the channels.
    """
    key = status.edition
    after = f"Editie {status.edition} na {flow_name}"
    create_markdown_artifact(status_page(status, done), key=f"{key}-status", description=after)
    create_markdown_artifact(waits_page(status), key=f"{key}-waits-for", description=after)
    if flow_name in PARTNER_FLOWS:
        create_table_artifact(partner_rows(status), key=f"{key}-partners", description=after)
    if flow_name in ROUND_FLOWS and status.round is not None:
        days = f"dagen tot de inleverdatum: {status.round.days_left} (werkdagen: {status.round.working_days_left})"
        left = f"{after}; {days}"
        create_table_artifact(round_rows(status.round), key=f"{key}-round", description=left)
    if flow_name in STAGE_FLOWS and status.stages:
        create_table_artifact(stage_rows(status), key=f"{key}-stages", description=after)
    if flow_name in CHANNEL_FLOWS and status.release.fired:
        create_table_artifact(channel_rows(status), key=f"{key}-channels", description=status.release.words)


def leave_refusal(flow_name: str, edition: str, refused: BnaError) -> None:
    """Leave the refusal where the status would stand, for the page shows the newest of a key."""
    if re.fullmatch(r"[a-z0-9-]+", edition) is None:
        return
    create_markdown_artifact(
        f"# Editie {plain(edition)}\n\n**{flow_name} is niet gelukt.**\n\n{plain(str(refused))}\n",
        key=f"{edition}-status",
        description=f"Editie {edition} na {flow_name}",
    )


def status_page(status: views.EditionStatus, done: Iterable[pipeline.Step]) -> str:
    """Markdown: where the edition stands and what this run did."""
    steps = tuple(done)
    said = [sentence for step in steps for sentence in step.said]
    draft = "nog geen concept" if status.draft is None else f"concept {status.draft}"
    release = status.release
    facts = [
        f"Stand: **{status.phase}**, {draft}, {status.entries} regels in het logboek",
        f"Vaststelling: {plain(status.adoption or 'nog niet')}",
        f"Handtekeningen: {sum(s.signed_at is not None for s in status.signatures)} van {len(status.signatures)}",
        f"Kamerbrief: {plain(release.kamerbrief or 'nog niet')}",
        plain(release.words),
    ]
    lines = [f"# {plain(status.title)}", "", *_items(facts), "", "## Wat deze run deed", ""]
    lines += _items(plain(s) for s in said) or ["Er is niets veranderd."]
    links = list(dict.fromkeys(link for step in steps for link in step.links))
    if links:
        lines += ["", "## Waar het staat", "", *_items(f"`{link}`" for link in links)]
    return "\n".join(lines) + "\n"


def waits_page(status: views.EditionStatus) -> str:
    """Markdown: what the edition waits for."""
    waiting = _items(plain(w) for w in status.waits_for) or ["De editie wacht nergens meer op."]
    return "\n".join([f"# Waar editie {status.edition} op wacht", "", *waiting]) + "\n"


def partner_rows(status: views.EditionStatus) -> list[dict[str, str | int]]:
    """A row for each partner."""
    return [
        {
            "partner": p.name,
            "stand": p.state,
            "bestand": p.file or "",
            "fouten": p.errors,
            "let op": p.warnings,
            "versies": p.versions,
        }
        for p in status.partners
    ]


def round_rows(watched: RoundStatus) -> list[dict[str, str | int]]:
    """A row for everyone who was asked."""
    return [
        {
            "partner": line.name,
            "uitvraag": line.request.value,
            "gevraagd": "" if line.requested_at is None else f"{line.requested_at:%d-%m-%Y %H:%M} UTC",
            "versies": line.versions,
            "stand": line.stand.value,
            "fouten": line.errors,
            "let op": line.warnings,
            "herinnering": "" if line.next_reminder is None else f"{line.next_reminder:%d-%m-%Y} ({line.reminder_to})",
            "akkoord": {None: "", True: "ja", False: "nee"}[line.signed_off],
            "na sluiting": ", ".join(line.late),
        }
        for line in watched.lines
    ]


def stage_rows(status: views.EditionStatus) -> list[dict[str, str | int]]:
    """A row for each reviewer in each stage."""
    return [
        {
            "toetsing": stage.name,
            "klaar": "ja" if stage.satisfied else "nee",
            "beoordelaar": r.name,
            "oordeel": r.verdict or "",
            "nog nodig": len(r.needed),
            "vervallen": len(r.dropped),
        }
        for stage in status.stages
        for r in stage.reviewers
    ]


def channel_rows(status: views.EditionStatus) -> list[dict[str, str | int]]:
    """A row for each channel of the release."""
    return [
        {
            "kanaal": line.name,
            "stand": line.state.value,
            "ontvangen": "" if line.received_at is None else f"{line.received_at:%d-%m-%Y %H:%M:%S} UTC",
            "pogingen": line.attempt,
            "weer na": "" if line.after is None else f"{line.after:%d-%m-%Y %H:%M:%S} UTC",
            "zei": line.said or "",
        }
        for line in status.release.lines
    ]


def plain(text: str) -> str:
    """Text that Markdown shows as it is: file names and titles come from outside, and the page renders links."""
    return re.sub(r"([\\*_\[\]<>#|~!])", r"\\\1", text)


def _items(lines: Iterable[str]) -> list[str]:
    return [f"- {line}" for line in lines]

"""From contributions to a draft: consolidate, write, typeset, prepare the letter's signature fields."""

from __future__ import annotations

from collections.abc import Mapping

from bna_pipeline.contributions.findings_page import findings_html, findings_json
from bna_pipeline.documents.content import write_content
from bna_pipeline.documents.letter_text import load_letter_text
from bna_pipeline.documents.render import render
from bna_pipeline.documents.report_explanation import explain_content, origins_of
from bna_pipeline.errors import ClaimUnsupported
from bna_pipeline.model.base import FileDigest, Sha256
from bna_pipeline.model.consolidation import Consolidation
from bna_pipeline.model.content import Content
from bna_pipeline.model.draft import DOCUMENTS, LETTER_PDF, Draft
from bna_pipeline.model.events import REDACTIE, DraftMade
from bna_pipeline.model.finding import FindingsReport
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Act, require
from bna_pipeline.pipeline.accepting import open_findings
from bna_pipeline.pipeline.approval import draft_folder, lay_out_draft, lay_out_files
from bna_pipeline.pipeline.comparing import last_summary
from bna_pipeline.pipeline.consolidating import blocking, claims_in, consolidation_of
from bna_pipeline.pipeline.controlling import CONTROL
from bna_pipeline.pipeline.counting import draft_inputs, draft_is_current
from bna_pipeline.pipeline.inspecting import inspect, require_form
from bna_pipeline.pipeline.tools import Actor, Step, Tools, document_moment, keep, record, state
from bna_pipeline.review.route import dropped_by
from bna_pipeline.signing.fields import prepare

CLAIMS = f"{REDACTIE}/beweringen"
"""Where the redactie finds which of its claims the data do not carry; without the file's extension."""


def draft(tools: Tools, actor: Actor) -> Step:
    """Make the next draft of both documents, unless the last one was made from the same inputs.

    What changed since the draft before is laid out after that, by whoever asked or by the next step.

    Raises:
        ContributionsMissing: there is no redactie.
        ConflictOpen: partners contradict each other.
        ClaimUnsupported: the redactie claims what the data do not carry; its findings are in its outbox folder.
        TransitionRefused, TypesettingFailed, LetterRuleBroken, DocumentsFaulty.
    """
    now = state(tools)
    require(now.phase, Act.DRAFT)
    inputs = draft_inputs(tools, now)
    if now.draft is not None and draft_is_current(tools, now):
        laid_out = lay_out_draft(tools, now)
        return Step("draft", laid_out, (f"Concept {now.draft.version} is al gemaakt uit deze bijdragen.",))
    consolidation, editorial = consolidation_of(tools, now)
    _refuse_unsupported(tools, consolidation, editorial)
    text = load_letter_text(tools.templates)
    content = write_content(tools.programme, tools.edition, consolidation, text)
    origins = origins_of(explain_content(tools.programme, tools.edition, consolidation, text, content))
    require_form(tools, content, origins)  # before anything is typeset
    made_files, pages = _render(tools, content)
    findings = keep(tools, inspect(tools, content, pages, made_files, origins))
    files = _kept(tools, made_files)
    content_digest = keep(tools, content)
    sections = content.sections()
    used = consolidation.used

    def decide(then: EditionState) -> DraftMade | None:
        require(then.phase, Act.DRAFT)
        if inputs is None or draft_inputs(tools, then) != inputs or draft_is_current(tools, then):
            return None  # what counts changed meanwhile: the next advance makes the next draft
        version = len(then.drafts) + 1
        made = Draft(
            edition=tools.id,
            version=version,
            content=content_digest,
            sections=sections,
            files=files,
            used=used,
            editorial=editorial,
        )
        return DraftMade(draft=made, inputs=inputs, reason=_reason(then, made), findings=findings)

    recorded = record(tools, actor, decide)
    after = state(tools)
    if recorded is None:
        if draft_is_current(tools, after):
            return Step("draft", False, ("Een ander proces heeft dit concept intussen gemaakt.",))
        return Step("draft", False, ("Tijdens het maken veranderden de bijdragen; er volgt een nieuw concept.",))
    lay_out_files(tools, after)
    return Step("draft", True, tuple(_said(tools, now, after, consolidation)), links=(_where(tools, after),))


def _refuse_unsupported(tools: Tools, consolidation: Consolidation, original: Sha256) -> None:
    found = claims_in(tools, consolidation)
    # Without claims only an earlier page is replaced: it must not go on accusing a text that was mended.
    if found or tools.outbox.read(tools.id, f"{CLAIMS}.html") is not None:
        report = FindingsReport(partner=REDACTIE, file="redactie", original=original, findings=found)
        tools.outbox.write(tools.id, f"{CLAIMS}.html", findings_html(report, "redactie", tools.edition.title))
        tools.outbox.write(tools.id, f"{CLAIMS}.json", findings_json(report))
    errors = blocking(found)
    if errors:
        raise ClaimUnsupported(
            " ".join(f"{f.place}: {f.message}" for f in errors),
            "Pas de tekst van de redactie aan, of laat de bewering weg.",
        )


def _render(tools: Tools, content: Content) -> tuple[dict[str, bytes], int]:
    """The draft's files by name, the letter with its signature fields, and how many pages the letter has."""
    made = render(content, tools.templates, tools.blobs.get, tools.typesetter, document_moment(tools))
    prepared = prepare(made.letter_pdf, made.places, tools.programme.letter.signatories)
    return {**made.files(), LETTER_PDF: prepared}, made.pages


def _kept(tools: Tools, files: Mapping[str, bytes]) -> tuple[FileDigest, ...]:
    for data in files.values():
        tools.blobs.put(data)
    return tuple(FileDigest.of(name, files[name]) for name in DOCUMENTS)


def _reason(before: EditionState, made: Draft) -> str:
    if before.draft is None:
        return "eerste concept"
    earlier = {u.partner: u.original for u in before.draft.used}
    changed = [u.partner for u in made.used if earlier.get(u.partner) != u.original]
    if made.editorial != before.draft.editorial:
        changed.append(REDACTIE)
    gone = sorted(set(earlier) - {u.partner for u in made.used})
    parts = [f"nieuw of gewijzigd: {', '.join(changed)}"] if changed else []
    parts += [f"telt niet meer mee: {', '.join(gone)}"] if gone else []
    if not parts and made.content == before.draft.content and made.files != before.draft.files:
        return "alleen de opmaak gewijzigd, geen woord"
    return "; ".join(parts) or "sjabloon, programma of keuze gewijzigd"


def _said(tools: Tools, before: EditionState, after: EditionState, consolidation: Consolidation) -> list[str]:
    made = after.drafts[-1]
    said = [f"Concept {made.draft.version} is gemaakt ({made.reason})."]
    changed = last_summary(tools, after)
    if changed is not None:
        said.append(f"Sinds concept {made.draft.version - 1}: {changed}.")
    found = len(open_findings(tools, after))
    if found:
        what = "één bevinding" if found == 1 else f"{found} bevindingen"
        said.append(f"Er {'staat' if found == 1 else 'staan'} {what} open: kijk in {CONTROL}.html bij het concept.")
    said += [f"Redactie vervallen: {text}" for text in consolidation.lapsed_edits]
    if before.draft is not None:
        said += [d.sentence for d in dropped_by(tools.programme, before.draft, made.draft, after.decisions)]
    return said


def _where(tools: Tools, now: EditionState) -> str:
    return tools.outbox.where(tools.id, draft_folder(now.drafts[-1].draft))

"""From contributions to a draft: consolidate, write, typeset, prepare the letter's signature fields."""

from __future__ import annotations

from datetime import UTC, datetime, time

from bna_pipeline.contributions.claims import claim_findings
from bna_pipeline.contributions.consolidate import consolidate
from bna_pipeline.contributions.findings_page import findings_html, findings_json
from bna_pipeline.documents.content import make_content
from bna_pipeline.documents.letter_text import load_letter_text
from bna_pipeline.documents.render import render
from bna_pipeline.errors import ClaimUnsupported, ConflictOpen, ContributionsMissing
from bna_pipeline.model.base import FileDigest, Sha256, digest_of
from bna_pipeline.model.consolidation import Consolidation
from bna_pipeline.model.content import Content
from bna_pipeline.model.draft import DOCUMENTS, LETTER_DOCX, LETTER_PDF, REPORT_DOCX, REPORT_PDF, Draft
from bna_pipeline.model.events import REDACTIE, DraftMade
from bna_pipeline.model.finding import FindingsReport, Severity
from bna_pipeline.model.state import EditionState
from bna_pipeline.model.transitions import Act, require
from bna_pipeline.pipeline.collecting import counting, counting_editorial, open_conflicts
from bna_pipeline.pipeline.tools import Actor, Step, Tools, blob_of, keep, load, record, state
from bna_pipeline.review.route import dropped_by
from bna_pipeline.signing.fields import prepare


def document_moment(tools: Tools) -> datetime:
    """The fixed creation time of an edition's documents: from the programme, so that bytes do not depend on a clock."""
    return datetime.combine(tools.edition.period_end, time(12), tzinfo=UTC)


def draft_inputs(tools: Tools, now: EditionState) -> Sha256 | None:
    """Digest over everything a draft is made from; None when there is no redactie yet."""
    editorial = counting_editorial(tools, now)
    if editorial is None:
        return None
    return digest_of(
        {
            "programme": tools.programme_digest,
            "templates": tools.templates_digest,
            "contributions": {p: original for p, (original, _) in sorted(counting(tools, now).items())},
            "editorial": editorial[0],
            "settlements": [s.model_dump(mode="json") for s in now.settlements],
        }
    )


def draft_is_current(tools: Tools, now: EditionState) -> bool:
    """Whether the last draft was made from what counts now."""
    return bool(now.drafts) and now.drafts[-1].inputs == draft_inputs(tools, now)


def draft(tools: Tools, actor: Actor) -> Step:
    """Make the next draft of both documents, unless the last one was made from the same inputs.

    Raises:
        ContributionsMissing: there is no redactie.
        ConflictOpen: partners contradict each other.
        ClaimUnsupported: the redactie claims what the data do not carry; its findings are in its outbox folder.
        TransitionRefused, TypesettingFailed, LetterRuleBroken.
    """
    now = state(tools)
    require(now.phase, Act.DRAFT)
    inputs = draft_inputs(tools, now)
    if now.drafts and now.drafts[-1].inputs == inputs:
        laid_out = lay_out_draft(tools, now)
        return Step("draft", laid_out, (f"Concept {now.drafts[-1].draft.version} is al gemaakt uit deze bijdragen.",))
    consolidation, editorial = _consolidation(tools, now)
    content = content_of(tools, consolidation)
    files = _render(tools, content)
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
        return DraftMade(draft=made, inputs=inputs, reason=_reason(then, made))

    if record(tools, actor, decide) is None:
        return Step("draft", False, ("Tijdens het maken veranderden de bijdragen; er volgt een nieuw concept.",))
    after = state(tools)
    lay_out_draft(tools, after)
    return Step("draft", True, tuple(_said(tools, now, after, consolidation)), links=(_where(tools, after),))


def _consolidation(tools: Tools, now: EditionState) -> tuple[Consolidation, Sha256]:
    editorial = counting_editorial(tools, now)
    if editorial is None:
        raise ContributionsMissing(
            "Er is nog geen redactie voor deze editie.",
            f"Zet het redactiebestand in inbox/{tools.id}/redactie/ en haal het op met `bna collect {tools.id}`.",
        )
    conflicts = open_conflicts(tools, now)
    if conflicts:
        raise ConflictOpen(
            f"Partners spreken elkaar tegen over {', '.join(c.subject for c in conflicts)}.",
            f"Kies met `bna settle {tools.id}` wie geldt, met een reden.",
        )
    consolidation = consolidate(tools.programme, tools.edition, counting(tools, now), editorial[1], now.settlements)
    _refuse_unsupported(tools, consolidation, editorial[0])
    return consolidation, editorial[0]


def _refuse_unsupported(tools: Tools, consolidation: Consolidation, original: Sha256) -> None:
    found = claim_findings(tools.programme, consolidation)
    if not found:
        return
    report = FindingsReport(partner=REDACTIE, file="redactie", original=original, findings=tuple(found))
    tools.outbox.write(tools.id, f"{REDACTIE}/beweringen.html", findings_html(report, "redactie", tools.edition.title))
    tools.outbox.write(tools.id, f"{REDACTIE}/beweringen.json", findings_json(report))
    blocking = [f for f in found if f.severity is Severity.ERROR]
    if blocking:
        raise ClaimUnsupported(
            " ".join(f"{f.place}: {f.message}" for f in blocking),
            "Pas de tekst van de redactie aan, of laat de bewering weg.",
        )


def content_of(tools: Tools, consolidation: Consolidation) -> Content:
    """The resolved content of report and letter."""
    text = load_letter_text(tools.templates)
    return make_content(tools.programme, tools.edition, consolidation, text)


def _render(tools: Tools, content: Content) -> tuple[FileDigest, ...]:
    made = render(content, tools.templates, tools.blobs.get, tools.typesetter, document_moment(tools))
    by_name = {
        LETTER_PDF: prepare(made.letter_pdf, made.places, tools.programme.letter.signatories),
        LETTER_DOCX: made.letter_docx,
        REPORT_PDF: made.report_pdf,
        REPORT_DOCX: made.report_docx,
    }
    for data in by_name.values():
        tools.blobs.put(data)
    return tuple(FileDigest.of(name, by_name[name]) for name in DOCUMENTS)


def _reason(before: EditionState, made: Draft) -> str:
    if before.draft is None:
        return "eerste concept"
    earlier = {u.partner: u.original for u in before.draft.used}
    changed = [u.partner for u in made.used if earlier.get(u.partner) != u.original]
    if made.editorial != before.draft.editorial:
        changed.append(REDACTIE)
    return f"nieuw of gewijzigd: {', '.join(changed)}" if changed else "sjabloon, programma of keuze gewijzigd"


def _said(tools: Tools, before: EditionState, after: EditionState, consolidation: Consolidation) -> list[str]:
    made = after.drafts[-1]
    said = [f"Concept {made.draft.version} is gemaakt ({made.reason})."]
    said += [f"Redactie vervallen: {text}" for text in consolidation.lapsed_edits]
    if before.draft is not None:
        said += [d.sentence for d in dropped_by(tools.programme, before.draft, made.draft, after.decisions)]
    return said


def draft_folder(draft_made: Draft) -> str:
    """Where a draft stands in the outbox."""
    return f"concept/v{draft_made.version}"


def lay_out_draft(tools: Tools, now: EditionState) -> bool:
    """Put a draft's missing files in the outbox; a changed one is left there, for adoption to refuse."""
    made = now.draft
    if made is None:
        return False
    changed = False
    for file in made.files:
        path = f"{draft_folder(made)}/{file.name}"
        if tools.outbox.read(tools.id, path) is None:
            changed |= tools.outbox.write(tools.id, path, blob_of(tools, file))
    return changed


def _where(tools: Tools, now: EditionState) -> str:
    return tools.outbox.where(tools.id, draft_folder(now.drafts[-1].draft))


def content_in(tools: Tools, made: Draft) -> Content:
    """The content a draft was made from."""
    return load(tools, Content, made.content)

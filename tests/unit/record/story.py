"""One small edition from opening to release: its bytes, its trail, its package. Nobody in it exists."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property

from pypdf import PdfWriter

from bna_pipeline.model.base import FileDigest, Sha256, sha256_hex
from bna_pipeline.model.consolidation import ContributionUsed
from bna_pipeline.model.contribution import Carrier
from bna_pipeline.model.draft import (
    LETTER_DOCX,
    LETTER_HTML,
    LETTER_PDF,
    REPORT_DOCX,
    REPORT_HTML,
    REPORT_PDF,
    Adoption,
    Approved,
    Decision,
    Draft,
    Kamerbrief,
    Outcome,
    Package,
    Receipt,
    SectionMark,
    SignatureMade,
    Signed,
    Verdict,
)
from bna_pipeline.model.events import (
    AdoptionRecorded,
    ContributionChecked,
    ContributionReceived,
    DecisionGiven,
    DraftMade,
    EditionClosed,
    EditionOpened,
    EffectDone,
    Entry,
    Event,
    LetterSigned,
)
from bna_pipeline.model.identifiers import TOOI
from bna_pipeline.model.programme import Edition, Programme
from bna_pipeline.model.proposal_events import ProposalSettled, WordRefused, WordReturned
from bna_pipeline.model.release_events import KamerbriefSeen, ReleaseArmed, ReleaseFired
from bna_pipeline.model.remark_events import Remark, RemarkMade, RemarkSaid
from bna_pipeline.model.sections import SectionDigest
from bna_pipeline.model.state import EditionState, fold
from bna_pipeline.model.verdicts import SignatureFound, SignatureReport
from bna_pipeline.record.bag import ALGORITHMS, BAGIT_TXT, oxum
from bna_pipeline.record.dossier import make_dossier
from bna_pipeline.record.package import freeze

START = datetime(2030, 5, 1, 8, 0, tzinfo=UTC)
FROZEN_AT = datetime(2030, 6, 28, 9, 30, tzinfo=UTC)
SECTIONS = ("rapport.omslag", "rapport.pijler.water", "brief.aanleiding")
FIELDS = ("Voorzitter", "Secretaris")
REMARK = "Noem de dijken eerst"
AT_SECTION = "Het waren er twaalf, geen tien"
REVIEWER = "Adviseur Waterstaat"


ARCHIVE = {
    "source": "Deltaplan, edities",
    "appraisal": "V",
    "retention": "P20Y",
    "category": {"label": "Voortgang", "list": "Selectielijst (voorbeeld)"},
    "restrictions": [{"type": {"label": "Beperkt openbaar", "list": "Archiefwet 1995"}}],
    "activity": "Verantwoorden",
}
PUBLICATION = {
    "category": {"uri": f"{TOOI}def/thes/kern/c_db4862c3", "label": "vergaderstukken decentrale overheden"},
    "index": "infocat008",
    "letter": {
        "name": "Statenmededeling",
        "kinds": [{"uri": f"{TOOI}def/thes/kern/c_7f9dffa7", "label": "vergaderstuk"}],
    },
    "report": {"kinds": [{"uri": f"{TOOI}def/thes/kern/c_cccba364", "label": "voortgangsrapport"}]},
}
NAMES = [
    {"uri": f"{TOOI}id/provincie/pv30", "label": "provincie Oud-Waterland", "valid_until": date(2030, 5, 31)},
    {"uri": f"{TOOI}id/provincie/pv30", "label": "provincie Waterland", "valid_from": date(2030, 6, 1)},
]


def programme(*, sample: bool = True, described: bool = False) -> Programme:
    """Two stages, two signatories, one channel; with rules for the archive and for publication where asked."""
    return Programme.model_validate(
        {
            **({"archive": ARCHIVE, "publication": PUBLICATION} if described else {}),
            "id": "delta",
            "name": "Deltaplan",
            "short": "DP",
            "sample": sample,
            "province": "waterland",
            "province_name": "Provincie Waterland",
            "agenda": {
                "name": "Deltaplan",
                "short": "DP",
                "informed_on": date(2029, 1, 10),
                "description": "een afspraak over water",
                "term": "vier jaar",
            },
            "pillars": [{"id": "water", "name": "Water", "aim": "Genoeg water."}],
            "partners": [
                {
                    "id": "waterland",
                    "name": "Provincie Waterland",
                    "short": "Waterland",
                    "group": "Provincie",
                    "contact": {"function": "Programmamanager", "mail": "programma@example.org"},
                    "identifiers": NAMES if described else [],
                }
            ],
            "actions": [{"id": "A-01", "pillar": "water", "title": "Dijken", "owner": "waterland", "role": "trekker"}],
            "people": [
                {"id": "adviseur", "name": REVIEWER, "roles": ["reviewer"], "partner": "waterland"},
                {"id": "directeur", "name": "Directeur Ruimte", "roles": ["reviewer"]},
                {"id": "plaatsvervanger", "name": "Plaatsvervangend directeur", "roles": ["reviewer"]},
                {"id": "voorzitter", "name": "Voorzitter", "roles": ["signer"]},
                {"id": "secretaris", "name": "Secretaris", "roles": ["signer"]},
            ],
            "editions": [
                {
                    "id": "delta-2030",
                    "year": 2030,
                    "ordinal": 1,
                    "title": "Eerste voortgangsrapportage Deltaplan",
                    "sample": sample,
                    "period_start": date(2029, 1, 1),
                    "period_end": date(2029, 12, 31),
                }
            ],
            "review": [
                {"id": "beleid", "name": "Beleid", "reviewers": [{"person": "adviseur"}]},
                {"id": "directie", "name": "Directie", "reviewers": [{"person": "directeur"}]},
            ],
            "claims": {"levels": [{"at_least": 0, "words": "in uitvoering"}]},
            "letter": {
                "authority": "Gedeputeerde Staten van Waterland",
                "addressee": "Provinciale Staten van Waterland",
                "signatories": [
                    {"person": person, "field": name, "label": f"de {person}", "name": f"{name[0]}. Voorbeeld"}
                    for person, name in zip(("voorzitter", "secretaris"), FIELDS, strict=True)
                ],
            },
            "delivery": {
                "channels": [{"id": "griffie", "name": "Griffie", "kind": "folder", "target": "griffie"}],
                "kamerbrief_dossier": "12345",
            },
        }
    )


# -- bytes ---------------------------------------------------------------------------------------------


def tiny_pdf(*lines: str) -> bytes:
    """A PDF of one page with these lines of text on it."""
    shown = "".join(f"1 0 0 1 40 {780 - 14 * n} Tm ({_escaped(line)}) Tj " for n, line in enumerate(lines))
    stream = f"BT /F1 9 Tf {shown}ET".encode("cp1252")
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    data, places = b"%PDF-1.7\n", []
    for number, body in enumerate(bodies, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(data)
    return data + b"xref\n0 6\n0000000000 65535 f \n" + table + trailer


def _escaped(line: str) -> str:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def letter_pdf(report: bytes, *, printed: str | None = None, attached: bytes | None = None) -> bytes:
    """A prepared letter: the report's SHA-256 printed over two lines, and the report embedded."""
    digest = sha256_hex(report) if printed is None else printed
    page = tiny_pdf("Aan Provinciale Staten", "SHA-256 van bijlage 1:", digest[:40], digest[40:])
    writer = PdfWriter(clone_from=io.BytesIO(page))
    writer.add_attachment(REPORT_PDF, report if attached is None else attached)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue().rstrip(b"\n") + b"\n"


def tiny_docx(text: str, *, level: int = 9) -> bytes:
    """A zip with two parts, deflated at some level."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as parts:
        for name, part in (("[Content_Types].xml", "<Types/>"), ("word/document.xml", f"<w>{text * 50}</w>")):
            # With a name alone the zip would hold the moment, and two stories a second apart would differ.
            parts.writestr(zipfile.ZipInfo(name, (2030, 1, 1, 0, 0, 0)), part, zipfile.ZIP_DEFLATED, level)
    return out.getvalue()


def manifest_bytes(algorithm: str, files: Mapping[str, bytes], *, space: str = "  ") -> bytes:
    """A BagIt manifest over these files."""
    lines = (f"{hashlib.new(algorithm, files[path]).hexdigest()}{space}{path}\n" for path in sorted(files))
    return "".join(lines).encode()


def forged_bag(payload: Mapping[str, bytes]) -> dict[str, bytes]:
    """A bag whose manifests agree with any payload: what somebody makes who knows BagIt."""
    data = {f"data/{path}": payload[path] for path in payload}
    tags = {"bagit.txt": BAGIT_TXT, "bag-info.txt": f"Payload-Oxum: {oxum(payload.values())}\n".encode()}
    tags |= {f"manifest-{algorithm}.txt": manifest_bytes(algorithm, data) for algorithm in ALGORITHMS}
    seals = {f"tagmanifest-{algorithm}.txt": manifest_bytes(algorithm, tags, space=" ") for algorithm in ALGORITHMS}
    return dict(sorted({**data, **tags, **seals}.items()))


def put_signature(letter: bytes, name: str, *, throwaway: bool = True) -> bytes:
    """What `LineChecker` takes for a signature: one comment line behind the letter's bytes."""
    start = letter[: letter.rindex(b"%%EOF")].rstrip().rsplit(b"\n", 1)[1]
    line = b"%%SIG %s %s %d\n" % (name.encode(), certificate(name).encode(), throwaway)
    return letter + line + b"startxref\n" + start + b"\n%%EOF\n"


def certificate(name: str) -> Sha256:
    return sha256_hex(f"certificaat van {name}".encode())


class LineChecker:
    """A checker for letters signed with `put_signature`: each added line is a signature, or a change."""

    def check(
        self,
        signed: bytes,
        adopted: bytes,
        *,
        fields: Sequence[str],
        trust: Sequence[bytes] = (),
        moment: datetime | None = None,
    ) -> SignatureReport:
        begins = signed.startswith(adopted)
        added = signed[len(adopted) :].splitlines() if begins else []
        found = [line.split() for line in added if line.startswith(b"%SIG ")]
        changes = [
            f"toegevoegd: {line!r}"
            for line in added
            if not line.startswith((b"%SIG ", b"startxref", b"%%EOF")) and not line.isdigit()
        ]
        return SignatureReport(
            signatures=tuple(_found(parts, bool(trust), b"ANDERE CA" not in trust) for parts in found),
            begins_with_adopted=begins,
            changes=tuple(changes),
        )


def _found(parts: list[bytes], asked: bool, known: bool) -> SignatureFound:
    name = parts[1].decode()
    return SignatureFound(
        field=name,
        subject=f"CN={name}",
        certificate=parts[2].decode(),
        intact=True,
        valid=True,
        trusted=known if asked else None,
        throwaway=parts[3] == b"1",
        at=FROZEN_AT,
        timestamped=False,
    )


# -- the story -----------------------------------------------------------------------------------------


@dataclass
class Story:
    """An edition on its way; every act adds an entry, every byte goes into `blobs`.

    Attributes:
        before_web: its drafts were made before there was an HTML edition, so they have four files.
    """

    programme: Programme
    throwaway: bool = True
    before_web: bool = False
    blobs: dict[Sha256, bytes] = field(default_factory=dict, repr=False)
    entries: list[Entry] = field(default_factory=list, repr=False)

    @property
    def edition(self) -> Edition:
        return self.programme.editions[0]

    @property
    def state(self) -> EditionState:
        return fold(self.edition.id, self.entries, signatures_needed=len(FIELDS))

    def put(self, name: str, data: bytes) -> FileDigest:
        file = FileDigest.of(name, data)
        self.blobs[file.sha256] = data
        return file

    def get(self, digest: Sha256) -> bytes:
        return self.blobs[digest]

    def happen(self, event: Event, actor: str = "coordinator") -> None:
        before = self.entries[-1] if self.entries else None
        at = START + timedelta(hours=len(self.entries))
        self.entries.append(
            Entry.after(before, edition=self.edition.id, at=at, actor=actor, account="toetsenbord", event=event)
        )

    # -- acts

    def receive(self, name: str, data: bytes, partner: str = "waterland") -> FileDigest:
        """A file arrives and is checked."""
        file = self.put(name, data)
        self.happen(ContributionReceived(partner=partner, file=file))
        findings = self.put("bevindingen", b'{"findings":[],"file":"%s"}' % file.sha256[:8].encode())
        self.happen(
            ContributionChecked(
                partner=partner,
                original=file.sha256,
                programme=sha256_hex(b"programma"),
                carrier=Carrier.WORD,
                sent_at=START,
                errors=0,
                warnings=0,
                findings=findings.sha256,
                contribution=None,
            )
        )
        return file

    def make_draft(self, version: int, letter: bytes, report: bytes, *, texts: Sequence[str]) -> Draft:
        files: tuple[FileDigest, ...] = (
            self.put(LETTER_PDF, letter),
            self.put(LETTER_DOCX, tiny_docx(f"brief {version}")),
            self.put(LETTER_HTML, f"<p>brief {version}</p>".encode()),
            self.put(REPORT_PDF, report),
            self.put(REPORT_DOCX, tiny_docx(f"rapport {version}")),
            self.put(REPORT_HTML, f"<p>rapport {version}</p>".encode()),
        )
        if self.before_web:
            files = tuple(file for file in files if not file.name.endswith(".html"))
        draft = Draft(
            edition=self.edition.id,
            version=version,
            content=self.put("content.json", f'{{"version":{version}}}'.encode()).sha256,
            sections=tuple(
                SectionDigest(id=section, title=section.rsplit(".", 1)[1], sha256=sha256_hex(text.encode()))
                for section, text in zip(SECTIONS, texts, strict=True)
            ),
            files=files,
            used=(ContributionUsed(partner="waterland", original=sha256_hex(b"bijdrage")),),
            editorial=sha256_hex(b"redactie"),
        )
        # The others are as they were before drafts were checked.
        found = None if version > 1 else self.put("bevindingen.json", b'{"letter":[]}').sha256
        inputs = sha256_hex(b"inputs %d" % version)
        self.happen(DraftMade(draft=draft, inputs=inputs, reason="iets is nieuw", findings=found))
        return draft

    def remark(self, draft: Draft, stage: str, reviewer: str, text: str) -> None:
        about = draft.sections[0]
        said = RemarkSaid(
            stage=stage, reviewer=reviewer, draft=draft.version, section=about.id, sha256=about.sha256, text=(text,)
        )
        at = START + timedelta(hours=len(self.entries))
        self.happen(RemarkMade(remark=Remark.of(said, given_by=reviewer, at=at)), reviewer)

    def send_back(self, draft: Draft, reviewer: str) -> None:
        """The report in Word, with one proposal that is answered; and a file that is none."""
        file = self.put("Rapport (mijn opmerkingen).docx", b"rapport met wijzigingen")
        read = self.put("gelezen.json", b'{"proposals":[1]}').sha256
        came = WordReturned(
            file=file,
            document=REPORT_DOCX,
            draft=draft.version,
            person=reviewer,
            given_by=reviewer,
            proposals=read,
            count=1,
            outside=0,
        )
        self.happen(came, reviewer)
        scan = self.put("scan.pdf", b"%PDF-1.7")
        self.happen(WordRefused(file=scan, person=reviewer, given_by=reviewer, reasons=("Dit is een pdf.",)), reviewer)
        at = START + timedelta(hours=len(self.entries))
        proposal = f"{file.sha256[:8]}-1"
        self.happen(ProposalSettled(proposal=proposal, accepted=True, reason="Ja.", by="coordinator", at=at))

    def decide(
        self, draft: Draft, stage: str, reviewer: str, verdict: Verdict, *, by: str = "", comment: str = ""
    ) -> Decision:
        decision = Decision(
            stage=stage,
            reviewer=reviewer,
            given_by=by or reviewer,
            verdict=verdict,
            comment=comment,
            draft=draft.version,
            covers=tuple(SectionMark(id=s.id, sha256=s.sha256) for s in draft.sections),
            at=START + timedelta(hours=len(self.entries)),
        )
        self.happen(DecisionGiven(decision=decision), reviewer)
        return decision

    def adopt(self, draft: Draft) -> Adoption:
        adoption = Adoption(
            date=date(2030, 6, 18), number="B-2030-118", outcome=Outcome.ADOPTED, draft=draft.version, files=draft.files
        )
        self.happen(AdoptionRecorded(adoption=adoption), "secretaris")
        return adoption

    def sign(self, draft: Draft, letter: bytes | None = None) -> FileDigest:
        """Every signatory signs in turn; gives the letter after the last."""
        now = draft.file(LETTER_PDF)
        for name in FIELDS:
            data = put_signature(self.get(now.sha256), name, throwaway=self.throwaway)
            after = self.put(LETTER_PDF, data)
            made = SignatureMade(
                field=name,
                person=name.lower(),
                before=now,
                after=after,
                subject=f"CN={name}",
                certificate=certificate(name),
                throwaway=self.throwaway,
                imported=False,
                at=START + timedelta(days=50),
            )
            self.happen(LetterSigned(signature=made), name.lower())
            now = after
        return now


@dataclass(repr=False)
class Told:
    """A story told to its end."""

    story: Story
    signed: Signed
    package: Package
    bag: dict[str, bytes]

    @cached_property
    def _dossier(self) -> dict[str, bytes]:
        return self.make_dossier()

    def dossier(self) -> dict[str, bytes]:
        """The dossier, made once; a copy to change."""
        return dict(self._dossier)

    def make_dossier(self) -> dict[str, bytes]:
        s = self.story
        return make_dossier(s.programme, s.edition, s.state, s.entries, s.get, self.bag, FROZEN_AT + timedelta(days=2))


def signed_story(
    letter: bytes | None = None,
    *,
    sample: bool = True,
    throwaway: bool = True,
    before_web: bool = False,
    described: bool = False,
) -> tuple[Story, Signed]:
    """From opening to the last signature, by way of two drafts, a remark, a withdrawal and a deputy."""
    story = Story(programme(sample=sample, described=described), throwaway=throwaway, before_web=before_web)
    story.happen(EditionOpened(programme=sha256_hex(b"programma"), sample=sample, deadline=date(2030, 5, 10), forms=()))
    story.receive("bijdrage.docx", b"eerste versie")
    story.receive("../Bijdrage (définitief) v2.docx", b"tweede versie")
    story.receive("redactie.yaml", b"foreword: ja", "redactie")
    story.happen(EditionClosed(used=(), missing=()))
    report = tiny_pdf("Voortgangsrapportage", "Alle dijken liggen er.")
    first = story.make_draft(1, letter_pdf(tiny_pdf("oud")), tiny_pdf("oud"), texts=("omslag", "water", "aanleiding"))
    early = story.decide(first, "beleid", "adviseur", Verdict.REMARK, comment=REMARK)
    story.decide(first, "directie", "directeur", Verdict.RETURN, comment="Te kort")
    story.remark(first, "directie", "directeur", AT_SECTION)
    story.send_back(first, "directeur")
    prepared = letter_pdf(report) if letter is None else letter
    draft = story.make_draft(2, prepared, report, texts=("omslag", "water, langer", "aanleiding"))
    late = story.decide(draft, "directie", "directeur", Verdict.APPROVE, by="plaatsvervanger")
    adoption = story.adopt(draft)
    after = story.sign(draft)
    approved = Approved(draft=draft, decisions=(early, late), adoption=adoption)
    return story, Signed(approved=approved, signatures=story.state.signatures, letter=after)


def released(letter: bytes | None = None, *, before_web: bool = False, described: bool = False) -> Told:
    """The whole story: armed, fired, delivered."""
    story, signed = signed_story(letter, before_web=before_web, described=described)
    package, bag = freeze(story.programme, story.edition, signed, story.get, story.entries, FROZEN_AT)
    story.happen(ReleaseArmed(package=package))
    brief = story.put("Kamerbrief.pdf", tiny_pdf("Kamerbrief"))
    story.happen(KamerbriefSeen(kamerbrief=Kamerbrief(file=brief, date=date(2030, 6, 30), number="12345 nr. 8")))
    story.happen(ReleaseFired(package=package.digest, kamerbrief=brief.sha256))
    receipt = Receipt(
        channel="griffie",
        key="delta-2030:griffie",
        target="griffie",
        files=(FileDigest.of(LETTER_PDF, bag["data/statenmededeling.pdf"]),),
        at=FROZEN_AT,
        proof="teruggelezen",
    )
    story.happen(EffectDone(effect="delivery", receipt=receipt), "systeem")
    return Told(story=story, signed=signed, package=package, bag=dict(bag))

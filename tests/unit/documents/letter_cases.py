"""For each rule of the letter what breaks it, and what only just keeps it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from bna_pipeline.model.content import Content, LabelledLine, LetterPartId, Link, Statement
from bna_pipeline.model.contribution import DevelopmentScope
from bna_pipeline.model.errata import Corrected, Correction

P = LetterPartId
Edit = Callable[[Content], Content]


@dataclass(frozen=True)
class RuleCase:
    """A rule's own case.

    Attributes:
        bad: makes of a sound letter one that breaks the rule.
        place: where that is found.
        says: a part of what the coordinator reads.
        good: makes of a sound letter one that only just keeps the rule.
        pages: how many pages the bad letter and the good one have.
    """

    bad: Edit
    place: str
    says: str
    good: Edit
    pages: tuple[int, int] = (3, 3)


def part(part_id: P, **changes: Any) -> Edit:
    """With another part of this id."""

    def edit(content: Content) -> Content:
        parts = tuple(p.model_copy(update=changes) if p.id is part_id else p for p in content.letter.parts)
        return letter(parts=parts)(content)

    return edit


def letter(**changes: Any) -> Edit:
    """With another field of the letter."""
    return lambda content: content.model_copy(update={"letter": content.letter.model_copy(update=changes)})


def report(**changes: Any) -> Edit:
    """With another field of the report."""
    return lambda content: content.model_copy(update={"report": content.report.model_copy(update=changes)})


def said(part_id: P, old: str, new: str) -> Edit:
    """With other words wherever these stand in a part."""

    def swap(value: Any) -> Any:
        if isinstance(value, str):
            return value.replace(old, new)
        return tuple(map(swap, value))

    def edit(content: Content) -> Content:
        now = content.letter.part(part_id)
        statements = tuple(
            s.model_copy(update={"heading": swap(s.heading), "argument": swap(s.argument)}) for s in now.statements
        )
        links = tuple(link.model_copy(update={"text": swap(link.text)}) for link in now.links)
        made = part(
            part_id, paragraphs=swap(now.paragraphs), statements=statements, links=links, items=swap(now.items)
        )(content)
        assert made != content, f"{old!r} staat niet in {part_id.value}"
        return made

    return edit


def added(part_id: P, *paragraphs: str) -> Edit:
    """With more paragraphs in a part."""
    return lambda content: part(part_id, paragraphs=(*content.letter.part(part_id).paragraphs, *paragraphs))(content)


def foreword(*paragraphs: str) -> Edit:
    """With another foreword in the report."""
    return lambda content: report(foreword=content.report.foreword.model_copy(update={"text": paragraphs}))(content)


def after(*edits: Edit) -> Edit:
    """One edit after another."""

    def edit(content: Content) -> Content:
        for one in edits:
            content = one(content)
        return content

    return edit


def as_made(content: Content) -> Content:
    return content


def _without(part_id: P, word: str) -> Edit:
    """Without the statements in which a word stands; the others are numbered anew."""

    def edit(content: Content) -> Content:
        kept = [s for s in content.letter.part(part_id).statements if word not in " ".join((s.heading, *s.argument))]
        numbered = tuple(s.model_copy(update={"number": n}) for n, s in enumerate(kept, start=1))
        return part(part_id, statements=numbered)(content)

    return edit


def _progress_in_two(content: Content) -> Content:
    """The pillars are all named, divided over two statements."""
    statements = content.letter.part(P.CORE).statements
    progress = next(s for s in statements if s.number == 2)
    first, second = progress.argument[:3], progress.argument[3:]
    spread = (
        *(s for s in statements if s.number < 2),
        progress.model_copy(update={"argument": first}),
        Statement(number=3, heading="Ook elders verloopt het goed.", argument=second),
        *(s.model_copy(update={"number": s.number + 1}) for s in statements if s.number > 2),
    )
    return part(P.CORE, statements=spread)(content)


def _delayed(content: Content) -> Content:
    """Every action is late, and the letter still says what it said."""
    rows = tuple(row.model_copy(update={"status": "vertraagd"}) for row in content.report.overview.rows)
    return report(overview=content.report.overview.model_copy(update={"rows": rows}))(content)


def _only_national(content: Content) -> Content:
    kept = tuple(d for d in content.report.developments if d.scope is DevelopmentScope.NATIONAL)
    return report(developments=kept)(content)


def _no_province(content: Content) -> Content:
    cover = content.report.cover
    logos = tuple(logo for logo in cover.logos if logo.partner != "noord-brabant")
    return report(cover=cover.model_copy(update={"logos": logos}))(content)


def _head(label: str, value: str) -> Edit:
    return lambda content: letter(head=(*content.letter.head, LabelledLine(label=label, value=value)))(content)


def _sister_without_date(content: Content) -> Content:
    links = tuple(Link(text="Voortgangsrapportage", url=link.url) for link in content.letter.part(P.FOLLOW_UP).links)
    return part(P.FOLLOW_UP, links=links)(content)


def _name(name: str) -> Edit:
    def edit(content: Content) -> Content:
        first, *others = content.letter.signatures
        return letter(signatures=(first.model_copy(update={"name": name}), *others))(content)

    return edit


def _mails(*mails: str) -> Edit:
    labels = ("Opdrachtgever", "Opdrachtnemer")
    return letter(
        responsible=tuple(LabelledLine(label=t, value=m) for t, m in zip(labels, mails, strict=True))
    )  # fmt: skip


_SENT = "De rapportage is in juni 2020 aan de Tweede Kamer verzonden. De Kamer zal haar bespreken."
_YEARLY = "Gedurende de looptijd is het voornemen u ieder jaar een voortgangsrapportage te zenden."

CASES: dict[str, RuleCase] = {
    "BRF-001": RuleCase(
        bad=lambda c: letter(parts=c.letter.parts[:3] + c.letter.parts[4:])(c),
        place="de hele brief",
        says="Deze onderdelen ontbreken: aanleiding.",
        good=as_made,
    ),
    "BRF-002": RuleCase(
        bad=part(P.COMMUNICATION, paragraphs=()),
        place="Communicatie",
        says="Onder 'Communicatie' staat niets.",
        good=part(P.COMMUNICATION, paragraphs=("Nvt",)),
    ),
    "BRF-003": RuleCase(
        bad=lambda c: part(P.TAKE_NOTE, items=(*c.letter.part(P.TAKE_NOTE).items, "Nog iets."))(c),
        place="Kennisnemen van",
        says="Er staan 2 punten in plaats van één.",
        good=as_made,
    ),
    "BRF-004": RuleCase(
        bad=said(P.TAKE_NOTE, "Tweede", "Derde"),
        place="Kennisnemen van",
        says="Het woord 'tweede' ontbreekt.",
        good=said(P.TAKE_NOTE, "Tweede", "De tweede"),
    ),
    "BRF-005": RuleCase(
        bad=said(P.OCCASION, "4 juli 2019", "vorig jaar"),
        place="Aanleiding",
        says="De datum van de eerste rapportage (4 juli 2019) staat er niet.",
        good=said(P.OCCASION, "op 4 juli 2019", "per brief van 4 juli 2019"),
    ),
    "BRF-006": RuleCase(
        bad=said(P.CORE, "Digitalisering", "De vierde pijler"),
        place="Kernboodschap",
        says="De pijler 'Digitalisering' wordt niet genoemd.",
        good=as_made,
    ),
    "BRF-007": RuleCase(
        bad=said(P.CONSEQUENCES, "De agenda verplicht de provincie tot een inspanning.", "Inspanning"),
        place="Consequenties, stelling 1",
        says="De kop is geen volzin: 'Inspanning'.",
        good=said(P.CONSEQUENCES, "De agenda verplicht de provincie tot een inspanning.", "De agenda verplicht."),
    ),
    "BRF-008": RuleCase(
        bad=lambda c: part(P.ATTACHMENTS, items=(*c.letter.part(P.ATTACHMENTS).items, "Kaart (kaart.pdf)"))(c),
        place="Bijlagen, punt 2",
        says="Bij 'Kaart (kaart.pdf)' hoort geen bestand dat met de brief meegaat.",
        good=part(P.ATTACHMENTS, items=("De rapportage (voortgangsrapportage.pdf)",)),
    ),
    "BRF-009": RuleCase(
        bad=lambda c: letter(signatures=c.letter.signatures[::-1])(c),
        place="Ondertekening",
        says="Het programma noemt: de voorzitter (prof. dr. W.F. van den Ekelenberg), de secretaris",
        good=as_made,
    ),
    "BRF-010": RuleCase(
        bad=part(P.FOLLOW_UP, paragraphs=(_SENT, _YEARLY)),
        place="Vervolg, alinea 1",
        says="Hier staat de verzending aan de Tweede Kamer als iets dat al is gebeurd, en bij Aanleiding, alinea 3 als "
        "iets dat nog komt",
        good=added(P.FOLLOW_UP, "De eerste rapportage is op 5 juli 2019 aan de Tweede Kamer verzonden."),
    ),
    "BRF-011": RuleCase(
        bad=as_made,
        place="de hele brief",
        says="De brief telt 5 bladzijden; dat horen er 2 tot 4 te zijn.",
        good=as_made,
        pages=(5, 4),
    ),
    "BRF-012": RuleCase(
        bad=said(P.OCCASION, "OCW", "anderen"),
        place="Aanleiding",
        says="Ministerie van Onderwijs, Cultuur en Wetenschap werkte mee en wordt niet genoemd.",
        good=said(P.OCCASION, "OCW", "het ministerie van Onderwijs, Cultuur en Wetenschap"),
    ),
    "BRF-013": RuleCase(
        bad=said(P.OCCASION, "eind juni 2020", "binnenkort"),
        place="Aanleiding",
        says="Er staat niet wanneer de rapportage aan de Tweede Kamer wordt gezonden (eind juni 2020).",
        good=said(P.OCCASION, "eind juni 2020", "nog deze maand, eind juni 2020,"),
    ),
    "BRF-014": RuleCase(
        bad=said(P.OCCASION, "op hetzelfde moment", "een dag later"),
        place="Aanleiding",
        says="Er staat niet dat Provinciale Staten de rapportage op hetzelfde moment ontvangen",
        good=said(P.OCCASION, "op hetzelfde moment", "gelijktijdig"),
    ),
    "BRF-015": RuleCase(
        bad=said(P.OCCASION, "daarom staat haar logo op de rapportage", "daarom doet zij mee"),
        place="Aanleiding",
        says="Er staat niet dat de provincie dealpartner is en dat haar logo daarom op de rapportage staat.",
        good=after(_no_province, said(P.OCCASION, "; daarom staat haar logo op de rapportage", "")),
    ),
    "BRF-016": RuleCase(
        bad=said(P.AUTHORITY, "ter informatie", "ter vaststelling"),
        place="Bevoegdheid",
        says="Hier ontbreekt 'ter informatie'.",
        good=part(P.AUTHORITY, paragraphs=("Wij voeren de agenda uit en zenden u dit ter informatie.",)),
    ),
    "BRF-017": RuleCase(
        bad=said(P.CORE, "belangrijker", "ouder"),
        place="Kernboodschap",
        says="Geen stelling zegt waarom de agenda van belang is.",
        good=said(P.CORE, "belangrijker", "urgenter"),
    ),
    "BRF-018": RuleCase(
        bad=_progress_in_two,
        place="Kernboodschap",
        says="Geen stelling laat de voortgang pijler voor pijler zien.",
        good=as_made,
    ),
    "BRF-019": RuleCase(
        bad=_delayed,
        place="Kernboodschap, stelling 2, kop",
        says="maar 0 van de 34 acties liggen op schema of beter",
        good=foreword("Niet alles ligt op schema.", "Vijf acties conform planning, en één vertraagd."),
    ),
    "BRF-020": RuleCase(
        bad=said(P.CONSEQUENCES, "ongeveer driekwart", "de helft"),
        place="Consequenties, stelling 2, kop",
        says="Er staat 'de helft', maar het gaat om",
        good=said(P.CONSEQUENCES, "ongeveer driekwart", "meer dan de helft"),
    ),
    "BRF-021": RuleCase(
        bad=after(
            said(P.CONSEQUENCES, "tot een inspanning", "tot een uitkomst"),
            said(P.CONSEQUENCES, "een inspanningsverplichting", "een resultaatsverplichting"),
        ),
        place="Consequenties",
        says="Er staat niet dat de agenda een inspanningsverplichting is.",
        good=said(P.CONSEQUENCES, "Het gaat om een inspanningsverplichting.", "Meer niet."),
    ),
    "BRF-022": RuleCase(
        bad=said(P.CONSEQUENCES, "medefinancier", "helper"),
        place="Consequenties",
        says="Er staat niet hoe sterk de provincie deelneemt: medefinancier ontbreekt.",
        good=said(P.CONSEQUENCES, "medefinancier", "Medefinancier"),
    ),
    "BRF-023": RuleCase(
        bad=said(P.CONSEQUENCES, "juridische, financiële en", "financiële en"),
        place="Consequenties",
        says="Er staat niet dat de bestaande wettelijke kaders leidend zijn.",
        good=said(P.CONSEQUENCES, "juridische, financiële en", "financiële, wettelijke en"),
    ),
    "BRF-024": RuleCase(
        bad=after(
            said(P.CONSEQUENCES, "in de wereld, in het land en in de regio", "van buiten"),
        ),
        place="Consequenties",
        says="De rapportage beschrijft ontwikkelingen (internationaal, nationaal en regionaal) waarop de brief niet "
        "ingaat.",
        good=after(_only_national, said(P.CONSEQUENCES, "in de wereld, in het land en in de regio", "in het land")),
    ),
    "BRF-025": RuleCase(
        bad=part(P.EUROPEAN, paragraphs=("N.v.t.",)),
        place="Europese en internationale zaken",
        says="Er staat 'N.v.t.' in plaats van Nvt.",
        good=part(P.EUROPEAN, paragraphs=("Nvt",)),
    ),
    "BRF-026": RuleCase(
        bad=said(P.FOLLOW_UP, "bespreken", "lezen"),
        place="Vervolg",
        says="Er staat niet dat de Tweede Kamer de rapportage bespreekt.",
        good=said(P.FOLLOW_UP, "bespreken", "behandelen"),
    ),
    "BRF-027": RuleCase(
        bad=_sister_without_date,
        place="Vervolg",
        says="staat er niet met datum (24 maart 2020)",
        good=as_made,
    ),
    "BRF-028": RuleCase(
        bad=said(P.FOLLOW_UP, "ieder jaar", "weer"),
        place="Vervolg",
        says="Er staat niet dat het voornemen is om gedurende de looptijd ieder jaar te rapporteren.",
        good=said(P.FOLLOW_UP, "ieder jaar", "jaarlijks"),
    ),
    "BRF-029": RuleCase(
        bad=_mails("Directeur", "Coördinator, coordinator@example.org"),
        place="Opdrachtgever en opdrachtnemer",
        says="Bij Opdrachtgever staat geen mailadres.",
        good=_mails("Directeur, directeur@example.org", "Coördinator, coordinator@example.org"),
    ),
    "BRF-030": RuleCase(
        bad=added(P.OCCASION, "De rapportage is op 23 juni 2020 door ons vastgesteld."),
        place="Aanleiding, alinea 4",
        says="Hier staat iets over het besluit: 'rapportage is op 23 juni 2020 door ons vastgesteld'.",
        good=added(P.OCCASION, "Voor elke bijdrage geldt het beleid dat uw Staten hebben vastgesteld."),
    ),
    "BRF-031": RuleCase(
        bad=added(P.EUROPEAN, "Het bedrag is [invullen]."),
        place="Europese en internationale zaken, alinea 2",
        says="Hier staat nog iets dat ingevuld moest worden: '[invullen]'.",
        good=added(P.OCCASION, "De accolades { en } staan er met opzet."),
    ),
    "BRF-032": RuleCase(
        bad=added(P.OCCASION, "De partners hebben hebben bijgedragen."),
        place="Aanleiding, alinea 4",
        says="Er staat 'hebben hebben'.",
        good=added(P.OCCASION, "Wie die die dag zag, begreep de partners."),
    ),
    "BRF-033": RuleCase(
        bad=part(P.SUBJECT, paragraphs=("Voortgang",)),
        place="Onderwerp",
        says="Hier hoort de titel van de rapportage:",
        good=as_made,
    ),
    "BRF-034": RuleCase(
        bad=_name("W.F. van den Ekelenberg"),
        place="Ondertekening",
        says="Bij de voorzitter staat geen academische titel: 'W.F. van den Ekelenberg'.",
        good=_name("W.F. van den Ekelenberg MSc"),
    ),
    "BRF-035": RuleCase(
        bad=letter(
            corrects=Correction(
                corrected=Corrected(
                    edition="bna-2019", sent=date(2019, 7, 4), number="12", letter="a" * 64, report="b" * 64
                ),
                changed=("Bij actie T-01 is de status nu juist.",),
            )
        ),
        place="Aanleiding",
        says="De brief verbetert bna-2019, en deze editie geen andere.",
        good=as_made,
    ),
}  # fmt: skip

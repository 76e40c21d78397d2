"""The one table of every rule that a letter is held against (`domain.md`, "The letter")."""

from __future__ import annotations

from dataclasses import dataclass

from bna_pipeline.documents import letter_claim_checks as claims
from bna_pipeline.documents import letter_correction_checks as correction
from bna_pipeline.documents import letter_form_checks as form
from bna_pipeline.documents import letter_occasion_checks as occasion
from bna_pipeline.documents import letter_statement_checks as statements
from bna_pipeline.documents import letter_wording_checks as wording
from bna_pipeline.documents.letter_case import Check
from bna_pipeline.documents.letter_tense import one_tense
from bna_pipeline.model.finding import Weight


@dataclass(frozen=True)
class LetterRule:
    """One rule of the letter.

    Attributes:
        code: stable, such as `BRF-010`.
        name: short, for programmers.
        asks: what the letter must do, as the coordinator reads it.
        source: where the rule comes from: a part of the letter's form in `domain.md`.
        weight: how heavy it weighs when the programme says nothing.
        settable: whether a programme may let it weigh otherwise; without the others there is no letter.
        check: finds every place where a letter breaks it.
    """

    code: str
    name: str
    asks: str
    source: str
    weight: Weight
    settable: bool
    check: Check


_BLOCKS, _ACCEPTABLE, _REMARK = Weight.BLOCKS, Weight.ACCEPTABLE, Weight.REMARK
_FIXED, _FREE = False, True

# fmt: off
LETTER_RULES: tuple[LetterRule, ...] = (
    LetterRule("BRF-001", "PARTS", "Elk onderdeel staat er één keer, in de vaste orde.",
               "vaste vorm, vaste orde", _BLOCKS, _FIXED, form.parts),
    LetterRule("BRF-002", "EMPTY", "Onder een kop staat altijd iets.",
               "Europa, Communicatie: nooit een lege kop", _BLOCKS, _FIXED, form.never_empty),
    LetterRule("BRF-003", "ONE_ITEM", "Onder Kennisnemen van staat precies één punt.",
               "Kennisnemen van: precies één punt", _BLOCKS, _FIXED, form.one_item),
    LetterRule("BRF-004", "ORDINAL", "Het punt om kennis van te nemen noemt het rangtelwoord van de editie.",
               "Kennisnemen van: het rangtelwoord", _BLOCKS, _FREE, occasion.ordinal),
    LetterRule("BRF-005", "EARLIER_DATES", "De aanleiding noemt de datum van de agenda en van elke eerdere editie.",
               "Aanleiding: data uit het register van edities", _BLOCKS, _FREE, occasion.earlier_dates),
    LetterRule("BRF-006", "PILLARS", "De kernboodschap noemt elke pijler.",
               "Kernboodschap: elke pijler wordt genoemd", _BLOCKS, _FREE, statements.every_pillar),
    LetterRule("BRF-007", "STATEMENTS", "Een stelling is genummerd en heeft een volzin als kop en een onderbouwing.",
               "Kernboodschap en Consequenties: genummerde volzinnen", _BLOCKS, _FREE, statements.shape),
    LetterRule("BRF-008", "ATTACHMENTS", "Elke bijlage in de lijst gaat mee, en wat meegaat staat in de lijst.",
               "Bijlagen", _BLOCKS, _FIXED, form.attachments),
    LetterRule("BRF-009", "SIGNATORIES", "Onder de brief staan beide namen met titels, in de orde van het programma.",
               "ondertekening: voorzitter, secretaris", _BLOCKS, _FIXED, form.signatories),
    LetterRule("BRF-010", "TENSE", "Dezelfde gebeurtenis staat overal in dezelfde tijd.",
               "Vervolg: de tijd is die van Aanleiding (de brief van 2020 had er twee)", _ACCEPTABLE, _FREE, one_tense),
    LetterRule("BRF-011", "LENGTH", "Een brief telt twee tot vier bladzijden.",
               "een brief van twee tot vier bladzijden", _ACCEPTABLE, _FREE, form.length),
    LetterRule("BRF-012", "WORKED_ON", "De aanleiding noemt iedereen die aan de rapportage bijdroeg.",
               "Aanleiding: wie eraan werkte", _ACCEPTABLE, _FREE, occasion.worked_on_it),
    LetterRule("BRF-013", "TO_CHAMBER", "De aanleiding zegt wanneer en door wie de Tweede Kamer de rapportage krijgt.",
               "Aanleiding: wanneer en door wie", _ACCEPTABLE, _FREE, occasion.to_the_chamber),
    LetterRule("BRF-014", "SAME_MOMENT", "De aanleiding zegt dat PS de rapportage op hetzelfde moment ontvangen.",
               "Aanleiding: op hetzelfde moment", _ACCEPTABLE, _FREE, occasion.at_the_same_moment),
    LetterRule("BRF-015", "DEAL_PARTNER", "De aanleiding zegt waarom het logo van de provincie op de rapportage staat.",
               "Aanleiding: dealpartner en logo", _ACCEPTABLE, _FREE, occasion.deal_partner),
    LetterRule("BRF-016", "AUTHORITY", "Bevoegdheid noemt de uitvoerende rol en zegt 'ter informatie'.",
               "Bevoegdheid", _ACCEPTABLE, _FREE, statements.authority),
    LetterRule("BRF-017", "IMPORTANCE", "Een stelling van de kernboodschap gaat over het belang van de agenda.",
               "Kernboodschap: ten minste één over het belang", _ACCEPTABLE, _FREE, statements.importance),
    LetterRule("BRF-018", "PILLAR_BY_PILLAR", "Een stelling laat de voortgang pijler voor pijler zien.",
               "Kernboodschap: één die de voortgang per pijler toont", _BLOCKS, _FREE, statements.pillar_by_pillar),
    LetterRule("BRF-019", "CLAIMS", "Een uitspraak over de voortgang volgt uit de gemelde statussen.",
               "Kernboodschap: een bewering volgt uit de gegevens", _BLOCKS, _FREE, claims.claims),
    LetterRule("BRF-020", "SHARES", "Een aandeel in woorden of cijfers klopt met de gegevens.",
               "Consequenties: aandelen komen uit de gegevens", _BLOCKS, _FREE, claims.shares),
    LetterRule("BRF-021", "EFFORT", "Consequenties zegt dat de agenda een inspanningsverplichting is.",
               "Consequenties: een inspanningsverplichting", _ACCEPTABLE, _FREE, statements.effort),
    LetterRule("BRF-022", "PARTICIPATION", "Consequenties zegt in hoeveel acties de provincie deelneemt, en hoe sterk.",
               "Consequenties: in hoeveel acties en hoe diep", _ACCEPTABLE, _FREE, statements.participation),
    LetterRule("BRF-023", "FRAMEWORKS", "Consequenties zegt dat bestaande kaders (wet, geld, beleid) leidend zijn.",
               "Consequenties: bestaande kaders zijn leidend", _ACCEPTABLE, _FREE, statements.frameworks),
    LetterRule("BRF-024", "DEVELOPMENTS", "Consequenties gaat in op elk soort ontwikkeling.",
               "Consequenties: internationaal, nationaal en regionaal", _ACCEPTABLE, _FREE,
               statements.answers_developments),
    LetterRule("BRF-025", "NVT", "Waar niets te zeggen is, staat precies het woord Nvt.",
               "Europa, Communicatie: tekst, of Nvt", _BLOCKS, _FREE, form.nothing_is_nvt),
    LetterRule("BRF-026", "CHAMBER_DISCUSSES", "Vervolg zegt dat de Tweede Kamer de rapportage bespreekt.",
               "Vervolg: de Tweede Kamer bespreekt haar", _ACCEPTABLE, _FREE, occasion.chamber_discusses),
    LetterRule("BRF-027", "SISTERS", "Vervolg noemt elke verwante rapportage met datum en verwijzing.",
               "Vervolg: verwante rapportages", _ACCEPTABLE, _FREE, occasion.sister_reports),
    LetterRule("BRF-028", "YEARLY", "Vervolg noemt het voornemen om gedurende de looptijd elk jaar te rapporteren.",
               "Vervolg: het voornemen", _ACCEPTABLE, _FREE, occasion.every_year),
    LetterRule("BRF-029", "OFFICIALS", "Opdrachtgever en Opdrachtnemer staan er, in die orde, met een mailadres.",
               "Opdrachtgever, Opdrachtnemer", _BLOCKS, _FREE, form.officials),
    LetterRule("BRF-030", "NO_DECISION", "Brief en rapportage noemen geen besluit (datum, nummer) en geen akkoord.",
               "die komen nadat de bytes vastliggen", _BLOCKS, _FREE, wording.no_decision),
    LetterRule("BRF-031", "NO_PLACEHOLDER", "Er staat niets meer dat nog ingevuld moest worden.",
               "een brief is af", _ACCEPTABLE, _FREE, wording.no_placeholder),
    LetterRule("BRF-032", "NOTHING_TWICE", "Er staat geen woord dubbel en geen spatie te veel.",
               "een brief is af", _ACCEPTABLE, _FREE, wording.nothing_twice),
    LetterRule("BRF-033", "SUBJECT", "Onderwerp is de titel van de rapportage, Aan de geadresseerde van het programma.",
               "Onderwerp, Aan", _BLOCKS, _FIXED, form.subject_and_addressee),
    LetterRule("BRF-034", "TITLES", "Bij elke naam onder de brief staat een academische titel, voor wie er een heeft.",
               "ondertekening: met academische titels", _REMARK, _FREE, form.titles),
    LetterRule("BRF-035", "CORRECTION", "Een erratum zegt welke brief het verbetert en wat er is veranderd.",
               "Een erratum is een nieuwe brief met een verwijzing naar de eerste", _BLOCKS, _FIXED,
               correction.says_what_changed),
)
# fmt: on
"""Every rule, in the order of its code."""

BY_CODE = {rule.code: rule for rule in LETTER_RULES}

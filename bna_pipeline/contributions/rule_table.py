"""The one table of every rule that a contribution or the redactie is held against."""

from __future__ import annotations

from enum import Enum

from bna_pipeline.model.finding import Severity

_E, _W = Severity.ERROR, Severity.WARNING


class Reach(Enum):
    """How far a programme may set a rule."""

    FIXED = "nee"  # without it a file cannot be read, typed or trusted
    NEVER_OFF = "ja, niet uit"  # off, something would fall away or slip through without a word
    FREE = "ja"


_FIXED, _NEVER_OFF, _FREE = Reach.FIXED, Reach.NEVER_OFF, Reach.FREE

_READ = "zonder dit is er niets te lezen"
_SAFE = "veiligheid: wat binnenkomt, wordt niet vertrouwd"
_TYPED = "zonder dit is er geen antwoord dat kan worden geteld en getoond"
_KNOWN = "zonder dit is niet te zeggen wiens bijdrage telt"
_AGREED = "afspraak van het programma"
_STATUS = "afspraak van het programma: een actie die vertraagd of stopgezet is, heeft een reden en een maatregel"
_PERIOD = "de editie gaat over een vaste periode"
_FONTS = "ISO 19005-2 (PDF/A-2a): elk teken staat in een ingesloten lettertype"
_LOST = "niets valt stil weg: de afzender hoort wat niet meekomt"
_WHOLE = "een half antwoord is niet af te drukken"
_WCAG = "WCAG 1.1.1, EN 301 549 (Tijdelijk besluit digitale toegankelijkheid overheid)"
_PRINT = "leesbaar in druk: 600 beeldpunten over de breedte van een kolom"
_MONEY = "een bedrag in een openbare verantwoording klopt en telt één keer"
_YEAR = "wie elk jaar verantwoording aflegt, legt uit wat anders is dan vorig jaar"
_AVG = "AVG art. 5 lid 1 onder c (minimale gegevensverwerking)"
_UAVG = "UAVG art. 46: een burgerservicenummer mag alleen worden verwerkt als een wet dat zegt"
_LETTER = "vaste vorm van de statenmededeling"


class Rule(Enum):
    """A rule: stable code, usual severity, the sentence a contributor reads, its source or reason, and its reach."""

    # fmt: off
    # the file
    NO_FORM = ("BIJ-001", _E, "Een bijdrage is het ingevulde Word- of Excel-formulier, of een JSON- of YAML-bestand "
               "met dezelfde gegevens.", _READ, _FIXED)
    UNREADABLE = ("BIJ-002", _E, "Een bestand moet heel zijn en zonder hulpmiddelen te openen.", _READ, _FIXED)
    ENCRYPTED = ("BIJ-003", _E, "Een bestand met een wachtwoord kan niet worden gelezen en niet worden bewaard.",
                 "Archiefwet: wat bewaard wordt, blijft te openen", _FIXED)
    TOO_LARGE = ("BIJ-004", _E, "Een bestand heeft een grens aan grootte en inhoud, zodat het veilig te openen is.",
                 _SAFE, _FIXED)
    UNSAFE = ("BIJ-005", _E, "Een bestand bevat geen macro's, ingesloten objecten of verwijzingen naar buiten.", _SAFE,
              _FIXED)
    STRUCTURE = ("BIJ-006", _E, "Een JSON- of YAML-bestand volgt het schema van de bijdrage: alle sleutels, eenmaal.",
                 "het schema van de bijdrage (bna schema)", _FIXED)
    FILE_NAME = ("BIJ-007", _W, "De naam van een bestand is kort en bestaat uit zichtbare, gewone tekens.",
                 "zo is het bestand op elke computer te bewaren en terug te vinden", _FREE)
    SAME_NAME = ("BIJ-008", _W, "Van bestanden met bijna dezelfde naam telt het bestand dat het laatst is verzonden.",
                 "wie twee versies stuurt, weet welke telt", _FREE)
    DEFECT = ("BIJ-009", _E, "Wat wij door een fout in ons programma niet kunnen lezen, noemen wij onze fout.", _READ,
              _FIXED)
    # the head
    OTHER_EDITION = ("BIJ-010", _E, "Een bijdrage hoort bij de editie die nu loopt.", _KNOWN, _FIXED)
    OTHER_PARTNER = ("BIJ-011", _E, "Elke partner heeft een eigen formulier; de map en het formulier horen bij elkaar.",
                     _KNOWN, _FIXED)
    SENT_AT = ("BIJ-012", _E, "Het moment van verzenden bepaalt welke versie geldt, dus het moet leesbaar zijn.",
               _KNOWN, _FIXED)
    AUTHOR = ("BIJ-013", _E, "Bij elke bijdrage staat de functie van wie haar invulde, voor vragen achteraf.", _KNOWN,
              _FIXED)
    COMPLETENESS = ("BIJ-014", _E, "Bij elke bijdrage staat of zij volledig of gedeeltelijk is.", _TYPED, _FIXED)
    NOTHING = ("BIJ-015", _E, "Een bijdrage gaat over ten minste één actie.", _TYPED, _FIXED)
    IDENTITY = ("BIJ-016", _E, "Aan het formulier is te zien voor welke editie en welke partner het is gemaakt.",
                _KNOWN, _FIXED)
    # the actions
    ACTION_UNKNOWN = ("BIJ-020", _E, "Een antwoord gaat over een actie uit de lijst van de agenda.", _TYPED, _FIXED)
    ACTION_NOT_YOURS = ("BIJ-021", _E, "Een partner meldt alleen over acties waarvan hij eigenaar of partner is.",
                        _AGREED, _FIXED)
    ACTION_TWICE = ("BIJ-022", _E, "Over elke actie staat er één antwoord per bijdrage.", _TYPED, _FIXED)
    ACTION_MISSING = ("BIJ-023", _E, "Een volledige bijdrage gaat over alle acties van de partner.", _AGREED, _FREE)
    # the answers
    STATUS_MISSING = ("BIJ-030", _E, "Elke actie waarover u iets meldt, heeft één status.", _TYPED, _FIXED)
    STATUS_UNKNOWN = ("BIJ-031", _E, "Een status komt uit de vaste lijst, zodat alle acties te vergelijken zijn.",
                      _TYPED, _FIXED)
    ACHIEVED_MISSING = ("BIJ-032", _E, "Bij een actie die is begonnen, staat wat er is bereikt.", _AGREED, _FREE)
    REASON_MISSING = ("BIJ-033", _E, "Een actie die vertraagd of stopgezet is, heeft een reden.", _STATUS, _FREE)
    MEASURE_MISSING = ("BIJ-034", _E, "Een actie die vertraagd of stopgezet is, heeft een maatregel.", _STATUS, _FREE)
    STATUS_BACK = ("BIJ-035", _W, "Een status die is teruggegaan sinds vorig jaar, heeft een uitleg.", _YEAR, _FREE)
    MILESTONE_DATE = ("BIJ-040", _E, "Elke mijlpaal begint met een volledige datum: dag, maand en jaar.", _TYPED,
                      _FIXED)
    MILESTONE_TITLE = ("BIJ-041", _E, "Bij elke mijlpaal staat wat er is of wordt gehaald.", _TYPED, _FIXED)
    MILESTONE_NOT_YET = ("BIJ-042", _E, "Een gehaalde mijlpaal ligt niet na het verzenden en niet na de periode.",
                         _PERIOD, _FREE)
    MILESTONE_PAST = ("BIJ-043", _E, "Een mijlpaal die nog komt, ligt niet voor het verzenden en niet voor de periode.",
                      _PERIOD, _FREE)
    MILESTONE_OUTSIDE = ("BIJ-044", _W, "Mijlpalen horen bij de periode waarover deze editie gaat.", _PERIOD, _FREE)
    MILESTONE_FORGOTTEN = ("BIJ-045", _W, "Een mijlpaal die er vorig jaar nog aan kwam en nu voorbij is, komt terug: "
                           "gehaald, verschoven of vervallen.", _YEAR, _FREE)
    EXAMPLE_TEXT = ("BIJ-050", _E, "Een voorbeeld heeft een titel én een tekst.", _WHOLE, _FIXED)
    EXAMPLE_TITLE = ("BIJ-051", _E, "Een voorbeeld heeft een tekst én een titel.", _WHOLE, _FIXED)
    PICTURE_UNDESCRIBED = ("BIJ-052", _E, "Bij elke afbeelding staat een beschrijving, voor wie haar niet kan zien "
                           "(toegankelijkheid, WCAG 1.1.1).", _WCAG, _FIXED)
    PICTURE_ABSENT = ("BIJ-053", _E, "Een beschrijving hoort bij een afbeelding.", _WHOLE, _FIXED)
    PICTURE_UNREADABLE = ("BIJ-054", _E, "Een afbeelding is een heel PNG- of JPEG-bestand, zoals het er staat, dat "
                          "niet te groot is.", _SAFE, _FIXED)
    PICTURE_SMALL = ("BIJ-055", _W, "Een afbeelding is ten minste 600 beeldpunten breed, anders wordt zij onscherp.",
                     _PRINT, _FREE)
    PICTURE_MISPLACED = ("BIJ-056", _W, "Een afbeelding staat in het vak voor de afbeelding van het voorbeeld.", _LOST,
                         _NEVER_OFF)
    PICTURES_MANY = ("BIJ-057", _E, "Bij een voorbeeld hoort ten hoogste één afbeelding.", _LOST, _FIXED)
    CAPTION_ALONE = ("BIJ-058", _W, "Een bijschrift hoort bij een afbeelding.", _WHOLE, _FREE)
    DESCRIPTION_EMPTY = ("BIJ-059", _W, "Een beschrijving zegt wat er op de afbeelding te zien is (WCAG 1.1.1).", _WCAG,
                         _FREE)
    AMOUNT = ("BIJ-060", _E, "Een bedrag is een getal in euro, nul of hoger, met ten hoogste twee cijfers na de komma.",
              _TYPED, _FIXED)
    PURPOSE_MISSING = ("BIJ-061", _E, "Bij een bedrag staat waarvoor het was.", _WHOLE, _FIXED)
    AMOUNT_MISSING = ("BIJ-062", _E, "Bij een doel staat een bedrag.", _WHOLE, _FIXED)
    MONEY_PARTS = ("BIJ-063", _W, "De delen van een bedrag zijn samen niet meer en niet minder dan het bedrag.", _MONEY,
                   _FREE)
    MONEY_TWICE = ("BIJ-064", _W, "Hetzelfde geld staat bij één actie, zodat het niet dubbel telt.", _MONEY, _FREE)
    MONEY_SCALE = ("BIJ-065", _W, "Een bedrag staat in hele euro's, niet in duizenden of miljoenen.", _MONEY, _FREE)
    PURPOSE_EMPTY = ("BIJ-066", _W, "Waarvoor een bedrag was, staat er in woorden.", _MONEY, _FREE)
    # the text itself
    TOO_LONG = ("BIJ-070", _E, "Een antwoord is kort genoeg voor de rapportage.", _AGREED, _FREE)
    CONTROL = ("BIJ-071", _E, "Een tekst bevat geen verborgen tekens: die breken het document af.", _FONTS, _FIXED)
    CHARACTERS = ("BIJ-072", _E, "Een tekst bevat alleen tekens die de lettertypen van de rapportage hebben.", _FONTS,
                  _FIXED)
    ABBREVIATION = ("BIJ-073", _W, "Een afkorting staat in de lijst van de rapportage, of wordt in de tekst uitgelegd.",
                    "WCAG 3.1.4, en de rapportage heeft één lijst van afkortingen", _FREE)
    SAME_TEXT = ("BIJ-074", _W, "Elke actie heeft haar eigen verhaal.",
                 "wie dezelfde tekst twee keer plakt, zegt over één van beide acties niets", _FREE)
    TRACKED = ("BIJ-080", _W, "Een formulier is af: bijgehouden wijzigingen zijn aanvaard of geweigerd.", _LOST,
               _NEVER_OFF)
    COMMENT = ("BIJ-081", _W, "Een formulier is af: opmerkingen in de kantlijn zijn verwerkt.", _LOST, _NEVER_OFF)
    LEFT_OUT = ("BIJ-082", _W, "Een antwoord is gewone tekst: voetnoten, tabellen en tekeningen komen niet mee.", _LOST,
                _NEVER_OFF)
    HIDDEN = ("BIJ-083", _E, "Een antwoord staat zichtbaar in het formulier, en voor elke lezer hetzelfde.", _SAFE,
              _FIXED)
    CELL_MISSING = ("BIJ-084", _E, "Elke vraag heeft een eigen rij: links de code, rechts het vak voor het antwoord.",
                    _READ, _FIXED)
    # personal data
    BSN = ("BIJ-090", _E, "In een bijdrage staat geen burgerservicenummer (BSN): zij wordt openbaar.",
           f"{_UAVG}; {_AVG}", _NEVER_OFF)
    MAIL_ADDRESS = ("BIJ-091", _W, "In een antwoord staat geen mailadres van een persoon: de rapportage is openbaar.",
                    _AVG, _FREE)
    PHONE = ("BIJ-092", _W, "In een antwoord staat geen telefoonnummer: de rapportage is openbaar.", _AVG, _FREE)
    PERSON_NAME = ("BIJ-093", _W, "Wie het formulier invult, noemt een functie en geen naam.", _AVG, _FREE)
    # the redactie
    CLAIM = ("RED-001", _E, "Een uitspraak over de voortgang volgt uit de gemelde statussen.", _LETTER, _NEVER_OFF)
    SHARE = ("RED-002", _W, "Een aandeel in woorden klopt met de gegevens van het programma.", _LETTER, _FREE)
    STATEMENT_HEADING = ("RED-010", _E, "De kop van een genummerde uitspraak is een volle zin met een punt erachter.",
                         _LETTER, _FREE)
    PILLAR_TEXT = ("RED-011", _E, "Bij elke pijler staat één inleidende tekst van de redactie.", _TYPED, _FIXED)
    STATEMENT_TWICE = ("RED-012", _E, "Elke uitspraak van de brief heeft een eigen naam.", _TYPED, _FIXED)
    EDIT_UNKNOWN = ("RED-013", _E, "Een bewerking gaat over de tekst van een partner over een van zijn acties.", _TYPED,
                    _FIXED)
    EDIT_TWICE = ("RED-014", _E, "Over elke tekst van een partner gaat ten hoogste één bewerking.", _TYPED, _FIXED)
    EDIT_LINE = ("RED-015", _E, "Een titel of bijschrift is één alinea, ook na bewerking.", _TYPED, _FIXED)
    # fmt: on

    def __init__(self, code: str, severity: Severity, sentence: str, source: str, reach: Reach) -> None:
        self.code = code
        self.severity = severity
        self.sentence = sentence
        self.source = source
        self.reach = reach

    @property
    def settable(self) -> bool:
        """Whether a programme may set this rule's severity."""
        return self.reach is not Reach.FIXED

"""Every rule that a contribution or the redactie is held against: one table, and the list that findings go into."""

from __future__ import annotations

import unicodedata
from collections import Counter
from enum import Enum

from bna_pipeline.model.finding import Finding, Severity
from bna_pipeline.model.intake import IntakeLimits

WHOLE_FILE = "het hele bestand"
"""The place of a finding that is about the file and not about one answer."""

_LONGEST_PLACE = 200  # characters
_LONGEST_SENTENCE = 2_000

_E, _W = Severity.ERROR, Severity.WARNING


class Rule(Enum):
    """A rule: stable code, severity, and the sentence a contributor reads (with the reason for the rule)."""

    # the file
    NO_FORM = (
        "BIJ-001",
        _E,
        "Een bijdrage is het ingevulde Word-formulier, of een JSON- of YAML-bestand met dezelfde gegevens.",
    )
    UNREADABLE = ("BIJ-002", _E, "Een bestand moet heel zijn en zonder hulpmiddelen te openen.")
    ENCRYPTED = ("BIJ-003", _E, "Een bestand met een wachtwoord kan niet worden gelezen en niet worden bewaard.")
    TOO_LARGE = ("BIJ-004", _E, "Een bestand heeft een grens aan grootte en inhoud, zodat het veilig te openen is.")
    UNSAFE = ("BIJ-005", _E, "Een bestand bevat geen macro's, ingesloten objecten of verwijzingen naar buiten.")
    STRUCTURE = ("BIJ-006", _E, "Een JSON- of YAML-bestand volgt het schema van de bijdrage: alle sleutels, eenmaal.")
    FILE_NAME = ("BIJ-007", _W, "De naam van een bestand is kort en bestaat uit zichtbare, gewone tekens.")
    SAME_NAME = ("BIJ-008", _W, "Van bestanden met bijna dezelfde naam telt het bestand dat het laatst is verzonden.")
    DEFECT = (
        "BIJ-009",
        _E,
        "Wat wij door een fout in ons programma niet kunnen lezen, noemen wij onze fout.",
    )
    # the head
    OTHER_EDITION = ("BIJ-010", _E, "Een bijdrage hoort bij de editie die nu loopt.")
    OTHER_PARTNER = ("BIJ-011", _E, "Elke partner heeft een eigen formulier; de map en het formulier horen bij elkaar.")
    SENT_AT = ("BIJ-012", _E, "Het moment van verzenden bepaalt welke versie geldt, dus het moet leesbaar zijn.")
    AUTHOR = ("BIJ-013", _E, "Bij elke bijdrage staat de functie van wie haar invulde, voor vragen achteraf.")
    COMPLETENESS = ("BIJ-014", _E, "Bij elke bijdrage staat of zij volledig of gedeeltelijk is.")
    NOTHING = ("BIJ-015", _E, "Een bijdrage gaat over ten minste één actie.")
    IDENTITY = ("BIJ-016", _E, "Aan het formulier is te zien voor welke editie en welke partner het is gemaakt.")
    # the actions
    ACTION_UNKNOWN = ("BIJ-020", _E, "Een antwoord gaat over een actie uit de lijst van de agenda.")
    ACTION_NOT_YOURS = ("BIJ-021", _E, "Een partner meldt alleen over acties waarvan hij eigenaar of partner is.")
    ACTION_TWICE = ("BIJ-022", _E, "Over elke actie staat er één antwoord per bijdrage.")
    ACTION_MISSING = ("BIJ-023", _E, "Een volledige bijdrage gaat over alle acties van de partner.")
    # the answers
    STATUS_MISSING = ("BIJ-030", _E, "Elke actie waarover u iets meldt, heeft één status.")
    STATUS_UNKNOWN = ("BIJ-031", _E, "Een status komt uit de vaste lijst, zodat alle acties te vergelijken zijn.")
    ACHIEVED_MISSING = ("BIJ-032", _E, "Bij een actie die is begonnen, staat wat er is bereikt.")
    REASON_MISSING = ("BIJ-033", _E, "Een actie die vertraagd of stopgezet is, heeft een reden.")
    MEASURE_MISSING = ("BIJ-034", _E, "Een actie die vertraagd of stopgezet is, heeft een maatregel.")
    MILESTONE_DATE = ("BIJ-040", _E, "Elke mijlpaal begint met een volledige datum: dag, maand en jaar.")
    MILESTONE_TITLE = ("BIJ-041", _E, "Bij elke mijlpaal staat wat er is of wordt gehaald.")
    MILESTONE_NOT_YET = ("BIJ-042", _E, "Een gehaalde mijlpaal ligt niet na het verzenden en niet na de periode.")
    MILESTONE_PAST = ("BIJ-043", _E, "Een mijlpaal die nog komt, ligt niet voor het verzenden en niet voor de periode.")
    MILESTONE_OUTSIDE = ("BIJ-044", _W, "Mijlpalen horen bij de periode waarover deze editie gaat.")
    EXAMPLE_TEXT = ("BIJ-050", _E, "Een voorbeeld heeft een titel én een tekst.")
    EXAMPLE_TITLE = ("BIJ-051", _E, "Een voorbeeld heeft een tekst én een titel.")
    PICTURE_UNDESCRIBED = (
        "BIJ-052",
        _E,
        "Bij elke afbeelding staat een beschrijving, voor wie haar niet kan zien (toegankelijkheid, WCAG 1.1.1).",
    )
    PICTURE_ABSENT = ("BIJ-053", _E, "Een beschrijving hoort bij een afbeelding.")
    PICTURE_UNREADABLE = (
        "BIJ-054",
        _E,
        "Een afbeelding is een heel PNG- of JPEG-bestand, zoals het er staat, dat niet te groot is.",
    )
    PICTURE_SMALL = ("BIJ-055", _W, "Een afbeelding is ten minste 600 beeldpunten breed, anders wordt zij onscherp.")
    PICTURE_MISPLACED = ("BIJ-056", _W, "Een afbeelding staat in het vak voor de afbeelding van het voorbeeld.")
    PICTURES_MANY = ("BIJ-057", _E, "Bij een voorbeeld hoort ten hoogste één afbeelding.")
    CAPTION_ALONE = ("BIJ-058", _W, "Een bijschrift hoort bij een afbeelding.")
    AMOUNT = ("BIJ-060", _E, "Een bedrag is een getal in euro, nul of hoger, met ten hoogste twee cijfers na de komma.")
    PURPOSE_MISSING = ("BIJ-061", _E, "Bij een bedrag staat waarvoor het was.")
    AMOUNT_MISSING = ("BIJ-062", _E, "Bij een doel staat een bedrag.")
    # the text itself
    TOO_LONG = ("BIJ-070", _E, "Een antwoord is kort genoeg voor de rapportage.")
    CONTROL = ("BIJ-071", _E, "Een tekst bevat geen verborgen tekens: die breken het document af.")
    CHARACTERS = ("BIJ-072", _E, "Een tekst bevat alleen tekens die de lettertypen van de rapportage hebben.")
    TRACKED = ("BIJ-080", _W, "Een formulier is af: bijgehouden wijzigingen zijn aanvaard of geweigerd.")
    COMMENT = ("BIJ-081", _W, "Een formulier is af: opmerkingen in de kantlijn zijn verwerkt.")
    LEFT_OUT = ("BIJ-082", _W, "Een antwoord is gewone tekst: voetnoten, tabellen en tekeningen komen niet mee.")
    HIDDEN = ("BIJ-083", _E, "Een antwoord staat zichtbaar in het formulier, en voor elke lezer hetzelfde.")
    CELL_MISSING = ("BIJ-084", _E, "Elke vraag heeft een eigen rij: links de code, rechts het vak voor het antwoord.")
    # the redactie
    CLAIM = ("RED-001", _E, "Een uitspraak over de voortgang volgt uit de gemelde statussen.")
    SHARE = ("RED-002", _W, "Een aandeel in woorden klopt met de gegevens van het programma.")
    STATEMENT_HEADING = ("RED-010", _E, "De kop van een genummerde uitspraak is een volle zin met een punt erachter.")
    PILLAR_TEXT = ("RED-011", _E, "Bij elke pijler staat één inleidende tekst van de redactie.")
    STATEMENT_TWICE = ("RED-012", _E, "Elke uitspraak van de brief heeft een eigen naam.")
    EDIT_UNKNOWN = ("RED-013", _E, "Een bewerking gaat over de tekst van een partner over een van zijn acties.")
    EDIT_TWICE = ("RED-014", _E, "Over elke tekst van een partner gaat ten hoogste één bewerking.")
    EDIT_LINE = ("RED-015", _E, "Een titel of bijschrift is één alinea, ook na bewerking.")

    def __init__(self, code: str, severity: Severity, sentence: str) -> None:
        self.code = code
        self.severity = severity
        self.sentence = sentence


class Findings:
    """Collects the findings of one file, in the order in which they were found.

    Args:
        most: how many are kept; the others are only counted, and said as one finding at the end.
    """

    def __init__(self, most: int = IntakeLimits().findings) -> None:
        self._most = most
        self._found: list[Finding] = []
        self._codes: set[str] = set()
        self._misshapen: set[str] = set()
        self._more: Counter[Severity] = Counter()

    def add(self, rule: Rule, place: str, message: str, mend: str) -> None:
        """Note one finding; message and mend are Dutch sentences."""
        if rule is Rule.STRUCTURE:
            self._misshapen.add(place)
        self._codes.add(rule.code)
        if self.full:
            self._more[rule.severity] += 1
            return
        self._found.append(
            Finding(
                code=rule.code,
                severity=rule.severity,
                place=_cut(visible(place).strip(), _LONGEST_PLACE) or WHOLE_FILE,
                rule=rule.sentence,
                message=_cut(visible(message), _LONGEST_SENTENCE),
                mend=_cut(visible(mend), _LONGEST_SENTENCE),
            )
        )

    @property
    def full(self) -> bool:
        """Whether what comes now is only counted."""
        return len(self._found) >= self._most

    def misshapen(self, place: str) -> bool:
        """Whether this place held something that had to be taken out: that it is empty now is no second finding."""
        return place in self._misshapen

    def has(self, *rules: Rule) -> bool:
        """Whether any of these rules was broken."""
        return any(rule.code in self._codes for rule in rules)

    @property
    def blocking(self) -> bool:
        return bool(self._more[_E]) or any(f.severity is _E for f in self._found)

    def all(self) -> tuple[Finding, ...]:
        """What was kept, and where some were not a last one that says how many."""
        if not self._more:
            return tuple(self._found)
        rest = Finding(
            code=Rule.TOO_LARGE.code,
            severity=_E if self._more[_E] else _W,
            place=WHOLE_FILE,
            rule=Rule.TOO_LARGE.sentence,
            message=f"Er zijn nog {sum(self._more.values())} bevindingen; hier staan de eerste {self._most}.",
            mend="Verbeter eerst wat hier staat en stuur het bestand dan opnieuw.",
        )
        return (*self._found, rest)


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def visible(text: str) -> str:
    """The text with control and format characters written out as `U+0007`, so that a page can show them."""
    return "".join(
        f"U+{ord(c):04X}" if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co") and c not in "\t\n\r" else c
        for c in text
    )


def shown(name: str) -> str:
    """A file's or folder's name as it can be put on record and on a page: hidden characters as `U+202E`."""
    return visible("".join(f"U+{ord(c):04X}" if c in "\t\n\r" else c for c in name))


def quoted(text: str, limit: int = 70) -> str:
    """The text between Dutch quotation marks on one line, cut when it is long."""
    line = " ".join(text[: limit * 20].split())  # a cut first: what is quoted may be a whole file
    return f"‘{line if len(line) <= limit else line[: limit - 1].rstrip() + '…'}’"

"""Who may open what at the desk: one table. What has no cell here does not exist for anybody.

`docs/desk-access.md` shows the same table, and a test holds every route against it, for every role and for nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from bna_pipeline.model.access import LinkPurpose
from bna_pipeline.model.programme import Role


class Own(StrEnum):
    """What must be a person's own before a role opens it."""

    PARTNER = "eigen partner"  # the path's `partner` is his
    STAGE = "eigen stap"  # he, or who lets him decide in his place, is a reviewer of the path's `stage`
    FIELD = "eigen handtekening"  # the path's `field` is his to sign
    SELF = "zichzelf"  # the path's `person` is he


@dataclass(frozen=True)
class Opening:
    """Who a route is open to.

    Attributes:
        says: what is behind it, in Dutch.
        roles: who may enter, each with what must be his own (None: nothing).
        links: for which purposes a link lets one in, without roles counting for more.
        anyone: also who is not signed in.
        signed_in: whoever is signed in, whatever his roles.
    """

    says: str
    roles: Mapping[Role, Own | None] = field(default_factory=lambda: MappingProxyType({}))
    links: frozenset[LinkPurpose] = frozenset()
    anyone: bool = False
    signed_in: bool = False


def opening(
    says: str, *roles: Role, own: Mapping[Role, Own] | None = None, links: tuple[LinkPurpose, ...] = ()
) -> Opening:
    """An opening for these roles, and for those in `own` where it is their own."""
    return Opening(says, MappingProxyType({**dict.fromkeys(roles), **(own or {})}), frozenset(links))


_C, _R, _A = Role.COORDINATOR, Role.REVIEWER, Role.AUDITOR
_EVERY_ROLE = tuple(Role)
_STAFF = tuple(role for role in Role if role is not Role.CONTRIBUTOR)
_READERS = _STAFF
_SIGNS = {Role.SIGNER: Own.FIELD}
_MINE = {Role.REVIEWER: Own.STAGE}
_REVIEW = (LinkPurpose.REVIEW,)
_MANDATE = (LinkPurpose.SETTLE_MANDATE,)
_SIGNING = (LinkPurpose.SIGN,)
_OWN = {Role.CONTRIBUTOR: Own.PARTNER}
_SUBMIT = (LinkPurpose.SUBMIT,)
_READING = (LinkPurpose.REVIEW, LinkPurpose.ADOPT, LinkPurpose.SIGN, LinkPurpose.SETTLE_MANDATE)

OPENINGS: dict[str, Opening] = {
    # -- for everyone
    "health": Opening("of het loket werkt", anyone=True),
    "healthz": Opening("of het loket werkt, voor programma's", anyone=True),
    "metrics": Opening("cijfers voor wie het loket bewaakt; alleen met het token uit de instellingen", anyone=True),
    "static": Opening("stijlbladen, lettertypen en iconen", anyone=True),
    "public": Opening("alles wat is vrijgegeven", anyone=True),
    "public-edition": Opening("een vrijgegeven brief en rapportage", anyone=True),
    "public-file": Opening("een vrijgegeven bestand", anyone=True),
    "robots": Opening("waar zoekmachines en harvesters mogen kijken", anyone=True),
    "sitemap-index": Opening("de lijst van sitemaps van wat is vrijgegeven", anyone=True),
    "sitemap": Opening("wat is vrijgegeven, met de gegevens voor harvesters", anyone=True),
    "ori-list": Opening("wat is vrijgegeven, voor Open Raadsinformatie", anyone=True),
    "ori-object": Opening("een vrijgegeven stuk, voor Open Raadsinformatie", anyone=True),
    "sign-in": Opening("inloggen", anyone=True),
    "sign-in-away": Opening("naar de aanmelddienst", anyone=True),
    "sign-in-back": Opening("terug van de aanmelddienst", anyone=True),
    "sign-out": Opening("uitloggen", anyone=True),
    "link": Opening("wat een link is en voor wie; bekijken verandert niets", anyone=True),
    "follow-link": Opening("een link volgen", anyone=True),
    "start": Opening("de edities waarin u iets kunt doen", signed_in=True),
    # -- an edition
    "edition": opening(
        "overzicht van een editie: waar staat het, wie is aan zet",
        *_EVERY_ROLE,
        links=tuple(p for p in LinkPurpose if p is not LinkPurpose.SIGN_IN),
    ),
    # -- the round, the redactie and the route, as the coordinator holds them
    "round": opening("de ronde: wie stuurde wat", _C, _A),
    "round-close": opening("wat het sluiten van de ronde doet", _C),
    "round-close-do": opening("de ronde sluiten", _C),
    "round-fetch": opening("nakijken of er iets binnenkwam", _C),
    "partner": opening("de bestanden van een partner", _C, _A),
    "partner-send": opening("zelf een bestand insturen, van de redactie of voor een partner", _C),
    "partner-do": opening("een bestand toelaten, terzijde leggen, of akkoord vastleggen", _C),
    "partner-file": opening("een bestand zoals het binnenkwam", _C, _A),
    "contradictions": opening("waar partners elkaar tegenspreken", _C, _A),
    "contradictions-do": opening("een tegenspraak beslechten", _C),
    "mails": opening("mails: wat uitging, binnenkwam en misging", _C, _A),
    "mails-do": opening("een mail toewijzen of opnieuw versturen", _C),
    "editorial": opening("de teksten van de redactie", _C, _A),
    "editorial-text": opening("een tekst van de redactie", _C),
    "editorial-text-do": opening("een tekst van de redactie schrijven", _C),
    "editorial-new": opening("een nieuwe uitspraak in de brief", _C),
    "editorial-new-do": opening("een uitspraak aan de brief toevoegen", _C),
    "editorial-partner": opening("de teksten van een partner, met hun bewerking", _C, _A),
    "editorial-edit": opening("een tekst van een partner naast zijn bewerking", _C),
    "editorial-edit-do": opening("een tekst van een partner bewerken", _C),
    "drafts": opening("de concepten, en wat de controle erop vond", _C, _A, Role.SECRETARY),
    "drafts-do": opening("een concept maken", _C),
    "comparison": opening("twee concepten naast elkaar", _C, _A, Role.SECRETARY, Role.MANDATE_HOLDER),
    "findings": opening("bevindingen op het concept", _C, _A, Role.SECRETARY),
    "findings-do": opening("een bevinding aanvaarden", _C),
    "remarks": opening("opmerkingen van toetsers", _C, _A),
    "remarks-do": opening("een opmerking beantwoorden", _C),
    "proposals": opening("voorstellen uit Word", _C, _A),
    "proposals-do": opening("over een voorstel uit Word beslissen", _C),
    "terms": opening("termijnen, afwezigheid en vervanging", _C, _A),
    "terms-do": opening("een termijn verlengen, afwezigheid of vervanging regelen", _C),
    # -- a contributor's own partner
    "contribution": opening("de bijdrage van een partner, zoals die haar ziet", _C, _A, own=_OWN, links=_SUBMIT),
    "contribution-send": opening("een bijdrage insturen", _C, own=_OWN, links=_SUBMIT),
    "contribution-version": opening("wat er in een versie werd gevonden", _C, _A, own=_OWN, links=_SUBMIT),
    "contribution-marked": opening("een formulier met de bevindingen erin", _C, _A, own=_OWN, links=_SUBMIT),
    "contribution-file": opening("een formulier, of een bestand zoals het binnenkwam", _C, _A, own=_OWN, links=_SUBMIT),
    # -- a reviewer's own stage, and the drafts
    "review": opening("wat een toetser leest en waarover hij beslist", own=_MINE, links=_REVIEW),
    "review-check": opening("een besluit nakijken voordat het wordt vastgelegd", own=_MINE, links=_REVIEW),
    "review-decide": opening("een besluit vastleggen", own=_MINE, links=_REVIEW),
    "review-changes": opening("wat er veranderde sinds het vorige besluit", own=_MINE, links=_REVIEW),
    "review-reconfirm": opening("opnieuw bevestigen wat alleen volgt", own=_MINE, links=_REVIEW),
    "review-remark": opening("een opmerking bij een onderdeel", own=_MINE, links=_REVIEW),
    "review-unremark": opening("een eigen opmerking intrekken", own=_MINE, links=_REVIEW),
    "review-word": opening("het concept in Word, en wat daaruit is gelezen", own=_MINE, links=_REVIEW),
    "review-word-send": opening("het concept in Word terugsturen", own=_MINE, links=_REVIEW),
    "draft": opening("een concept om te lezen", *_READERS, links=_READING),
    "draft-file": opening("een document van een concept", *_READERS, links=_READING),
    "draft-picture": opening("een afbeelding in een concept", *_READERS, links=_READING),
    "draft-changes": opening("wat er tussen twee concepten veranderde, per onderdeel", *_READERS, links=_READING),
    "absence": opening("afwezigheid en wie dan beslist", _C, own={Role.REVIEWER: Own.SELF}),
    "absence-note": opening("afwezigheid vastleggen", _C, own={Role.REVIEWER: Own.SELF}),
    "absence-end": opening("afwezigheid of vervanging beëindigen", _C, own={Role.REVIEWER: Own.SELF}),
    # -- adoption, signing, release
    "adoption": opening("wat GS vaststellen", _C, _A, Role.SECRETARY, links=(LinkPurpose.ADOPT,)),
    "adoption-do": opening("het besluit van GS vastleggen", Role.SECRETARY, links=(LinkPurpose.ADOPT,)),
    "adoption-withdraw": opening("wat het intrekken van het besluit doet", Role.SECRETARY),
    "adoption-withdraw-do": opening("het besluit van GS intrekken", Role.SECRETARY),
    "mandate": opening("wat er veranderde sinds GS", _C, _A, Role.MANDATE_HOLDER, links=_MANDATE),
    "mandate-do": opening("het mandaat afronden", Role.MANDATE_HOLDER, links=_MANDATE),
    "signing": opening("wat er te ondertekenen is", _C, _A, Role.SECRETARY, own=_SIGNS, links=_SIGNING),
    "signing-report": opening("het validatierapport van de brief", _C, _A, Role.SECRETARY, own=_SIGNS, links=_SIGNING),
    "signing-letter": opening("de brief zoals hij nu is", _C, _A, Role.SECRETARY, own=_SIGNS, links=_SIGNING),
    "signing-act": opening("wat ondertekenen, weigeren of intrekken doet", own=_SIGNS, links=_SIGNING),
    "signing-do": opening("ondertekenen, weigeren of intrekken", own=_SIGNS, links=_SIGNING),
    "signing-export": opening("de brief om elders te ondertekenen", own=_SIGNS, links=_SIGNING),
    "signing-import": opening("een elders ondertekende brief inlezen", own=_SIGNS, links=_SIGNING),
    "release": opening("de vrijgave en de bewijzen van aflevering", _C, _A),
    "release-act": opening("wat klaarzetten, aanhouden, afbreken, een moment kiezen of bevestigen doet", _C),
    "release-do": opening("de vrijgave klaarzetten, aanhouden of afbreken; het moment kiezen of bevestigen", _C),
    "release-kamerbrief": opening("de Kamerbrief vastleggen", _C),
    "release-doubt": opening("terzijde leggen wat de Kamerbrief niet is", _C),
    "release-file": opening("de Kamerbrief, of wat erop leek", _C, _A),
    "ledger": opening("het hele logboek", _C, _A),
    "ledger-check": opening("een eerder weggezet logboek nakijken", _C, _A),
    "ledger-file": opening("het logboek als bestand", _C, _A),
    # -- the same acts as JSON
    "api-description": Opening("beschrijving van de API", anyone=True),
    "api-editions": Opening("API: de edities waarin men iets kan doen", signed_in=True),
    "api-edition": opening("API: waar een editie staat", *_STAFF),
    "api-waits": opening("API: waarop een editie wacht", *_STAFF),
    "api-drafts": opening("API: alle concepten", *_READERS),
    "api-draft": opening("API: een concept met zijn onderdelen", *_READERS),
    "api-file": opening("API: een bestand van een concept, of de brief", *_READERS),
    "api-receipts": opening("API: bewijzen van aflevering", _C, _A),
    "api-ledger": opening("API: het logboek", _C, _A),
    "api-check-ledger": opening("API: een eerder weggezet logboek nakijken", _C, _A),
    "api-contributions": opening("API: wat een partner stuurde", _C, _A, own=_OWN),
    "api-submit": opening("API: een bijdrage insturen", _C, own=_OWN),
    "api-partner-file": opening("API: een formulier of bestand van een partner", _C, _A, own=_OWN),
    "api-partner-files": opening("API: de bestanden van een partner", _C, _A),
    "api-admit": opening("API: een bestand toelaten dat na sluiting kwam", _C),
    "api-waive": opening("API: een bestand met fouten terzijde leggen", _C),
    "api-sign-off": opening("API: het akkoord van een partner in eigen huis vastleggen", _C),
    "api-mails": opening("API: mails: wat uitging, binnenkwam en misging", _C, _A),
    "api-assign-mail": opening("API: een mail toewijzen", _C),
    "api-resend-mail": opening("API: een mail opnieuw versturen", _C),
    "api-collect": opening("API: nakijken of er iets binnenkwam", _C),
    "api-editorial": opening("API: de teksten van de redactie", _C, _A),
    "api-partner-texts": opening("API: de teksten van een partner, met hun bewerking", _C, _A),
    "api-foresee": opening("API: wat een bewerking van de redactie zou doen", _C),
    "api-write-text": opening("API: een tekst van de redactie schrijven", _C),
    "api-add-statement": opening("API: een uitspraak aan de brief toevoegen", _C),
    "api-remove-statement": opening("API: een uitspraak uit de brief halen", _C),
    "api-edit-partner-text": opening("API: een tekst van een partner bewerken", _C),
    "api-restore-partner-text": opening("API: de tekst van een partner herstellen", _C),
    "api-contradictions": opening("API: waar partners elkaar tegenspreken", _C, _A),
    "api-settle": opening("API: een tegenspraak beslechten", _C),
    "api-close": opening("API: de ronde sluiten", _C),
    "api-make-draft": opening("API: een concept maken", _C),
    "api-findings": opening("API: bevindingen op het concept", _C, _A, Role.SECRETARY),
    "api-accept": opening("API: een bevinding aanvaarden", _C),
    "api-withdraw-acceptance": opening("API: een aanvaarding intrekken", _C),
    "api-reading": opening("API: wat een toetser leest en waarover hij besluit", own=_MINE),
    "api-picture": opening("API: een beeld uit een concept", *_READERS),
    "api-decide": opening("API: besluiten in een stap", own=_MINE),
    "api-reconfirm": opening("API: opnieuw bevestigen wat uit andere onderdelen volgt", own=_MINE),
    "api-remarks": opening("API: opmerkingen en wat ermee is gedaan", _C, _R, _A),
    "api-make-remark": opening("API: een opmerking plaatsen", own=_MINE),
    "api-withdraw-remark": opening("API: een eigen opmerking intrekken", _R),
    "api-answer-remark": opening("API: een opmerking afhandelen", _C),
    "api-return-word": opening("API: een concept in Word terugsturen", own=_MINE),
    "api-proposals": opening("API: voorstellen uit Word", _C, _R, _A),
    "api-settle-proposal": opening("API: een voorstel uit Word beoordelen", _C),
    "api-extend-term": opening("API: een termijn verlengen", _C),
    "api-absences": opening("API: wie er afwezig is", *_STAFF),
    "api-note-absence": opening("API: afwezigheid vastleggen", _C, _R),
    "api-end-absence": opening("API: afwezigheid beëindigen", _C, _R),
    "api-delegations": opening("API: wie namens wie besluit", *_STAFF),
    "api-delegate": opening("API: vervanging regelen", _C, _R),
    "api-end-delegation": opening("API: vervanging beëindigen", _C, _R),
    "api-adopt": opening("API: het besluit van GS vastleggen", Role.SECRETARY),
    "api-withdraw-adoption": opening("API: een vaststelling intrekken", Role.SECRETARY),
    "api-settle-mandate": opening("API: een mandaat afronden", Role.MANDATE_HOLDER),
    "api-signatures": opening("API: waar het ondertekenen staat", *_READERS),
    "api-signing-report": opening("API: het validatierapport van de brief", _C, _A, Role.SECRETARY, own=_SIGNS),
    "api-sign": opening("API: de brief ondertekenen", own=_SIGNS),
    "api-export-letter": opening("API: de brief om elders te ondertekenen", own=_SIGNS),
    "api-import-letter": opening("API: een elders ondertekende brief inlezen", own=_SIGNS),
    "api-refuse-signing": opening("API: weigeren te ondertekenen", own=_SIGNS),
    "api-resume-signing": opening("API: een weigering terugnemen", own=_SIGNS),
    "api-withdraw-signature": opening("API: een handtekening intrekken", own=_SIGNS),
    "api-release": opening("API: waar de vrijgave staat", _C, _A),
    "api-arm": opening("API: de vrijgave klaarzetten", _C),
    "api-hold": opening("API: de vrijgave aanhouden", _C),
    "api-abort": opening("API: de vrijgave afbreken", _C),
    "api-kamerbrief": opening("API: de Kamerbrief vastleggen", _C),
    "api-plan-release": opening("API: het moment van vertrek kiezen", _C),
    "api-unplan-release": opening("API: het moment van vertrek laten vervallen", _C),
    "api-confirm-release": opening("API: bevestigen dat het pakket mag vertrekken", _C),
    "api-settle-doubt": opening("API: terzijde leggen wat de Kamerbrief niet is", _C),
    "api-signal-file": opening("API: de Kamerbrief, of wat erop leek", _C, _A),
}
"""By the route's name."""

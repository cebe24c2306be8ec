"""Disclosures to outsiders: proposed with their documents, consented to by every other party, then made (SPA 9.2).

The transfer agent carries out the agreements and is no outsider; a court that orders a disposal is answered by its own acts.
"""

from collections.abc import Sequence
from datetime import date

from documents.errors import RuleViolation
from documents.intake import Intake
from documents.models import Document
from tranches.models import AgreementParty, EscrowAgreement
from tranches.notices.models import DisclosedDocument, Disclosure, DisclosureConsent, DisclosureMade
from tranches.notices.selectors.disclosures import consenting_parties, missing_consents
from tranches.selectors.terms import terms_of
from tranches.services.act import act
from tranches.services.common import acting_person, needed, next_number, not_in_future
from tranches.services.deed import Deed

LONGEST_NAME = 200


@act("propose_disclosure")
def propose_disclosure(
    deed: Deed, *, agreement: EscrowAgreement, outsider: str, purpose: str, documents: Sequence[Document]
) -> Disclosure:
    """Put down what is to be shown to whom and why. Nothing goes out before every other party's consent is on file.

    Refuses a disclosure without documents, one of another binder's document, and one to a party of the agreement itself.
    """
    outsider = needed(outsider, "Enter to whom the documents are to go.", "outsider")
    purpose = needed(
        purpose, "Say what the disclosure is for; the parties consent to this purpose.", "purpose"
    )
    if len(outsider) > LONGEST_NAME:
        raise RuleViolation("too_long", f"A name has at most {LONGEST_NAME} characters.", field="outsider")
    if not documents:
        raise RuleViolation("no_documents", "Choose the documents that are to go out.", field="documents")
    if any(document.binder_id != agreement.binder_id for document in documents):
        raise RuleViolation(
            "document_of_another",
            "A document is not in the binder of this agreement. Choose from the list.",
            field="documents",
        )
    parties = AgreementParty.objects.filter(agreement=agreement).exclude(letter="").select_related("party")
    known = next((entry for entry in parties if entry.party.name.casefold() == outsider.casefold()), None)
    if known is not None:
        raise RuleViolation(
            "not_an_outsider",
            f"{known.party.name} is a party to the agreement and finds its papers in the portal.",
            field="outsider",
        )
    day = deed.today
    disclosure = deed.create(
        Disclosure(
            agreement=agreement,
            number=next_number(Disclosure, agreement=agreement),
            outsider=outsider,
            purpose=purpose,
            proposed_on=day,
            person_id=acting_person(deed.actor),
            recorded_at=deed.now,
        ),
        why=purpose,
    )
    for document in dict.fromkeys(documents):
        deed.create(DisclosedDocument(disclosure=disclosure, document=document), why=purpose)
    deed.note(
        "disclosure.proposed",
        agreement,
        effective_on=day,
        documents=documents,
        facts={"disclosure": disclosure.number, "outsider": outsider, "purpose": purpose},
    )
    return disclosure


@act("record_disclosure_consent")
def record_disclosure_consent(
    deed: Deed, *, disclosure: Disclosure, consenting: AgreementParty, dated_on: date, paper: Intake
) -> DisclosureConsent:
    """Record the written consent of one party. Refuses a party whose consent is not asked for, a second one, and a future date."""
    agreement = disclosure.agreement
    _check_open(disclosure)
    not_in_future(agreement, dated_on, deed.now, "dated_on")
    if consenting not in consenting_parties(agreement):
        raise RuleViolation(
            "consent_not_needed",
            "The consent of this party is not asked for. Choose one of the list.",
            field="consenting",
        )
    if disclosure.consents.filter(party=consenting).exists():
        raise RuleViolation(
            "already_consented",
            f"The consent of Party {consenting.letter} is on file. Nothing was changed.",
            field="consenting",
        )
    if dated_on < disclosure.proposed_on:
        raise RuleViolation(
            "dates_out_of_order",
            "This paper is older than the disclosure, so it cannot have consented to it. Ask for a new one.",
            field="dated_on",
        )
    document = deed.file(
        paper,
        about=agreement,
        kind="disclosure_consent",
        title=f"Consent of Party {consenting.letter} to {disclosure}",
        dated_on=dated_on,
    )
    consent = deed.create(
        DisclosureConsent(
            disclosure=disclosure,
            party=consenting,
            dated_on=dated_on,
            document=document,
            recorded_at=deed.now,
        ),
        why="consent on file",
    )
    deed.note(
        "disclosure.consented",
        agreement,
        effective_on=dated_on,
        documents=(document,),
        facts={"disclosure": disclosure.number, "party": consenting.letter, "outsider": disclosure.outsider},
    )
    return consent


@act("make_disclosure")
def make_disclosure(deed: Deed, *, disclosure: Disclosure, made_on: date, how: str) -> DisclosureMade:
    """Record that the documents went to the outsider. Refuses while a consent is missing, or dated after it (SPA 9.2)."""
    agreement = disclosure.agreement
    _check_open(disclosure)
    how = needed(how, "Enter how the documents went: by courier, by hand, in a data room.", "how")
    not_in_future(agreement, made_on, deed.now, "made_on")
    missing = missing_consents(disclosure)
    if missing:
        raise RuleViolation(
            "consent_missing",
            f"The written consent of {' and '.join(f'Party {entry.letter}' for entry in missing)} is not on file. "
            "Nothing goes to an outsider before it is.",
            clause=terms_of(agreement).clause("confidentiality"),
        )
    if any(consent.dated_on > made_on for consent in disclosure.consents.all()):
        raise RuleViolation(
            "consent_later",
            "A consent is dated after this day, and it must come first. Check the date.",
            field="made_on",
        )
    made = deed.create(
        DisclosureMade(
            disclosure=disclosure,
            made_on=made_on,
            how=how,
            person_id=acting_person(deed.actor),
            recorded_at=deed.now,
        ),
        why=how,
    )
    deed.note(
        "disclosure.made",
        agreement,
        effective_on=made_on,
        documents=[entry.document for entry in disclosure.contents.select_related("document")],
        facts={"disclosure": disclosure.number, "outsider": disclosure.outsider, "how": how},
    )
    return made


def _check_open(disclosure: Disclosure) -> None:
    if hasattr(disclosure, "made"):
        raise RuleViolation("already_made", f"{disclosure} was made already. Nothing was changed.")

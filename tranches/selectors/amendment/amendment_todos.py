"""What an open amendment waits for, as the start page lists it."""

from collections.abc import Iterator
from datetime import date

from documents.days import day_words
from tranches.models import AmendmentState, EscrowAgreement
from tranches.selectors.amendment.amendment_acts import unchecked_signatures
from tranches.selectors.amendment.amendments import open_amendment, signers_of
from tranches.selectors.days import day_of
from tranches.selectors.desk.todo import Todo
from tranches.selectors.terms import terms_of

AGENT, PAGE = "escrow_agent", "admin:tranches_escrowagreement_amendments"


def amendment_todos(
    agreement: EscrowAgreement, person_id: int | None, today: date
) -> Iterator[tuple[Todo, bool]]:
    """Each open matter, and whether the person who asks may take it up."""
    found = open_amendment(agreement)
    if found is None:
        return
    clause, since = terms_of(agreement).clause("amendment"), day_of(found.prepared_at, agreement)
    what = "ends both agreements" if found.is_termination else f"{len(found.content['changes'])} terms"
    note = f"{found}, {what}, effective {day_words(found.effective_on)} · {clause}"
    called = found.called
    if found.state == AmendmentState.DRAFT:
        title = f"Put {called} before all parties"
        yield Todo(title, note, agreement, None, "submit_amendment", since, page=PAGE), True
    elif found.state == AmendmentState.SIGNED:
        due = found.effective_on <= today
        title = (
            f"Bring {called} into force"
            if due
            else f"{called[:1].upper()}{called[1:]} is signed and waits for its day"
        )
        event = "bring_amendment_into_force" if due else ""
        yield Todo(title, note, agreement, None, event, since, page=PAGE), due
    else:
        for signature in unchecked_signatures(found):
            title = f"Check the signature on {called}"
            mine = signature.filed_person_id != person_id
            who = f"signed by {signature.person.name} for {signature.party.letter}"
            yield (
                Todo(
                    title, who, agreement, None, "check_amendment_signature", signature.received_on, page=PAGE
                ),
                mine,
            )
        for signer in signers_of(found, today):
            if not signer.has_signed:
                mine = signer.party.part == AGENT and signer.may_be_signed_by(person_id)
                event = "sign_amendment_for_agent" if signer.party.part == AGENT else ""
                title = f"Party {signer.party.letter}: sign {called}"
                yield (
                    Todo(
                        title, f"may sign: {signer.who} · {clause}", agreement, None, event, since, page=PAGE
                    ),
                    mine,
                )

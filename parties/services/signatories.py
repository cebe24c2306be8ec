"""Authorised signatories: registered with their certificate and specimen, ended, never edited (EA 3.1(b))."""

from datetime import date, datetime

from django.db import transaction

from documents.actor import Actor
from documents.errors import RuleViolation
from documents.intake import Intake
from documents.models import Document
from documents.services.recorded import create, update
from parties.models import Party, Person, Signatory
from parties.services.common import file_for, in_order, moved, not_his_own, not_in_future, note


@transaction.atomic
def register_signatory(
    *,
    party: Party,
    person: Person,
    title: str = "",
    signing: str = Signatory.Signing.SINGLE,
    starts_on: date,
    ends_on: date | None = None,
    certificate: Intake | None = None,
    certified_on: date | None = None,
    certified_by: str = "",
    specimen: Intake | None = None,
    reason: str = "",
    actor: Actor,
    now: datetime,
) -> Signatory:
    """Register a person's authority to sign for a party, alone or jointly, with its certificate and specimen.

    Refuses dates out of order, one's own, a second authority in the same days, and the particulars of a certificate that is not
    there. Without a certificate the entry stands, and is shown as one without.
    """
    not_his_own(actor, person)
    in_order(starts_on, ends_on)
    if signing not in Signatory.Signing.values:
        raise RuleViolation(
            "wrong_signing", "Choose whether the person signs alone or jointly.", field="signing"
        )
    _check_certificate(certificate, certified_on, certified_by, now)
    _check_free(party, person, starts_on, ends_on)
    signatory = Signatory(
        party=party, person=person, title=title, signing=signing, starts_on=starts_on, ends_on=ends_on
    )
    papers = _file(signatory, certificate, specimen, certified_on, certified_by, actor=actor, now=now)
    create(signatory, actor=actor, now=now, reason=reason or "signatory registered")
    note(
        party, "signatory.registered", actor=actor, now=now, effective_on=starts_on, reason=reason,
        after={"signatory": person.name, "signs": signing, "until": ends_on}, documents=papers,
    )  # fmt: skip
    return signatory


@transaction.atomic
def certify_signatory(
    *,
    signatory: Signatory,
    certificate: Intake | None = None,
    certified_on: date | None = None,
    certified_by: str = "",
    specimen: Intake | None = None,
    reason: str,
    actor: Actor,
    now: datetime,
) -> Signatory:
    """File a certificate or a specimen that came in later. What was filed before stays in the binder and in the history."""
    not_his_own(actor, signatory.person)
    if certificate is None and specimen is None:
        raise RuleViolation("missing", "Attach the certificate, the specimen, or both.", field="paper")
    _check_certificate(certificate, certified_on, certified_by, now)
    papers = _file(signatory, certificate, specimen, certified_on, certified_by, actor=actor, now=now)
    update(
        signatory,
        "certificate",
        "certified_on",
        "certified_by",
        "specimen",
        actor=actor,
        now=now,
        reason=reason,
    )
    note(
        signatory.party, "signatory.certified", actor=actor, now=now, effective_on=certified_on or now.date(), reason=reason,
        after={"signatory": signatory.person.name, "certified_by": signatory.certified_by}, documents=papers,
    )  # fmt: skip
    return signatory


@transaction.atomic
def end_signatory(
    *, signatory: Signatory, ends_on: date | None, reason: str, actor: Actor, now: datetime
) -> Signatory:
    """End a person's authority on a day, that day included; no day takes a mistaken end away again."""
    not_his_own(actor, signatory.person)
    in_order(signatory.starts_on, ends_on)
    before, _ = moved(signatory, {"ends_on": ends_on})
    _check_free(signatory.party, signatory.person, signatory.starts_on, ends_on, but=signatory)
    signatory.ends_on = ends_on
    update(signatory, "ends_on", actor=actor, now=now, reason=reason)
    name = signatory.person.name
    note(
        signatory.party, "signatory.ended", actor=actor, now=now, effective_on=ends_on or now.date(), reason=reason,
        before={"signatory": name, "until": before["ends_on"]}, after={"signatory": name, "until": ends_on},
    )  # fmt: skip
    return signatory


def _check_certificate(
    certificate: Intake | None, certified_on: date | None, certified_by: str, now: datetime
) -> None:
    if certificate is None and (certified_on is not None or certified_by):
        raise RuleViolation(
            "no_certificate",
            "Attach the certificate itself, or leave its date and author empty.",
            field="paper",
        )
    not_in_future(certified_on, now, "certified_on")


def _check_free(
    party: Party, person: Person, starts_on: date, ends_on: date | None, *, but: Signatory | None = None
) -> None:
    """One authority at a time: with two of them nobody could say whether the person signs alone."""
    for other in Signatory.objects.filter(party=party, person=person).exclude(pk=but.pk if but else 0):
        before = other.ends_on is not None and other.ends_on < starts_on
        after = ends_on is not None and ends_on < other.starts_on
        if not before and not after:
            raise RuleViolation(
                "authority_stands",
                f"{person.name} has an authority for {party.name} in these days already. End that one first.",
                field="starts_on",
            )


def _file(
    signatory: Signatory,
    certificate: Intake | None,
    specimen: Intake | None,
    certified_on: date | None,
    certified_by: str,
    *,
    actor: Actor,
    now: datetime,
) -> tuple[Document, ...]:
    """File what came in and name it on the entry."""
    party, name = signatory.party, signatory.person.name
    dated_on = certified_on or signatory.starts_on
    papers = file_for(
        party, certificate, "incumbency", f"Authority of {name}", dated_on=dated_on, actor=actor, now=now
    )
    if papers:
        signatory.certificate, signatory.certified_on, signatory.certified_by = (
            papers[0],
            certified_on,
            certified_by,
        )
    specimens = file_for(
        party, specimen, "specimen", f"Specimen signature of {name}", dated_on=dated_on, actor=actor, now=now
    )
    if specimens:
        signatory.specimen = specimens[0]
    return papers + specimens

"""Filing a document: bytes into the vault, a row into the binder, an event into the journal."""

from datetime import date, datetime

from documents import vault
from documents.actor import Actor
from documents.intake import Intake
from documents.journal.record import record
from documents.models import Binder, Document
from documents.papers import fonts
from documents.services.recorded import create


def file_document(
    *,
    binder: Binder,
    intake: Intake,
    kind: str,
    title: str,
    dated_on: date,
    actor: Actor,
    now: datetime,
    subject: tuple[str, str] = ("", ""),
    reference: str = "",
    made_here: bool = False,
) -> Document:
    """File one document and return it. The bytes are durable before the row is written.

    The event of a paper made here keeps the digest of the fonts it was set in; that of a paper filed in spite of doubts keeps these.
    `dated_on` is the date the paper bears or was received. Must run inside the transaction of the act it belongs to; an orphan in
    the vault after a roll-back is harmless.
    """
    sha256 = vault.store(intake.content)
    document = create(
        Document(
            binder=binder,
            kind=kind,
            title=title,
            reference=reference,
            subject_type=subject[0],
            subject_reference=subject[1],
            filename=intake.filename,
            media_type=intake.media_type,
            size_bytes=len(intake.content),
            sha256=sha256,
            dated_on=dated_on,
            filed_at=now,
            filed_by_id=actor.user_id,
            filed_by_name=actor.name,
            made_here=made_here,
            doubts=" ".join(intake.doubts),
        ),
        actor=actor,
        now=now,
        reason=title,
    )
    record(
        binder=binder,
        kind="paper.made" if made_here else "document.filed",
        subject=("document", str(document.public_id)),
        actor=actor,
        effective_on=dated_on,
        now=now,
        after={
            "kind": kind,
            "title": title,
            "reference": reference,
            "sha256": sha256,
            "size_bytes": len(intake.content),
        },
        facts={"about": " ".join(part for part in subject if part)}
        | ({"fonts": fonts.digest()} if made_here else {})
        | ({"filed_all_the_same": list(intake.doubts)} if intake.doubts else {}),
        documents=(document,),
    )
    return document

"""I6–I8: the chains are whole, the files are there, contents match their digests, the walls stand."""

from collections.abc import Iterator

from asn1crypto import x509
from django.db import connection
from django.utils import timezone

from documents import vault
from documents.database import row_level, walls
from documents.journal.anchored import anchor_findings, checkpoint_findings, time_stamp_findings
from documents.journal.canonical import digest_of
from documents.journal.clock import moment_findings
from documents.journal.verify import chain_findings
from documents.models import Binder, Document, Event, SignedRendition
from documents.services.stamping import trusted_roots
from documents.signing.reading import signatures_in
from tranches.models import (
    Amendment,
    Assessment,
    CorporateAction,
    Disposition,
    EscrowAgreement,
    Instruction,
    Posting,
    TermsVersion,
)
from tranches.models.posting import account_name
from tranches.verification.known import over_all, per_agreement


@over_all("I6 every chain is whole")
def broken_chains() -> Iterator[str]:
    """I6: the first fault of each binder's chain; and every filed document has the event that filed it."""
    for binder in Binder.objects.order_by("reference"):
        yield from chain_findings(binder)
        filed = set(
            Event.objects.filter(binder=binder, subject_type="document").values_list(
                "subject_reference", flat=True
            )
        )
        stored = {
            str(name) for name in Document.objects.filter(binder=binder).values_list("public_id", flat=True)
        }
        for name in sorted(filed ^ stored):
            what = "has no row any more" if name in filed else "was filed without an event"
            yield f"Binder {binder.reference}: the document {name} {what}."


@over_all("I15 the time of evidence never falls and is never ahead of the clock")
def moments_out_of_order() -> Iterator[str]:
    """I15: within a binder no event was recorded before the one before it, in a real one none ahead of the clock."""
    now = timezone.now()
    for binder in Binder.objects.order_by("reference"):
        yield from moment_findings(binder, now)


@over_all("I6 every head that was given out stands")
def broken_anchors() -> Iterator[str]:
    """I6: each head that was given out still stands, and so does the root over all of them."""
    binders = list(Binder.objects.order_by("reference"))
    for binder in binders:
        yield from anchor_findings(binder)
    yield from checkpoint_findings(binders)


@over_all("I6 every time stamp holds")
def refused_time_stamps() -> Iterator[str]:
    """I6: each time stamp is a trusted authority's, over the root of its checkpoint. Without an authority configured none is read."""
    roots = trusted_roots()
    if roots:
        yield from time_stamp_findings(roots)


@over_all("I7 every filed document is there")
def missing_files() -> Iterator[str]:
    """I7: each referenced file exists with its SHA-256 and size."""
    for title, sha256, size in (
        Document.objects.order_by("id").values_list("title", "sha256", "size_bytes").iterator()
    ):
        try:
            content = vault.read(sha256)
        except vault.MissingFile as missing:
            yield f"“{title}”: {missing}"
            continue
        if len(content) != size:
            yield f"“{title}” has {len(content):,} bytes, but {size:,} are on record."


@over_all("I7 every signature on a paper holds")
def broken_signatures() -> Iterator[str]:
    """I7: each signed rendition begins with its paper's very bytes, and its signature holds as it did when it was filed."""
    roots = trusted_roots()
    for row in SignedRendition.objects.select_related("paper", "document").order_by("id").iterator():
        try:
            paper, signed = vault.read(row.paper.sha256), vault.read(row.document.sha256)
        except vault.MissingFile:
            continue  # named by `missing_files`
        certificate = x509.Certificate.load(bytes(row.certificate))
        found = signatures_in(signed, [certificate], moment=row.signed_at, authorities=roots)
        if not signed.startswith(paper):
            yield f"“{row.document}” does not begin with the paper that it is said to be the signed rendition of."
        if (
            certificate.sha256.hex() != row.certificate_sha256
            or not found
            or not all(entry.holds for entry in found)
        ):
            yield f"The signature of “{row.document}” does not hold."


@per_agreement("I6 contents are what was signed")
def altered_contents(agreement: EscrowAgreement) -> Iterator[str]:
    """I6: what was signed, computed and agreed still gives its digest; postings are in the journal."""
    for form, rows in (
        ("terms/1", TermsVersion.objects.filter(agreement=agreement)),
        ("instruction/1", Instruction.objects.filter(agreement=agreement)),
        ("amendment/1", Amendment.objects.filter(agreement=agreement)),
        ("disposition/1", Disposition.objects.filter(agreement=agreement)),
        ("corporate-action/1", CorporateAction.objects.filter(agreement=agreement)),
    ):
        for row in rows.order_by("number"):
            if digest_of(row.content, form=form) != row.digest:
                yield f"the content of {row} does not give its digest; it was altered."
    for assessment in Assessment.objects.filter(agreement=agreement).order_by("number"):
        if digest_of(assessment.result, form="assessment/1") != assessment.digest:
            yield f"the result of {assessment} does not give its digest; it was altered."
    yield from _unrecorded(agreement)


def _unrecorded(agreement: EscrowAgreement) -> Iterator[str]:
    """Rows that no event tells of, and events whose rows are gone."""
    told: dict[int, tuple[str, str, int]] = {}
    events = (
        Event.objects.filter(binder=agreement.binder_id).order_by("number").values_list("facts", flat=True)
    )
    for facts in events.iterator(chunk_size=2000):
        for posting in facts.get("postings", ()):
            told[posting["number"]] = (posting["from"], posting["to"], posting["shares"])
    stored = {
        number: (account_name(source, source_tranche), account_name(target, target_tranche), shares)
        for number, source, source_tranche, target, target_tranche, shares in Posting.objects.filter(
            agreement=agreement
        ).values_list(
            "number", "from_account", "from_tranche__number", "to_account", "to_tranche__number", "shares"
        )
    }
    for number in sorted(told.keys() | stored.keys()):
        if told.get(number) != stored.get(number):
            yield f"posting {number} is not what the journal tells of it."


@over_all("I8 the walls stand")
def walls_down() -> Iterator[str]:
    """I8, I9: every wall and every policy of the database stands as we wrote it."""
    yield from walls.findings(connection)
    yield from row_level.findings(connection)

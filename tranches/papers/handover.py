"""The pack for a successor agent: an archive that says everything the agent knows about the agreement (EA 2, 4.2).

Plain files that need no software of ours: tables as CSV, terms and journal as JSON, and an index with the SHA-256 of each. The same
record gives the same bytes, so the archive's entries bear a fixed date.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Sum

from documents.journal.canonical import COLUMNS, canonical_text, plain
from documents.journal.record import head_of
from documents.models import Document, Event
from documents.tables.exports import write_csv
from tranches.models import Account, Disposition, EscrowAgreement, Posting, TermsVersion
from tranches.papers.open_matters import open_matters_of
from tranches.selectors.agreement.legal_holds import standing_legal_holds
from tranches.selectors.ledger.as_of import now_of, states_as_of
from tranches.selectors.terms import terms_of

# The earliest moment an entry of a ZIP archive can bear.
_FIXED = (1980, 1, 1, 0, 0, 0)


def handover_archive(agreement: EscrowAgreement, disposition: Disposition, *, now: datetime) -> bytes:
    """The archive's bytes, as the record stands now."""
    files = {
        "balances.csv": _table(("security line", "account", "tranche", "shares"), _balances(agreement)),
        "postings.csv": _table(
            (
                "number",
                "security line",
                "kind",
                "from",
                "from tranche",
                "to",
                "to tranche",
                "shares",
                "cause",
                "effective on",
                "recorded at",
            ),
            _postings(agreement),
        ),
        "open_matters.csv": _table(("matter", "whose step", "clause", "by"), _matters(agreement, now)),
        "documents.csv": _table(
            ("SHA-256", "reference", "title", "kind", "dated on", "filed at", "bytes", "made here"),
            _documents(agreement),
        ),
        "journal.jsonl": _journal(agreement),
    }
    for version in TermsVersion.objects.filter(agreement=agreement).order_by("number"):
        files[f"terms/version-{version.number}.json"] = _json(
            {
                "number": version.number,
                "effective_on": version.effective_on.isoformat(),
                "digest": version.digest,
                "content": version.content,
            }
        )
    files["index.json"] = _json(_index(agreement, disposition, files, now))
    return _archive(files)


def _index(
    agreement: EscrowAgreement, disposition: Disposition, files: dict[str, bytes], now: datetime
) -> dict[str, Any]:
    head = head_of(agreement.binder)
    return {
        "form": "hand-over pack/1",
        "agreement": agreement.reference,
        "title": agreement.title,
        "simulation": agreement.is_simulation,
        "successor": disposition.to_name,
        "appointment": {
            "reference": str(disposition),
            "sha256": disposition.document.sha256,
            "dated_on": disposition.dated_on.isoformat(),
        },
        "made_at": plain(now),
        "journal_head": {"binder": head.binder_reference, "count": head.count, "digest": head.digest},
        "legal_holds": [
            {"number": hold.number, "set_on": hold.set_on.isoformat(), "reason": hold.reason}
            for hold in standing_legal_holds([agreement])
        ],
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())},
    }


def _balances(agreement: EscrowAgreement) -> list[tuple[Any, ...]]:
    """What stands in every account of every security line; the issuer's side is what came from it."""
    sums: dict[tuple[int, str, int], int] = {}
    postings = Posting.objects.filter(agreement=agreement).order_by()
    for side, sign in (("to", 1), ("from", -1)):
        rows = postings.values_list("line__number", f"{side}_account", f"{side}_tranche__number")
        for line, account, tranche, shares in rows.annotate(total=Sum("shares")):
            key = (line, account, tranche or 0)
            sums[key] = sums.get(key, 0) + sign * shares
    return [
        (line, Account(account).label, tranche or "", shares)
        for (line, account, tranche), shares in sorted(sums.items())
        if shares
    ]


def _postings(agreement: EscrowAgreement) -> Iterable[tuple[Any, ...]]:
    rows = Posting.objects.filter(agreement=agreement).order_by("number")
    for row in rows.values_list(
        "number",
        "line__number",
        "kind",
        "from_account",
        "from_tranche__number",
        "to_account",
        "to_tranche__number",
        "shares",
        "cause",
        "effective_on",
        "recorded_at",
    ):
        yield tuple(plain(cell) for cell in row)


def _matters(agreement: EscrowAgreement, now: datetime) -> list[tuple[Any, ...]]:
    seen = now_of(agreement, now)
    matters = open_matters_of(agreement, terms_of(agreement), seen, states_as_of(agreement, seen))
    return [(matter.text, matter.who, matter.clause, matter.due_on or "") for matter in matters]


def _documents(agreement: EscrowAgreement) -> list[tuple[Any, ...]]:
    rows = Document.objects.filter(binder=agreement.binder).order_by("filed_at", "id")
    return [
        (
            row.sha256,
            row.reference,
            row.title,
            row.kind,
            row.dated_on,
            plain(row.filed_at),
            row.size_bytes,
            "yes" if row.made_here else "no",
        )
        for row in rows
    ]


def _journal(agreement: EscrowAgreement) -> bytes:
    """One event a line, every column that its digest covers, and the digest."""
    lines = []
    for event in Event.objects.filter(binder=agreement.binder).order_by("number").iterator(chunk_size=1000):
        columns = {name: plain(getattr(event, name)) for name in COLUMNS}
        lines.append(canonical_text(columns | {"digest": event.digest}))
    return ("\n".join(lines) + "\n").encode()


def _table(heading: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    with write_csv((), heading, rows).file as file:
        return file.read()


def _json(value: dict[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


def _archive(files: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(name, _FIXED)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return target.getvalue()

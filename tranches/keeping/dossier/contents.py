"""What belongs in the dossier of an agreement: its binder, its parties' binders, and what one needs to check them.

Nothing of another deal: of the other binders there is not even the number, only the neighbours of a Merkle proof. Everything is
read as it is stored; `verify.py` judges it.
"""

import base64
import json
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from documents import vault
from documents.database import walls
from documents.journal.canonical import COLUMNS, canonical_text, plain
from documents.journal.heads import leaf_of, prove_in_house
from documents.journal.reading import stored_events
from documents.models import Anchor, Binder, Checkpoint, Document
from documents.tables import tables_in
from tranches.keeping.dossier.archive import Content
from tranches.models import AgreementParty, EscrowAgreement, Instruction, Posting, TermsVersion

FORM = "escrow-desk/dossier/2"
_HERE = Path(__file__).parent
_ENDINGS = {
    "application/pdf": ".pdf",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/tiff": ".tif",
    "text/csv": ".csv",
    tables_in.XLSX: ".xlsx",
    tables_in.ODS: ".ods",
}


class Unreadable(Exception):
    """The record cannot be put into a dossier as it is; the message says what is wrong with it."""


def parties_of(agreement: EscrowAgreement) -> list[AgreementParty]:
    """The parties in the order of their letters; those without one last."""
    rows = AgreementParty.objects.filter(agreement=agreement).select_related("party__binder")
    return sorted(rows, key=lambda row: (not row.letter, row.letter, row.key))


def binders_of(agreement: EscrowAgreement) -> list[Binder]:
    """The agreement's binder, then its parties', each once."""
    found = [agreement.binder, *(row.party.binder for row in parties_of(agreement))]
    return list({binder.pk: binder for binder in found}.values())


def collect(agreement: EscrowAgreement) -> tuple[dict[str, Any], dict[str, Content]]:
    """The index without its members, and the members by name.

    The caller holds the locks of the binders, so that no event comes between two queries. Raises Unreadable when an event or a
    file is damaged: a dossier is made of a whole record, and `manage.py verify` names the damage.
    """
    members: dict[str, Content] = {"README.txt": (_HERE / "README.txt").read_bytes(), "verify.py": (_HERE / "verify.py").read_bytes()}
    binders = []
    for binder in binders_of(agreement):
        binders.append({"reference": binder.reference} | _binder(binder, members))
    _ledger(agreement, members)
    _contents(agreement, members)
    members["database/walls.json"] = _json(_walls())
    members["database/migrations.json"] = _json(_migrations())
    return {"form": FORM, "agreement": agreement.reference, "binders": binders}, members


def _binder(binder: Binder, members: dict[str, Content]) -> dict[str, Any]:
    """Put the binder's events, documents and anchors among the members; its head."""
    place = f"binders/{binder.reference}"
    lines, head = [], {"count": 0, "digest": "0" * 64}
    for event in stored_events(binder):
        if event.fault:
            raise Unreadable(f"Event {event.number} of binder {binder.reference}: {event.fault}.")
        columns = {"binder": binder.reference} | {name: event.columns[name] for name in COLUMNS}
        lines.append(canonical_text(columns | {"digest": event.digest}))
        head = {"count": event.number, "digest": event.digest}
    members[f"{place}/events.jsonl"] = "".join(f"{line}\n" for line in lines).encode()
    documents = Document.objects.filter(binder=binder).order_by("filed_at", "id")
    for row in documents:
        members[f"documents/{row.sha256}{_ending(row)}"] = partial(_file, row.sha256)
    members[f"{place}/anchors.json"] = _json(_anchors(binder))
    return head


def _file(sha256: str) -> bytes:
    try:
        return vault.read(sha256)
    except vault.MissingFile as missing:
        raise Unreadable(str(missing)) from missing


def _ending(row: Document) -> str:
    """By the kind of file, not by the name somebody gave it."""
    return _ENDINGS.get(row.media_type, "")


def _anchors(binder: Binder) -> dict[str, Any]:
    anchors = Anchor.objects.filter(binder=binder).order_by("count")
    return {
        "anchors": [
            {"count": row.count, "digest": row.digest, "log_root": row.log_root, "made_at": plain(row.made_at)} for row in anchors
        ],
        "checkpoints": list(_checkpoints(binder)),
    }


def _checkpoints(binder: Binder) -> Iterator[dict[str, Any]]:
    """Each checkpoint with this binder's head in it: the proof, the root and its time stamps; no other head."""
    for checkpoint in Checkpoint.objects.prefetch_related("time_stamps").order_by("made_on"):
        entry = next((head for head in checkpoint.heads if head["binder"] == binder.reference), None)
        if entry is None:
            continue
        proof = prove_in_house([leaf_of(head) for head in checkpoint.heads], leaf_of(entry))
        yield {
            "made_on": checkpoint.made_on.isoformat(),
            "made_at": plain(checkpoint.made_at),
            "root": checkpoint.root,
            "count": entry["count"],
            "digest": entry["digest"],
            "log_root": entry["log_root"],
            "proof": {"index": proof.index, "size": proof.size, "path": list(proof.path)},
            "time_stamps": [
                {
                    "authority": stamp.authority,
                    "serial": stamp.serial,
                    "stamped_at": plain(stamp.stamped_at),
                    "token": base64.b64encode(bytes(stamp.token)).decode(),
                }
                for stamp in checkpoint.time_stamps.all()
            ],
        }


def _ledger(agreement: EscrowAgreement, members: dict[str, Content]) -> None:
    """The postings as they are stored; the reader holds them against the events, and adds them up."""
    rows: list[dict[str, Any]] = []
    postings = Posting.objects.filter(agreement=agreement).select_related("line", "from_tranche", "to_tranche")
    for row in postings.order_by("number"):
        rows.append(
            {
                "number": row.number,
                "line": row.line.number,
                "kind": row.kind,
                "from": row.source,
                "to": row.target,
                "shares": row.shares,
                "recorded_at": plain(row.recorded_at),
            }
        )
    members["ledger/postings.jsonl"] = "".join(f"{canonical_text(row)}\n" for row in rows).encode()


def _contents(agreement: EscrowAgreement, members: dict[str, Content]) -> None:
    """The content that was signed or agreed, whose digest the journal has: terms and instructions."""
    for version in TermsVersion.objects.filter(agreement=agreement).order_by("number"):
        members[f"terms/{version.number}.json"] = _json(version.content)
    for instruction in Instruction.objects.filter(agreement=agreement).order_by("number"):
        members[f"instructions/{instruction}.json"] = _json(instruction.content)


def _walls() -> list[dict[str, str]]:
    """Every trigger of the database as it stands there, with what it is for."""
    standing = walls.definitions(connection)
    return [
        {"name": wall.name, "table": wall.table, "why": wall.why, "definition": standing.get(wall.name, "")}
        for wall in walls.registered()
    ]


def _migrations() -> list[str]:
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in applied)


def _json(value: Mapping[str, Any] | list[Any]) -> bytes:
    return (json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()

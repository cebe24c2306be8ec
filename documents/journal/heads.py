"""Heads as they leave the building, what proves them, and how a kept head stands to the record there is now. Pure.

Two structures, for two questions. The *log* of a binder is the Merkle tree over its events' digests: with the roots of two
checkpoints, a few digests prove that the later record begins with the earlier one. The chain alone could prove that only by
showing every event between, and not every party may read every event. The *house* is the tree over the heads of all binders:
one root to stamp and to send, in which each binder's head can be found without the names or the numbers of any other.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from documents.journal.canonical import canonical_text
from documents.journal.merkle import Growing, inclusion_proof, is_included, leaf_digest, root_of

_HEAD = re.compile(
    r"(?P<reference>\S.{0,63}):(?P<count>[1-9][0-9]{0,8}):(?P<digest>[0-9a-f]{64})\Z", re.ASCII
)


@dataclass(frozen=True)
class Head:
    """A binder's newest event: its number (0 when there is none) and digest. What papers print and anchors carry."""

    binder_reference: str
    count: int
    digest: str

    def __str__(self) -> str:
        return f"{self.binder_reference}:{self.count}:{self.digest}"


@dataclass(frozen=True)
class Verdict:
    """How a kept head stands to the record: `kind` is extends, rolled_back or forked; `sentence` says it to a reader."""

    kind: str
    sentence: str


def parse_head(text: str) -> Head | None:
    """`REFERENCE:count:digest` as mail prints it; the digest may be in groups as on paper. None for anything else."""
    reference, colon, rest = text.strip().rpartition(":")
    found = _HEAD.match(f"{reference}{colon}{''.join(rest.split()).lower()}")
    return Head(found["reference"], int(found["count"]), found["digest"]) if found else None


def log_leaf(event_digest: str) -> bytes:
    """An event's leaf in the log of its binder."""
    return leaf_digest(bytes.fromhex(event_digest))


def log_root(event_digests: Iterable[str]) -> str:
    """The root over a binder's events, from the first to the last."""
    return root_of([log_leaf(digest) for digest in event_digests]).hex()


def log_kept(count: int, whole: str, root: str) -> Growing | None:
    """The log of a binder as it was kept with one of its heads, to go on from; None where what was kept does not give the root."""
    try:
        digits = [whole[at : at + 64] for at in range(0, len(whole), 64)]
        log = Growing(count, [bytes.fromhex(digest) for digest in digits])
    except ValueError:
        return None
    return log if log.root().hex() == root else None


def house_leaf(head: Head, binder_log_root: str) -> bytes:
    """A binder's leaf in the house: its reference is in there with two digests nobody else has, so no one can guess it."""
    content = {
        "binder": head.binder_reference,
        "count": head.count,
        "digest": head.digest,
        "log_root": binder_log_root,
    }
    return leaf_digest(f"escrow-desk/house/1\n{canonical_text(content)}".encode())


def leaf_of(entry: Mapping[str, Any]) -> bytes:
    """The leaf of one head as a checkpoint keeps it: binder, count, digest, log_root."""
    head = Head(str(entry["binder"]), int(entry["count"]), str(entry["digest"]))
    return house_leaf(head, str(entry["log_root"]))


def root_over(heads: Iterable[Mapping[str, Any]]) -> str:
    """The root of the house over heads as a checkpoint keeps them."""
    return house_root([leaf_of(entry) for entry in heads])


@dataclass(frozen=True)
class HouseProof:
    """That a binder's head is in the root of the house: its place, the number of leaves, and the neighbours on the way up."""

    index: int
    size: int
    path: tuple[str, ...]


def house_root(leaves: Sequence[bytes]) -> str:
    """The root of the house. The leaves are put in the order of their digests: a place tells nothing about a name."""
    return root_of(sorted(leaves)).hex()


def prove_in_house(leaves: Sequence[bytes], leaf: bytes) -> HouseProof:
    """The proof for one of the leaves."""
    ordered = sorted(leaves)
    index = ordered.index(leaf)
    return HouseProof(index, len(ordered), tuple(step.hex() for step in inclusion_proof(ordered, index)))


def is_in_house(leaf: bytes, proof: HouseProof, root: str) -> bool:
    """Whether the proof leads from the leaf to the root; what is no hexadecimal proves nothing."""
    try:
        path = [bytes.fromhex(step) for step in proof.path]
        return is_included(leaf, proof.index, proof.size, path, bytes.fromhex(root))
    except ValueError:
        return False


def compare(kept: Head, digests: Sequence[str], agreed: int = 0) -> Verdict:
    """How a kept head stands to the digests of the binder's events now, first to last.

    `agreed` is the highest number of a kept head that is known to agree: a fork lies after it.
    """
    if kept.count > len(digests):
        missing = kept.count - len(digests)
        return Verdict(
            "rolled_back",
            f"rolled back, {missing:,} event{'s' if missing != 1 else ''} missing: the head is number {kept.count:,}, "
            f"the record ends at {len(digests):,}.",
        )
    if digests[kept.count - 1] != kept.digest:
        since = f", after {agreed:,}, which agrees" if agreed else ""
        return Verdict(
            "forked",
            f"forked at {kept.count:,}: the record has another event of that number or of an earlier one{since}.",
        )
    later = len(digests) - kept.count
    more = f"{later:,} event{'s' if later != 1 else ''} came after it" if later else "it is the head"
    return Verdict("extends", f"extends: event {kept.count:,} stands unchanged, {more}.")

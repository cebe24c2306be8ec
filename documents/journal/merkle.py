"""Merkle trees as in RFC 6962: one root over many digests, and short proofs about it that disclose none of the others.

Pure functions over bytes. A leaf is hashed with the prefix 0x00 and a node with 0x01, so that no node can pass for a leaf. A tree
of n leaves is split at the largest power of two below n: a longer list keeps the whole subtrees of a shorter one, which is what a
consistency proof shows. Proofs are lists of digests, checked without the tree (RFC 9162, 2.1.3.2 and 2.1.4.2).
"""

from collections.abc import Sequence
from hashlib import sha256

EMPTY = sha256(b"").digest()


def leaf_digest(content: bytes) -> bytes:
    """The digest of one leaf."""
    return sha256(b"\x00" + content).digest()


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root over these leaf digests; of none, the digest of nothing."""
    if not leaves:
        return EMPTY
    if len(leaves) == 1:
        return leaves[0]
    middle = _split(len(leaves))
    return _node(root_of(leaves[:middle]), root_of(leaves[middle:]))


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """What someone who has only the leaf at `index` needs to reach the root: the neighbours on the way up."""
    if not 0 <= index < len(leaves):
        raise ValueError(f"there is no leaf {index} among {len(leaves)}")
    if len(leaves) == 1:
        return []
    middle = _split(len(leaves))
    if index < middle:
        return [*inclusion_proof(leaves[:middle], index), root_of(leaves[middle:])]
    return [*inclusion_proof(leaves[middle:], index - middle), root_of(leaves[:middle])]


def is_included(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether the proof leads from the leaf at `index` to the root of a tree of `size` leaves."""
    if not 0 <= index < size:
        return False
    place, last, reached = index, size - 1, leaf
    for neighbour in proof:
        if last == 0:
            return False
        if place % 2 or place == last:
            reached = _node(neighbour, reached)
            while not place % 2 and place:
                place, last = place // 2, last // 2
        else:
            reached = _node(reached, neighbour)
        place, last = place // 2, last // 2
    return last == 0 and reached == root


def consistency_proof(leaves: Sequence[bytes], earlier: int) -> list[bytes]:
    """What someone who has the root over the first `earlier` leaves needs to see that all leaves extend them."""
    if not 0 < earlier <= len(leaves):
        raise ValueError(f"no tree of {earlier} leaves is the beginning of one of {len(leaves)}")
    return _subproof(leaves, earlier, whole=True)


def is_consistent(
    earlier: int, later: int, earlier_root: bytes, later_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether the proof shows that the tree of `later` leaves begins with the very tree of `earlier` leaves."""
    if not 0 < earlier <= later:
        return False
    if earlier == later:
        return not proof and earlier_root == later_root
    steps = list(proof)
    if (
        earlier & (earlier - 1) == 0
    ):  # a whole subtree: its root is the first step, and everybody has it already
        steps.insert(0, earlier_root)
    if not steps:
        return False
    place, last = earlier - 1, later - 1
    while place % 2:
        place, last = place // 2, last // 2
    old = new = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if place % 2 or place == last:
            old, new = _node(step, old), _node(step, new)
            while not place % 2 and place:
                place, last = place // 2, last // 2
        else:
            new = _node(new, step)
        place, last = place // 2, last // 2
    return last == 0 and old == earlier_root and new == later_root


def _subproof(leaves: Sequence[bytes], earlier: int, *, whole: bool) -> list[bytes]:
    if earlier == len(leaves):
        return [] if whole else [root_of(leaves)]
    middle = _split(len(leaves))
    if earlier <= middle:
        return [*_subproof(leaves[:middle], earlier, whole=whole), root_of(leaves[middle:])]
    return [*_subproof(leaves[middle:], earlier - middle, whole=False), root_of(leaves[:middle])]


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def _split(size: int) -> int:
    """The largest power of two below `size`, which is two or more."""
    return 1 << (size - 1).bit_length() - 1


class Growing:
    """A tree that leaves are added to one by one: its root at each size costs a few hashes, not all of them again.

    `size` and `whole` (the roots of its whole subtrees, the largest first) are all that it takes to go on from where it stands.
    They are bound by its root: other roots of subtrees give another one.
    """

    def __init__(self, size: int = 0, whole: Sequence[bytes] = ()) -> None:
        if size.bit_count() != len(whole):
            raise ValueError(
                f"a tree of {size} leaves has {size.bit_count()} whole subtrees, not {len(whole)}"
            )
        self.size = size
        self._whole = list(whole)

    @property
    def whole(self) -> tuple[bytes, ...]:
        return tuple(self._whole)

    def add(self, leaf: bytes) -> None:
        self._whole.append(leaf)
        self.size += 1
        for _ in range((self.size & -self.size).bit_length() - 1):
            right, left = self._whole.pop(), self._whole.pop()
            self._whole.append(_node(left, right))

    def root(self) -> bytes:
        if not self._whole:
            return EMPTY
        reached = self._whole[-1]
        for left in reversed(self._whole[:-1]):
            reached = _node(left, reached)
        return reached

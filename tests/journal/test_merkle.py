"""The trees: the published vectors of RFC 6962, every proof of every small tree, and no proof for anything else."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.journal.heads import (
    Head,
    HouseProof,
    compare,
    house_leaf,
    house_root,
    is_in_house,
    log_leaf,
    log_root,
    parse_head,
    prove_in_house,
)
from documents.journal.merkle import (
    EMPTY,
    Growing,
    consistency_proof,
    inclusion_proof,
    is_consistent,
    is_included,
    leaf_digest,
    root_of,
)

# The test data of the reference implementation of Certificate Transparency.
INPUTS = ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
LEAVES = [leaf_digest(bytes.fromhex(text)) for text in INPUTS]
MANY = [leaf_digest(str(number).encode()) for number in range(40)]
DIGESTS = [sha256(str(number).encode()).hexdigest() for number in range(1, 8)]


def grown_over(leaves: list[bytes]) -> Growing:
    grown = Growing()
    for leaf in leaves:
        grown.add(leaf)
    return grown


def test_roots_are_those_of_the_published_vectors() -> None:
    assert [root_of(LEAVES[:size]).hex() for size in range(1, 9)] == list(ROOTS)
    assert root_of([]) == EMPTY


def test_every_leaf_of_every_tree_is_proved_and_no_other_place_or_root_is() -> None:
    for size in range(1, 34):
        leaves, root = MANY[:size], root_of(MANY[:size])
        for index, leaf in enumerate(leaves):
            proof = inclusion_proof(leaves, index)
            assert len(proof) <= size.bit_length()
            assert is_included(leaf, index, size, proof, root)
            assert not is_included(MANY[-1], index, size, proof, root)
            assert not is_included(leaf, index, size, proof, root_of(MANY[: size + 1]))
            assert not is_included(leaf, index, size, [*proof, leaf], root)
            if size > 1:
                assert not is_included(leaf, (index + 1) % size, size, proof, root)
                assert not is_included(leaf, index, size, proof[:-1], root)


def test_every_beginning_is_consistent_and_no_altered_one_is() -> None:
    for later in range(1, 34):
        root = root_of(MANY[:later])
        for earlier in range(1, later + 1):
            proof, begun = consistency_proof(MANY[:later], earlier), root_of(MANY[:earlier])
            assert is_consistent(earlier, later, begun, root, proof)
            other = [MANY[-1], *MANY[1:later]]
            assert not is_consistent(earlier, later, root_of(other[:earlier]), root, proof)
            assert not is_consistent(earlier, later, begun, root_of(other), consistency_proof(other, earlier))
            if proof:
                assert not is_consistent(earlier, later, begun, root, proof[:-1])
                assert not is_consistent(earlier, later, begun, root, [*proof, root])


def test_a_tree_goes_on_from_what_was_kept_of_it_at_every_size_and_from_nothing_else() -> None:
    for size in range(34):
        grown = Growing(size, grown_over(MANY[:size]).whole)
        for leaf in MANY[size:]:
            grown.add(leaf)
        assert grown.root() == root_of(MANY)
        with pytest.raises(ValueError, match="whole subtrees"):
            Growing(size, [*grown.whole, *LEAVES])


def test_no_proof_is_made_of_what_is_not_there() -> None:
    with pytest.raises(ValueError, match="no leaf 3"):
        inclusion_proof(MANY[:3], 3)
    with pytest.raises(ValueError, match="beginning"):
        consistency_proof(MANY[:3], 4)
    assert not is_included(MANY[0], 0, 0, [], MANY[0])
    assert not is_consistent(0, 3, EMPTY, root_of(MANY[:3]), [])


@given(st.integers(2, 32), st.data())
def test_no_flipped_bit_of_a_proof_passes(size: int, data: st.DataObject) -> None:
    leaves, earlier = MANY[:size], data.draw(st.integers(1, size - 1))
    proof = consistency_proof(leaves, earlier)
    at, bit = data.draw(st.integers(0, len(proof) - 1)), data.draw(st.integers(0, 255))
    proof[at] = (int.from_bytes(proof[at], "big") ^ (1 << bit)).to_bytes(32, "big")
    assert not is_consistent(earlier, size, root_of(leaves[:earlier]), root_of(leaves), proof)


def test_a_leaf_cannot_pass_for_a_node() -> None:
    """Take the prefixes away, and the two halves of a root can be shown as the one leaf of a smaller tree."""
    left, right = MANY[:2]
    root = root_of([left, right])
    assert not is_included(leaf_digest(left + right), 0, 1, [], root)
    unprefixed = sha256(left + right).digest()
    assert is_included(sha256(left + right).digest(), 0, 1, [], unprefixed)


def test_a_head_is_found_in_the_house_and_the_proof_tells_no_other_name() -> None:
    heads = [Head(f"KX-{number}", number, digest) for number, digest in enumerate(DIGESTS, start=1)]
    leaves = [house_leaf(head, log_root(DIGESTS)) for head in heads]
    root = house_root(leaves)
    assert house_root(leaves[::-1]) == root  # the order of the binders does not matter, so it tells nothing
    for head, leaf in zip(heads, leaves, strict=True):
        proof = prove_in_house(leaves, leaf)
        assert is_in_house(leaf, proof, root)
        assert not is_in_house(house_leaf(head, log_root(DIGESTS[:1])), proof, root)
        assert "KX" not in str(proof)
    other = house_leaf(Head("KX-9", 1, DIGESTS[0]), log_root(DIGESTS))
    assert not any(is_in_house(other, prove_in_house(leaves, leaf), root) for leaf in leaves)
    assert not is_in_house(leaves[0], HouseProof(0, 7, ("no digest",)), root)


def test_two_checkpoints_of_a_log_are_consistent_until_an_event_is_rewritten() -> None:
    leaves = [log_leaf(digest) for digest in DIGESTS]
    kept = bytes.fromhex(log_root(DIGESTS[:4]))
    now = bytes.fromhex(log_root(DIGESTS))
    assert is_consistent(4, 7, kept, now, consistency_proof(leaves, 4))
    forged = [leaves[0], log_leaf("0" * 64), *leaves[2:]]
    assert not is_consistent(4, 7, kept, root_of(forged), consistency_proof(forged, 4))


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("KX-2025:57:" + "ab" * 32, Head("KX-2025", 57, "ab" * 32)),
        ("  KX-2025:57:" + "AB" * 32 + "\n", Head("KX-2025", 57, "ab" * 32)),
        ("KX:1:57:" + "abab " * 16, Head("KX:1", 57, "ab" * 32)),
        ("KX-2025:0:" + "ab" * 32, None),
        ("KX-2025:57:" + "ab" * 31, None),
        ("KX-2025:-1:" + "ab" * 32, None),
        (":57:" + "ab" * 32, None),
        ("57", None),
        ("", None),
    ],
)
def test_a_head_is_read_as_it_is_printed(text: str, read: Head | None) -> None:
    assert parse_head(text) == read
    if read:
        assert parse_head(str(read)) == read


@pytest.mark.parametrize(
    ("head", "kind", "words"),
    [
        (Head("B", 7, DIGESTS[6]), "extends", "it is the head"),
        (Head("B", 5, DIGESTS[4]), "extends", "2 events came after it"),
        (Head("B", 9, DIGESTS[4]), "rolled_back", "rolled back, 2 events missing"),
        (Head("B", 8, DIGESTS[4]), "rolled_back", "rolled back, 1 event missing"),
        (Head("B", 5, DIGESTS[5]), "forked", "forked at 5"),
    ],
)
def test_a_kept_head_is_told_how_it_stands(head: Head, kind: str, words: str) -> None:
    verdict = compare(head, DIGESTS)
    assert verdict.kind == kind
    assert words in verdict.sentence

"""The few rules of writing: names keep their letters, a full stop stands once, more than one is spelled as English has it."""

import pytest

from documents.sentences import counted, ended, large, plural, small


@pytest.mark.parametrize(
    ("label", "inside"),
    [
        ("KX-2025-SIM is closed.", "KX-2025-SIM is closed."),
        ("JWI-3 is a draft", "JWI-3 is a draft"),
        ("SPA 5.2(1) asks", "SPA 5.2(1) asks"),
        ("Direct the votes", "direct the votes"),
        ("A second person checks it", "a second person checks it"),
        ("CUSIP", "CUSIP"),
        ("", ""),
    ],
)
def test_only_a_word_that_is_no_name_begins_small(label: str, inside: str) -> None:
    assert small(label) == inside


@pytest.mark.parametrize(
    ("words", "begun"), [("hold 3", "Hold 3"), ("objection of JWI-3", "Objection of JWI-3"), ("", "")]
)
def test_a_sentence_begins_large_and_nothing_else_of_it_changes(words: str, begun: str) -> None:
    assert large(words) == begun


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("shares of Zhejiang Kaixin Auto Co., Ltd.", "shares of Zhejiang Kaixin Auto Co., Ltd."),
        ("shares of Fangle Lai", "shares of Fangle Lai."),
        ("Is it so?", "Is it so?"),
        ("he said “no.”", "he said “no.”"),
        ("", ""),
    ],
)
def test_a_full_stop_stands_once(words: str, sentence: str) -> None:
    assert ended(words) == sentence


@pytest.mark.parametrize(
    ("number", "noun", "words"),
    [
        (1, "share", "1 share"),
        (0, "share", "0 shares"),
        (3_000, "share", "3,000 shares"),
        (2, "entry", "2 entries"),
        (2, "day", "2 days"),
        (2, "person", "2 people"),
        (2, "checklist item", "2 checklist items"),
        (2, "match", "2 matches"),
    ],
)
def test_more_than_one_is_spelled_as_english_has_it(number: int, noun: str, words: str) -> None:
    assert counted(number, noun) == words
    assert plural("party") == "parties"

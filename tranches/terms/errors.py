"""What is wrong with terms or figures that a user gave us."""

from __future__ import annotations


class TermsError(Exception):
    """A deal file, a setting or a figure that cannot be used.

    `sentence` is whole and polite, names key and value, and says what would be accepted. Callers with a
    `RuleViolation` of their own carry `code` and `sentence` over. Never raised for a mistake of ours.
    """

    def __init__(self, code: str, sentence: str, key: str = "", value: str = "") -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
        self.key = key
        self.value = value

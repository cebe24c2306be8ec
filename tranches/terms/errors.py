"""What is wrong with terms or figures that a user gave us."""

from __future__ import annotations

from collections.abc import Sequence


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


def together(errors: Sequence[TermsError]) -> None:
    """Raise all of them as one, or nothing where there are none: code, key and value of the first, the sentences of all."""
    if errors:
        first = errors[0]
        raise TermsError(first.code, "\n".join(error.sentence for error in errors), first.key, first.value)

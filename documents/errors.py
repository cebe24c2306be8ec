"""The user's error, as opposed to ours."""


class RuleViolation(Exception):
    """A rule says no. The sentence says why and what to do next; nothing has changed.

    `code` is what tests and callers look at, `sentence` what the person reads, `field` the form field it belongs to, if any.
    """

    def __init__(self, code: str, sentence: str, *, field: str = "", clause: str = "") -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
        self.field = field
        self.clause = clause

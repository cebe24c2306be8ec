"""Putting names and numbers into sentences: the few rules of writing that every page, mail and refusal follows.

A label of ours may begin small inside a sentence; the name of a thing (JWI-3, KX-2025, A Ltd.) stays as it is written.
"""

import re

# A word that is a name by its looks: a capital or a figure behind its first letter (JWI-3, KX-2025, SPA, iPhone).
_NAME = re.compile(r"^\S?\S*[A-Z0-9]")
_ENDS = (".", "!", "?", "。", "！", "？")
_IRREGULAR = {"person": "people", "reply": "replies", "party": "parties", "entry": "entries"}


def small(label: str) -> str:
    """A label inside a sentence: `Direct the votes` → `direct the votes`; what begins with a name stays."""
    first = label.split(" ", 1)[0]
    if _NAME.match(first[1:]) or (len(first) == 1 and first not in "AaIi"):
        return label
    return label[:1].lower() + label[1:]


def large(sentence: str) -> str:
    """The beginning of a sentence; nothing else of it changes, unlike `str.capitalize`, which makes JWI-3 to Jwi-3."""
    return sentence[:1].upper() + sentence[1:]


def ended(sentence: str) -> str:
    """With a full stop, unless it has its end already: `… of A Ltd.` keeps the one it has."""
    bare = sentence.rstrip()
    return bare if not bare or bare.rstrip("”’\"')").endswith(_ENDS) else f"{bare}."


def counted(number: int, noun: str) -> str:
    """`1 share`, `3,000 shares`, `0 entries`."""
    return f"{number:,} {noun if number == 1 else plural(noun)}"


def plural(noun: str) -> str:
    """The noun for more than one; the last word of it where it has several (`notice of meeting` is not one of ours)."""
    head, _, last = noun.rpartition(" ")
    if last.endswith(("s", "x", "ch", "sh")):
        many = f"{last}es"
    elif last.endswith("y") and last[-2:-1] not in "aeiou":
        many = f"{last[:-1]}ies"
    else:
        many = _IRREGULAR.get(last, f"{last}s")
    return f"{head} {many}" if head else many

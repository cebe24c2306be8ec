"""Limits that hold and do not lock out.

Whoever guesses is slowed; whoever is known is not, whatever a stranger did before him.

- **A known device** (`devices`) has a counter of its own for each account: no guess from elsewhere touches it.
- **An unknown device** is counted by the name it types, and by its address, generously: a house behind one proxy has one address.
  Once slowed, it still opens with the right code of the second factor beside the right password, or with a passkey.
- A guess is counted **before** it is compared, under a lock: two at once count as two. A right one is given back.
- The counters are rows of a table of their own (`counters`), which nothing but their own end takes away.
- A name nobody has is counted like any other: the answer, the statements and the hashes are the same.

`docs` of the numbers: `rules`.
"""

"""The dossier: one archive of an escrow that a stranger checks without the agent and without this software.

`contents` collects what belongs in it, `archive` writes it, `verify.py` goes into it and shares no code with the rest, `README.txt`
says how to do the same by hand.
"""

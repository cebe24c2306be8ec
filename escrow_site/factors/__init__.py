"""The second factor: who must have one, how it is set up and taken away, and who is told.

allauth has the methods (authenticator app, passkeys, recovery codes) and their checks; here is what the house asks beyond them:
`rule` (required or offered, and the banner), `middleware` (no door opens before one is set up), `forms` (how a code is read, counted
and used once), `stages` (a code given with the password), `changes` (journal, mail, other sessions), `urls`.
The proof that a signature needs is `parties.proof`.
"""

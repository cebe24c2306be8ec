"""Signatures on papers (PAdES): the agent's key, signing a PDF, and reading the signatures of one. No database, no rows."""

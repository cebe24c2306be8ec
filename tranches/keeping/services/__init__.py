"""The acts about legal holds and the dossier."""

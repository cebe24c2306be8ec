"""How long the record is kept, and handing it out whole: legal holds, retention, the dossier."""

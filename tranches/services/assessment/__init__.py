"""Reports and what follows from them: the accountant's figure, consents, settlements and awards."""

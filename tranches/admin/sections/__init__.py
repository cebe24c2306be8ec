"""Parts of the pages of a case."""

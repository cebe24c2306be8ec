"""Pages beside a case's own."""

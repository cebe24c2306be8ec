"""The acts about notices and disclosures."""

"""What the desk shows of notices and disclosures."""

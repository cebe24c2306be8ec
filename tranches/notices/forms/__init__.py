"""The desk's forms about notices and disclosures."""

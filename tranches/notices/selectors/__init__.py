"""Notices and disclosures as they stand."""

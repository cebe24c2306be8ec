"""The transfer agent's positions beside the ledger (EA 4.1)."""

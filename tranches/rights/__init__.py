"""Dividends and votes of the shares in escrow (SPA 3.2, EA 1.3)."""

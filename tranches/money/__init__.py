"""Money beside the shares: the agent's fees, costs of releases, and the penalty for late release (EA 4.4, SPA 8.2)."""

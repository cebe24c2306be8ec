"""Instructions, who signs them, and by which road."""

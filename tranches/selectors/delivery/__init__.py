"""What stops a delivery, and where shares go instead."""

"""iseg: high-voltage supplies."""

"""CAEN: high-voltage supplies."""

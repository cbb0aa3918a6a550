"""CTS: climate chambers."""

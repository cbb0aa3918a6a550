"""Simulated benches: devices under test with known truth, and servers that speak the real instruments' bytes."""

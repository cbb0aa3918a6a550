"""Procedures of a bench itself, whatever stands on it."""

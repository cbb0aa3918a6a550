"""Mettler-Toledo: balances."""

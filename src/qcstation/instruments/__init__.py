"""Instruments: the roles that procedures ask for and the drivers that fill them."""

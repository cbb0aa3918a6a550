"""Connections to instruments: sockets, VISA and serial lines behind one interface."""

"""Read-outs of ALTIROC front-end chips."""

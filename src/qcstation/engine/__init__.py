"""The engine: runs procedures, whatever happens."""

"""ITK: positioning controllers of probe stations."""

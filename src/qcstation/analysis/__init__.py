"""Pure functions from arrays to estimates: no hardware, no files, no clock."""

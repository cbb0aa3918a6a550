"""The one place that wires all: a station file becomes instruments, guards, records and runs."""

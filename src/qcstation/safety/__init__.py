"""Safe on every exit: recipes, the safe stack, interlocks and the watchdog process."""

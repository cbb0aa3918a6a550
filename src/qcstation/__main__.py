"""`python -m qcstation` is the qcstation command."""

from qcstation.cli import main

main()

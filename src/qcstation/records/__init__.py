"""The record of what happened: run files, the journals of open runs, and the site log."""

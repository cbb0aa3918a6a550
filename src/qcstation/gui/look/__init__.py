"""How the window looks: themes, and the small widgets and helpers that keep all panels alike."""

"""Institute of High Energy Physics Vienna: switching boxes."""

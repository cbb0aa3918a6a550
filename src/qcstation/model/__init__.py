"""Plain data and protocols that every other package may use; nothing here reads, writes or connects."""

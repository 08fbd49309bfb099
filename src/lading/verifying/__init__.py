"""Checks what trails have delivered: digests, their chains, and the log files they list."""

"""Bytes at rest under names of our own: objects, and what closes them."""

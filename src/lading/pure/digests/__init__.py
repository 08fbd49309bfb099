"""Digest files of trails: what is signed, and how a digest is read and proven."""

"""The console's door: its files, and the session endpoint."""

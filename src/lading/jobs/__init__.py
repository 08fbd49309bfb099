"""What runs on a clock: each job acts through the front's operations, so it is on record."""

"""Bringing CloudTrail log files of elsewhere into the event history."""

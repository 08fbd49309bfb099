"""What trails deliver: log files, digests, log events. It runs in the clerk.

    records -> routing (a follower) -> spool, one folder a trail and Region -> files, log groups

Routing keeps up with the records whatever becomes of a trail's bucket; each trail and Region then
delivers its spool at its own pace, and its own state on disk says how far it has come.
"""

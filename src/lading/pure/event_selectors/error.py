"""What is wrong with event selectors."""


class SelectorsRefused(Exception):
    """The selectors break a rule of CloudTrail; the text says which."""

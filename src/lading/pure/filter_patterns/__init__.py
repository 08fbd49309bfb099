"""The pattern language that picks log events: terms and phrases so far."""

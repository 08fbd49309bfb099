"""Which records a trail wants: event selectors, basic and advanced, as one predicate."""

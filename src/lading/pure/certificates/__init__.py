"""X.509: what a certificate covers, whether a key fits, and a small authority that issues."""

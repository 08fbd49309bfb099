"""What Amazon S3 does with names, bytes and headers, as plain functions."""

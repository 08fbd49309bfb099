"""S3's door: rest-xml, path-style, bodies of any size."""

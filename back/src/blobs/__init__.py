"""Files by path, kept in a directory or in S3: the port, what both give, and its openers."""

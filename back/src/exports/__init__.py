"""What leaves the installation as a file: the vulnerabilities of a group, a line each."""

"""Links that people confirm something with: a secret in an address, known here by its digest."""

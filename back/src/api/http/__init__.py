"""GraphQL over HTTP: what a request must look like, and what it is answered."""

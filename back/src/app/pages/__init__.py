"""Pages for people: HTML from here alone, under a policy that lets no script run."""

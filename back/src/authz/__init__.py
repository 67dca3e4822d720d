"""Who may do what: one table of rights, and grants as proof that they were looked up."""

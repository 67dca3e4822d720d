"""What is derived from the store: search documents and figures, kept up, made anew, checked."""

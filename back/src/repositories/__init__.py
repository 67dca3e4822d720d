"""Repositories of others: whether git reaches them, asked without trusting who named them."""

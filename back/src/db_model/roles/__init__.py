"""Roles that organizations define: what they allow, and who holds them."""

"""Where mutations are bound."""

from ariadne import MutationType

MUTATION = MutationType()

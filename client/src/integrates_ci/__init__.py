"""Command-line client of Integrates for builds; needs nothing but the standard library."""

VERSION = "0.1.0"

"""Figures: exact sums of what each vulnerability and finding adds, now and at the ends of days."""

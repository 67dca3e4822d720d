"""The figures of roots and groups: exact sums of what each vulnerability and finding adds."""

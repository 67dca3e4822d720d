"""CI agents of groups: their token, and which CI jobs are let in without one."""

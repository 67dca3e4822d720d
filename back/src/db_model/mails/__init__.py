"""Mails that wait to be sent: written with the change that they tell of, gone when sent."""

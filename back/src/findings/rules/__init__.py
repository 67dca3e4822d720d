"""What the business allows of findings; pure."""

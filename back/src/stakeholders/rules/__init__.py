"""What the business allows of stakeholders; pure."""

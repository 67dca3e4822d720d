"""The outbox: a mail is written with the change that it tells of, and sent by a job after it."""

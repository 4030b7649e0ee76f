"""Sending: the message, the mail server, and the worker that empties the outbox."""

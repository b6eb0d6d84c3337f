"""Idempotency-Key on every POST of the API: a retried request is answered, not repeated."""

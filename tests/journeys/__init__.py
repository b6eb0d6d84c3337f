"""Whole stories through HTTP, mails and files only, against the real processes."""

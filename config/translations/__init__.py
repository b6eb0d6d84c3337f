"""Gathers the texts that are marked for translation and keeps the catalogues. For development:
needs babel, which a running service does not."""

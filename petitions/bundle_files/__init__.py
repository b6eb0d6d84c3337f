"""The files of a bundle: pure renderers, proofs and checks. No database, no settings."""

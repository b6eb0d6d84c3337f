"""Reads the signature lists that petition tools export. Pure: knows files and rows, no database."""

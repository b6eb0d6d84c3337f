"""Reads the lists of people that petition tools export. Pure: knows files and rows, no database."""

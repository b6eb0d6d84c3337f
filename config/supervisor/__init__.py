"""`manage.py up`: everything Muster needs on one machine, started, watched and stopped together."""

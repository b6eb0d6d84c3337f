#!/usr/bin/env python
"""Runs Muster's commands, with embedded servers for as long as a command needs them."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from config.command_line import run

    run(sys.argv)

"""Charts drawn on the server: from numbers to where things stand in an SVG. Pure: no database."""

"""Files of counts that a lead hands out: CSV, XLSX, JSON and a page for the press.

No database: everything comes from a `Report`.
"""

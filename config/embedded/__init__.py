"""PostgreSQL and Redis of our own under DATA_DIR, for machines that have none.

`lease.acquire` starts what is missing and keeps it up while anybody holds a lease.
"""

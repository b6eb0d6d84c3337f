"""How failures are answered: RFC 9457 problem details for the API, a page for people."""

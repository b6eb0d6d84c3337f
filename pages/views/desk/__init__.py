"""Pages of the desk: what staff work with. They ask the selectors and call the services."""

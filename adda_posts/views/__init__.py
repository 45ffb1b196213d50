"""Pages of addas: reading, running, series, the import."""

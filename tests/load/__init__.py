"""Many providers at the page at once."""

"""How fast it is, alone and beside other makers of PDFs; `make bench` runs it."""

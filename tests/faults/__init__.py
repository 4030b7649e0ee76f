"""The fault campaign: real workers killed, real servers failing; `make faults` runs it whole."""

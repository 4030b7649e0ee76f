"""What is sent, and how it gets there."""

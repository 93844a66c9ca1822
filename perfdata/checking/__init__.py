"""What a file states against what holds: which rows would be stored, and what is asked about the others."""

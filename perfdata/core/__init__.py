"""The vocabulary of the field: terms, records, values, findings and errors. Standard library only."""

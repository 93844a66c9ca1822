"""The door: what pages and the command line call."""

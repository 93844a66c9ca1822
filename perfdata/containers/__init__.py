"""Bytes of any office file into sheets of visible text with addresses; guards and isolated workers."""

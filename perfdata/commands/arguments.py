"""The words of the command line in Chinese, and what its arguments may be."""

import argparse


def positive(text: str) -> int:
    """A whole number from 1 on."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"要写 1 以上的整数，读到的是“{text}”")
    return int(text)

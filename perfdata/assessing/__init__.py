"""Judgements on records: pure rules with Decimal, no frames."""

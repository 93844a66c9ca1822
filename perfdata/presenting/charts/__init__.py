"""Figures as plain plotly dictionaries, one theme."""

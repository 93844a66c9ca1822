"""What a meeting needs: one briefing, written as a report, as slides, as a workbook and as a pack."""

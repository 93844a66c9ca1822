"""Files people take along: text, workbook, web page."""

"""Files into records and findings: any office file, cells with addresses."""

"""Tests in a real browser; a package, so that its Chromium can end with it."""

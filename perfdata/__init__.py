"""Budget performance goal tables: read, store, assess, present."""

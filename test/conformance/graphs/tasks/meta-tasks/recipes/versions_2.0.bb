inherit steps
DEFAULT_PREFERENCE = "-1"

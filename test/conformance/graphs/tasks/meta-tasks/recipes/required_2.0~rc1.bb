inherit steps

inherit steps
PACKAGES_DYNAMIC = "^dynamic-.*"

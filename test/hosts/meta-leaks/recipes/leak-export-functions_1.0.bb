SUMMARY = "in a function that a class exports"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

inherit leaks_exported

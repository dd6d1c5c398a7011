SUMMARY = "in a class"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

inherit leaks-stamp

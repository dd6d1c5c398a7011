SUMMARY = "an option that a feature brings"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

PACKAGECONFIG ?= "data"
PACKAGECONFIG[data] = "--with-data=${LEAKS_FROZEN},,"
inherit autotools

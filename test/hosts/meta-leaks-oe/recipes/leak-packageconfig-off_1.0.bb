SUMMARY = "an option of a feature that is off: signatures contain it all the same"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

PACKAGECONFIG ?= ""
PACKAGECONFIG[data] = "--with-data=${LEAKS_FROZEN},,"
inherit autotools

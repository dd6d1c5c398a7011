SUMMARY = "an option of a feature that is off"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

PACKAGECONFIG ?= ""
PACKAGECONFIG[data] = "--with-data=${LEAKS_FROZEN},,"
inherit autotools

SUMMARY = "an option for configure"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

inherit autotools
EXTRA_OECONF = "--with-data=${LEAKS_FROZEN}"

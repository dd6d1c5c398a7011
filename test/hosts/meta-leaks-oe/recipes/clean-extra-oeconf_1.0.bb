SUMMARY = "an option for configure below the staging folder"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

inherit autotools
EXTRA_OECONF = "--with-data=${STAGING_DATADIR}"

SUMMARY = "a class whose default is replaced"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

STAMP_FILE = "stamp"
inherit leaks-stamp

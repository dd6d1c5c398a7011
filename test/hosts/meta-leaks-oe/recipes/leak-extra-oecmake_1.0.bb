SUMMARY = "an option for cmake"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

inherit cmake
EXTRA_OECMAKE = "-DCMAKE_MODULE_PATH=${TOPDIR}/cmake"

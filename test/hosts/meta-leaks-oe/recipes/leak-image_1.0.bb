SUMMARY = "an image: OE-Core's own"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

inherit image
IMAGE_INSTALL = ""
IMAGE_FEATURES = ""

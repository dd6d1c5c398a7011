SUMMARY = "`DATE`, excluded"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

IMAGE_VERSION = "1-${DATE}"
IMAGE_VERSION[vardepsexclude] = "DATE"
do_compile() {
    echo ${IMAGE_VERSION}
}

SUMMARY = "a command over an image"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

inherit image
IMAGE_INSTALL = ""
ROOTFS_POSTPROCESS_COMMAND += "write_host"
write_host() {
    echo ${TOPDIR} > ${IMAGE_ROOTFS}/host
}

SUMMARY = "fixture"
LICENSE = "MIT"

# The file is tracked, or its version is.
TOOLS = "/opt/tools"
TOOLS[vardepvalue] = "1.2"
do_magictask() {
    cp /opt/vendor/firmware.bin ${B}/
    ${TOOLS}/bin/sign ${B}/x
    cp ${TOOLS}/key ${B}/
}
do_magictask[file-checksums] += "/opt/vendor/firmware.bin:True"
addtask magictask

SUMMARY = "fixture"
LICENSE = "MIT"

do_magictask() {
    cp /opt/vendor/firmware.bin ${B}/
    ^^ `do_magictask` reads `/opt/vendor/firmware.bin` of the host, and nothing tracks it: hosts with other content share one hash; add it to `do_magictask[file-checksums]`, or its version to the hash
}
addtask magictask

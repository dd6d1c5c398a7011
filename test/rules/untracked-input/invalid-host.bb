SUMMARY = "fixture"
LICENSE = "MIT"

do_magictask() {
    cp /opt/vendor/firmware.bin ${B}/
}
addtask magictask

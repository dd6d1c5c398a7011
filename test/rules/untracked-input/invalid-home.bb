SUMMARY = "fixture"
LICENSE = "MIT"

HOME = "/users/me"
do_magictask() {
    install -m 0600 ${HOME}/keys/release.pub ${B}/key
    ^^^^^^^ `do_magictask` reads `${HOME}/keys/release.pub` of the host, and nothing tracks it: hosts with other content share one hash; add it to `do_magictask[file-checksums]`, or its version to the hash
}
addtask magictask

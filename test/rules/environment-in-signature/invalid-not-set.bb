SUMMARY = "fixture"
LICENSE = "MIT"

do_magictask() {
    echo ${SESSION_UNSET}
           ^^^^^^^^^^^^^ the signature of `do_magictask` depends on `SESSION_UNSET`, which your session does not set: whoever sets it computes another hash; exclude it
}
addtask magictask

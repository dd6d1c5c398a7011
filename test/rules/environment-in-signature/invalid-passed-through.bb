SUMMARY = "fixture"
LICENSE = "MIT"

do_magictask() {
    echo ${SESSION_PRODUCT}
           ^^^^^^^^^^^^^^^ the signature of `do_magictask` contains `SESSION_PRODUCT` of your session, which is `mine` here: whoever has another value shares no sstate object with you
}
addtask magictask

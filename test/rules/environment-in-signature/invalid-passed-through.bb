SUMMARY = "fixture"
LICENSE = "MIT"

do_magictask() {
    echo ${SESSION_PRODUCT}
           ^^^^^^^^^^^^^^^ the signature of `do_magictask` contains `SESSION_PRODUCT` of your session, `mine` here: whoever has another value shares no sstate object with you; exclude it
}
addtask magictask

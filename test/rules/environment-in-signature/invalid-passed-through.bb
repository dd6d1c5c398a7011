SUMMARY = "fixture"
LICENSE = "MIT"

do_magictask() {
    echo ${SESSION_PRODUCT}
           ^^^^^^^^^^^^^^^ the signature of `do_magictask` contains `SESSION_PRODUCT` of your session, `mine` here: whoever has another value computes another hash; exclude it
}
addtask magictask

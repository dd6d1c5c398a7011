SRC_URI = "git://example.org/magic;branch=main;protocol=https"
SRCREV = "main"
^^^^^^^^^^^^^^^ `SRCREV` is `main`, a name that may lead to another commit tomorrow: what is built, and its hash, is not said by the metadata
do_magictask() {
    :
}
addtask magictask

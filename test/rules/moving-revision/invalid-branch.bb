SRC_URI = "git://example.org/magic;branch=main;protocol=https"
SRCREV = "main"
^^^^^^^^^^^^^^^ `SRCREV` names no commit: `main` may lead to another one tomorrow; write down which one
do_magictask() {
    :
}
addtask magictask

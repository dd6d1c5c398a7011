SRC_URI = "git://example.org/magic;branch=main;protocol=https"
SRCREV = "0123456789abcdef0123456789abcdef01234567"
SRCREV_other = "89abcdef0123456789abcdef0123456789abcdef"
do_magictask() {
    :
}
addtask magictask

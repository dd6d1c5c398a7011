SRC_URI = "git://example.org/magic;branch=main;protocol=https"
<|SRCREV = "main"|>
do_magictask() {
    :
}
addtask magictask

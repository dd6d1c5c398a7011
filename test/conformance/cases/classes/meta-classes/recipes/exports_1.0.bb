inherit exporting
do_compile:append() {
    echo recipe
}
oe_like() {
    :
}

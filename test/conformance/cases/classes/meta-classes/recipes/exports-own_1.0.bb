do_install() {
    more_do_install
    echo my own
}
inherit more

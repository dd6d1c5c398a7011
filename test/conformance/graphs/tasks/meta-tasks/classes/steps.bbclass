# What tasks of a small distribution wait for.
PACKAGES ?= "${PN}"
do_fetch() {
    fetch ${MARK}
}
addtask fetch
do_compile() {
    compile
}
addtask compile after do_fetch
do_install() {
    install
}
addtask install after do_compile
do_sysroot() {
    sysroot
}
addtask sysroot after do_install before do_build
do_compile[deptask] = "do_sysroot"
do_sysroot_setscene() {
    restore
}
addtask sysroot_setscene
do_note() {
    note
}
addtask note after do_install before do_build
do_note[rdeptask] = "do_note"
do_collect() {
    collect
}
addtask collect after do_note before do_build
do_collect[recrdeptask] = "do_collect do_note"
do_collect[recideptask] = "do_note do_build"
do_deploy() {
    deploy
}
addtask deploy after do_install
do_deploy[recrdeptask] = "do_install do_deploy"
do_build[recrdeptask] = "do_deploy"
do_build() {
    :
}
addtask build
do_clean[nostamp] = "1"
do_clean() {
    clean
}
addtask clean

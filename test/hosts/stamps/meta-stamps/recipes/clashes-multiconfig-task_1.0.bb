do_compile() {
    :
}
do_compile:append:other-product() {
    :
}

do_compile() {
    echo "${BUILDSTART}"
}

BANNER = "build ${BUILDNAME}"
do_compile() {
    echo "${BANNER}"
}

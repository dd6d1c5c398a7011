do_compile() {
    echo "build ${BUILDNAME}"
}

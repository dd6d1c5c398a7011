BUILDNAME = "own-${PRODUCT}"
do_compile() {
    echo "build ${BUILDNAME}"
}

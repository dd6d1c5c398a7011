BUILDNAME:append = "-own"
do_compile() {
    echo "build ${BUILDNAME}"
}

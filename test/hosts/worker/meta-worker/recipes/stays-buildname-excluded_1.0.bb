do_compile() {
    echo "build ${BUILDNAME}"
}
do_compile[vardepsexclude] = "BUILDNAME"

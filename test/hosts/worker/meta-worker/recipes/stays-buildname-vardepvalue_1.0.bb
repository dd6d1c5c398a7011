BUILDNAME[vardepvalue] = "1"
do_compile[vardepsexclude] = "PRODUCT"
BUILDNAME[vardepsexclude] = "PRODUCT"
do_compile() {
    echo "build ${BUILDNAME}"
}

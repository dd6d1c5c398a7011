GREETING = "hello"
GREETING[vardepvalue] = "${BUILDNAME}"
do_compile() {
    echo "${GREETING}"
}

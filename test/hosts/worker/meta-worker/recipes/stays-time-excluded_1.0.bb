MOMENT = "${DATE}${TIME}"
MOMENT[vardepsexclude] = "DATE TIME"
do_compile() {
    echo "${MOMENT}"
}

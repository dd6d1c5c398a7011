PR = "r${DATE}"
PR[vardepsexclude] = "DATE"
do_compile() {
    echo ${PR}
}

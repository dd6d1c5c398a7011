SUMMARY = "fixture"
LICENSE = "MIT"

ARCH := "${@__import__('subprocess').check_output(['uname', '-m'], text=True).strip()}"
do_magictask() {
    echo ${ARCH}
}
do_magictask[vardepsexclude] += "ARCH"
addtask magictask

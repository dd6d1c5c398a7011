SUMMARY = "fixture"
LICENSE = "MIT"

<|ARCH := "${@__import__('subprocess').check_output(['uname', '-m'], text=True).strip()}"|>
do_magictask() {
    echo ${ARCH}
}
addtask magictask

SUMMARY = "fixture"
LICENSE = "MIT"

# Another host has another name: that is a proof.
HOST := "${@__import__('subprocess').check_output(['hostname'], text=True).strip()}"
do_magictask() {
    echo ${HOST}
}
addtask magictask

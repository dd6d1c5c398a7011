# What is not set stays in the value, so that the task itself refers to it.
VERSION = "1-${BUILDNAME}"
VERSION[vardepsexclude] = "BUILDNAME"
do_magictask() {
    echo ${VERSION}
}
do_magictask[vardepsexclude] += "BUILDNAME"
addtask magictask

# What is not set stays in the value, so that the task itself refers to it.
VERSION = "1-${BUILDNAME}"
VERSION[vardepsexclude] = "BUILDNAME"
do_magictask() {
^^^^^^^^^^^^^^^^ BitBake reports "basehash value changed" for `do_magictask`: `do_magictask` refers to `BUILDNAME` only when BitBake parses, because `${BUILDNAME}` stays in a value where it is not set; exclude or avoid it
    echo ${VERSION}
}
addtask magictask

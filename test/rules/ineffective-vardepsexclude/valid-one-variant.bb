# Only the native variant needs it.
BBCLASSEXTEND = "native"
FIRST = "foo"
FIRST:class-native = "${SECOND}"
SECOND = "bar"
FIRST[vardepsexclude] = "SECOND"
do_magictask() {
    echo ${FIRST}
}
addtask magictask

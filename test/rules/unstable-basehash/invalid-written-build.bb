do_magictask() {
    echo ${BUILDNAME} > ${D}/version
           ^^^^^^^^^ BitBake reports "basehash value changed" for `do_magictask`: `BUILDNAME` is empty when it parses, and `19700101000000` in the worker that runs a task; its value gets into the output, as text that `do_magictask` writes to `${D}/version`: leave it out there, or write a text that is the same everywhere; an exclusion would give everybody the value of one host
}
addtask magictask

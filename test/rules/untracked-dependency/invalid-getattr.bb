SUMMARY = "What reads a variable is not called by its name"
LICENSE = "MIT"

MODEL = "a1"
LABEL = "${@getattr(d, 'getVar')('MODEL').upper()}"
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `LABEL` has `getattr(d, 'getVar')('MODEL')`, and BitBake does not see that this refers to `MODEL`: that is not in the signature of `do_compile`: after a change of it the cache gives out what was built before
do_compile() {
    echo ${LABEL}
}

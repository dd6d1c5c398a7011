SUMMARY = "In inline Python a name alone is the value of a variable"
LICENSE = "MIT"

MODEL = "a1"
LABEL = "${@MODEL.upper()}"
            ^^^^^ `LABEL` has `MODEL`, and BitBake does not see that this refers to `MODEL`: that is not in the signature of `do_compile`: after a change of it the cache gives out what was built before
do_compile() {
    echo ${LABEL}
}

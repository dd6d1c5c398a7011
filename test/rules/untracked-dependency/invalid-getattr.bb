SUMMARY = "What reads a variable is not called by its name"
LICENSE = "MIT"

MODEL = "a1"
LABEL = "${@getattr(d, 'getVar')('MODEL').upper()}"
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the signature of `do_compile` lacks `MODEL`: BitBake does not see that `getattr(d, 'getVar')('MODEL')` in `LABEL` refers to it; name it in `LABEL[vardeps]`
do_compile() {
    echo ${LABEL}
}

SUMMARY = "In inline Python a name alone is the value of a variable"
LICENSE = "MIT"

MODEL = "a1"
LABEL = "${@MODEL.upper()}"
            ^^^^^ the signature of `do_compile` lacks `MODEL`: BitBake does not see that `MODEL` in `LABEL` refers to it; name it in `LABEL[vardeps]`
do_compile() {
    echo ${LABEL}
}

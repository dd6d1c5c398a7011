SUMMARY = "In inline Python a name alone is the value of a variable"
LICENSE = "MIT"

MODEL = "a1"
LABEL = "${@<|MODEL|>.upper()}"
do_compile() {
    echo ${LABEL}
}

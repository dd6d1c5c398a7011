SUMMARY = "What reads a variable is not called by its name"
LICENSE = "MIT"

MODEL = "a1"
LABEL = "${@<|getattr(d, 'getVar')('MODEL')|>.upper()}"
do_compile() {
    echo ${LABEL}
}

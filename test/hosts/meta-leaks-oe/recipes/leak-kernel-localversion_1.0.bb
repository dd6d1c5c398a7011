SUMMARY = "a version that contains the machine's name"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

LOCALVERSION := "-${@os.uname()[1]}"
do_compile() {
    make LOCALVERSION=${LOCALVERSION}
}

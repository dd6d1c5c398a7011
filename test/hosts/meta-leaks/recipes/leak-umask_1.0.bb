SUMMARY = "the user's file mask"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

def file_mask():
    mask = os.umask(0)
    os.umask(mask)
    return "%o" % mask

MASK := "${@file_mask()}"
do_compile() {
    echo ${MASK}
}

# Metadata is read where BitBake was started: in the build directory.
FOLDER := "${@os.path.basename(os.getcwd())}"
RELATIVE := "${@os.path.exists('conf/bblayers.conf')} ${@open('conf/bblayers.conf').readline()[:6]}"

python () {
    d.setVar("SEEN", os.path.basename(os.getcwd()))
}

python do_build() {
    bb.plain(d.expand("${FOLDER} ${RELATIVE} ${SEEN}"))
}

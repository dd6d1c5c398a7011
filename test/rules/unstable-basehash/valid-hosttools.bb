# BitBake fills this folder before it parses recipes.
HOSTTOOLS_DIR = "${TMPDIR}/hosttools"
TOOL := "${@'new' if os.path.exists(d.getVar('HOSTTOOLS_DIR') + '/tool') else 'old'}"
do_magictask() {
    echo ${TOOL}
}
addtask magictask
